package app_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
	"preau/internal/offers/role"
)

// ownForms are the forms of one's own structure whose address does not say which that is: the button that sends each, and a table that it
// would write to.
var ownForms = map[string]struct {
	button, table string
	fill          func(f *webtest.Form)
	kept          string // the name of a field, in which KeptWord was typed
}{
	"/offreur/offres/nouvelle": {"Enregistrer en brouillon", "offers_offers", func(f *webtest.Form) { f.Set("nom", keptWord) }, "nom"},
	"/offreur/utilisateurs/nouveau": {"Enregistrer", "offers_invitations", func(f *webtest.Form) {
		f.Set("prenom", "Lou").Set("nom", keptWord).Set("email", "lou@preau.test").Check("Valideur d'offres")
	}, "nom"},
	"/offreur/lieux/nouveau":         {"Enregistrer", "org_sites", func(f *webtest.Form) { f.Set("nom", keptWord) }, "nom"},
	"/offreur/lieux/imports/nouveau": {"", "imports_imports", func(f *webtest.Form) { f.Attach("Fichier", "ecoles.csv", []byte("UAI;École;E-mail\n")) }, ""},
	"/offreur/structure":             {"Enregistrer", "history_lines", func(f *webtest.Form) { f.Set("representant", keptWord) }, "representant"},
	"/offreur/qui-saisit":            {"Continuer", "offers_speakers", func(f *webtest.Form) { f.Set("qui_saisit", keptWord) }, "qui_saisit"},
}

const keptWord = "Gardé tel quel"

// ofNoStructure are the addresses below the offreur's space whose forms are of no structure: of who asks for one, and of the operator.
var ofNoStructure = []string{"/offreur/demande", "/offreur/documents", "/offreur/reglages", "/offreur/reglages/types"}

// inTwo is somebody who administers two structures, in one of which the account could be shared too; it gives what chooses one to act for.
func (b *builder) inTwo(who string, roles ...access.RoleKey) (one, two string) {
	b.t.Helper()
	orgs := []string{b.one(`SELECT org_id FROM offers_structures WHERE number = 90`), b.one(`SELECT org_id FROM offers_structures WHERE number = $1`, fleurBleue)}
	b.belongs(who, roles[0], role.At(orgs[0]))
	id := b.one(`SELECT id FROM account_accounts WHERE user_name = $1`, userOf(who))
	b.ok(b.d.InTx(b.t.Context(), func(tx *db.Tx) error {
		for _, org := range orgs {
			for _, k := range roles {
				if _, err := access.Give(b.t.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: id, Role: k, Place: role.At(org)}); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	ref := func(id string) string { return b.one(`SELECT ref FROM org_organisations WHERE id = $1`, id) }
	return ref(orgs[0]), ref(orgs[1])
}

func (b *builder) actsFor(who, ref string) {
	b.t.Helper()
	b.post(who, "/compte/agir-pour", url.Values{"agir": {ref}}, 303)
}

// What a form makes is of the structure for which it was drawn, and of no other: who acts for another since, or is somebody else in that
// browser, is told so with what was typed (O66, O72).
func TestOwnFormsAreBound(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O66", "O72")
		b := inhabited(t, e)
		var posts []string
		for _, r := range b.a.Mux.Routes() {
			if r.Method == http.MethodPost && strings.HasPrefix(r.Pattern, "/offreur/") && !strings.Contains(r.Pattern, "{") && !slices.Contains(ofNoStructure, r.Pattern) {
				posts = append(posts, r.Pattern)
			}
		}
		one, two := b.inTwo("deux", role.Admin, role.Manager)
		b.inTwo("commun", role.Manager)
		b.run(`INSERT INTO offers_shared (org_id, account_id, marked_at) SELECT s.org_id, a.id, 0 FROM offers_structures s CROSS JOIN account_accounts a WHERE s.number IN (90, $1) AND a.user_name = $2`, fleurBleue, userOf("commun"))
		b.run(`UPDATE offers_structures SET version = 7 WHERE number IN (90, $1)`, fleurBleue) // a version of one is none of the other
		for _, path := range posts {
			x, known := ownForms[path]
			if !known {
				t.Errorf("%s is in no table", path)
				continue
			}
			who := "deux"
			if path == "/offreur/qui-saisit" {
				who = "commun"
			}
			c := b.in[who]
			b.actsFor(who, one)
			f := formIn(c.Get(path).WantStatus(200), x.button)
			x.fill(f)
			b.actsFor(who, two)
			count := func() string { return b.one(`SELECT CAST(count(*) AS TEXT) FROM ` + x.table) }
			before := count()
			p := f.Submit().WantStatus(422).WantSound().Want("pour une autre structure", "Fleur bleue", "rien n'est enregistré")
			if after := count(); after != before {
				t.Errorf("%s: %s rows of %s, there were %s", path, after, x.table, before)
			}
			if x.kept == "" {
				continue
			}
			wantTyped(t, p, x.kept, keptWord)
			status := 200 // who has read it sends it again
			if path == "/offreur/structure" {
				status = 409 // and reads first what is there
			}
			formIn(p, x.button).Submit().WantStatus(status)
			if after := count(); status == 200 && after == before {
				t.Errorf("%s: still %s rows of %s", path, after, x.table)
			}
		}
		t.Run("drawn again", func(t *testing.T) { // for something else: another period, or a file that is not taken
			covers.Statement(t, "O66", "O72")
			count := func() string { return b.one(`SELECT CAST(count(*) AS TEXT) FROM offers_offers`) }
			before := count()
			for what, button := range map[string]string{"period": "Ajouter une période", "file": "Enregistrer en brouillon"} {
				b.actsFor("deux", one)
				f := b.in["deux"].Get("/offreur/offres/nouvelle").Form(button).Set("nom", keptWord)
				if what == "file" {
					f.Attach("Ajouter des fichiers", "outil.exe", []byte("MZ"))
				}
				b.actsFor("deux", two)
				p := f.Submit().WantStatus(422).WantSound().Want("pour une autre structure", "Fleur bleue")
				if what == "file" {
					p.Want("outil.exe")
				}
				wantTyped(t, p, "nom", keptWord)
				if after := count(); after != before {
					t.Errorf("%s: %s offers, there were %s", what, after, before)
				}
			}
		})
		t.Run("of somebody", func(t *testing.T) { // of both structures, with the same permissions
			covers.Statement(t, "O66")
			b.actsFor("deux", one)
			f := b.in["deux"].Get("/offreur/utilisateurs/" + b.userNumber(userOf("commun")+"@preau.test")).Form("Enregistrer").Check("Administrateur offreur").Uncheck("Compte partagé")
			b.actsFor("deux", two)
			f.Submit().WantStatus(422).Want("pour une autre structure")
		})
		t.Run("who left", func(t *testing.T) {
			covers.Statement(t, "O66")
			b.actsFor("deux", one)
			f := b.in["deux"].Get("/offreur/lieux/nouveau").Form("Enregistrer").Fill("Nom", "École du Port")
			b.run(`UPDATE access_grants SET taken_at = 1 WHERE account_id = (SELECT id FROM account_accounts WHERE user_name = $1) AND place_id = (SELECT org_id FROM offers_structures WHERE number = 90)`, userOf("deux"))
			wantTyped(t, f.Submit().WantStatus(422).Want("pour une autre structure"), "nom", "École du Port")
		})
	})
}

// formIn is the form of a button, or the only one of the page's own.
func formIn(p *webtest.Page, button string) *webtest.Form {
	if button == "" {
		return p.FormAt("main form")
	}
	return p.Form(button)
}
