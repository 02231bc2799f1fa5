package app_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/core/instance"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/webtest"
	"preau/internal/ordering"
)

// helpPages are the addresses of the help's pages, as its first page leads to them.
func helpPages(t *testing.T, c *webtest.Client) []string {
	t.Helper()
	var out []string
	for _, l := range c.Get("/aide").WantStatus(http.StatusOK).In("nav:has(#roles)").Links() {
		out = append(out, l.Href)
	}
	return out
}

// Each role has its page: what the table of roles says of it, and each refusal that it may meet, in the words of the messages.
func TestHelpByRole(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R276")
		b := inhabited(t, e)
		c, book, roles := b.in[visitor], app.Help(), app.Roles()
		met := map[string]bool{}
		for _, lang := range i18n.Langs {
			c.Lang = string(lang)
			tr := b.a.Messages.For(lang, nil)
			for _, path := range helpPages(t, c) {
				p := c.Get(path).WantStatus(http.StatusOK).WantSound().WantNot("{", "}")
				for _, x := range book.Pages {
					if path != "/aide/"+x.Slug {
						continue
					}
					for _, r := range roles {
						if slices.Contains(x.Readers, help.Reader(r.Key)) {
							want := []string{tr.S(r.Label)}
							for _, g := range r.GivenBy {
								giver, _ := roles.ByKey(g)
								want = append(want, tr.S(giver.Label))
							}
							if r.Hint != "" {
								want = append(want, tr.S(r.Hint))
							}
							p.In("main section:has(#role)").Want(want...)
						}
					}
				}
				for _, h := range p.Find("#refus ~ * h3, section:has(#refus) h3") {
					code := h.Attr("id")
					if met[code] = true; h.Text() != webtest.Fold(tr.S(book.Said[code])) {
						t.Errorf("%s in %s answers %q to %s", path, lang, h.Text(), code)
					}
				}
			}
		}
		for code, x := range book.Entries {
			if !met[code] {
				t.Errorf("no page answers %s", code)
			}
			p := c.Get("/aide/refus/" + code).WantStatus(http.StatusOK)
			w := httptest.NewRecorder()
			b.a.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, webtest.Base+"/aide/refus/"+code, nil))
			if to := w.Header().Get("Location"); len(p.Find(`[id="`+code+`"]`)) != 1 || to != p.Path+"#"+code {
				t.Errorf("%s is answered at %s (%s): %+v", code, p.Path, to, x)
			}
		}
		for _, path := range []string{"/aide/refus/needs.none", "/aide/refus/x", "/aide/personne"} {
			c.Get(path).WantStatus(http.StatusNotFound)
		}
	})
}

// An answer is read on the page of the role that one has, and the help is of the services that are on.
func TestHelpFollowsRolesAndServices(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.SQLite)
	b.in[member].Get("/aide/refus/needs.not_coordinator").WantPath("/aide/membre")
	b.in[coordinator].Get("/aide/refus/needs.not_coordinator").WantPath("/aide/coordonnateur")
	set, err := b.a.Instance.Get(t.Context())
	b.ok(err)
	set.Services = []instance.ServiceKey{instance.Needs}
	boss := access.Actor{ID: "boss", Name: "Boss", Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}
	b.ok(b.a.Instance.Save(t.Context(), boss, set, set.Version))
	c := b.browser()
	for _, path := range []string{"/aide/demandeur", "/aide/centrale", "/aide/commander", "/aide/refus/ordering.no_role"} {
		c.Get(path).WantStatus(http.StatusNotFound)
	}
	c.Get("/aide").WantNot("Je suis demandeur", "où commander")
}

// Where a page or a program is refused, the reason leads to its own answer.
func TestEveryRefusalLeadsToItsAnswer(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R276")
		b := inhabited(t, e)
		p := b.in[member].Get(groupAt(running, "/suivi")).WantStatus(http.StatusForbidden).WantSound()
		p.In(".app-reason").Click("En savoir plus").WantStatus(http.StatusOK).Want("Demandez au coordonnateur de le faire")
		p.In(".app-contact").Click("l'aide de cette page").Want("Demandez au coordonnateur de le faire")
		x := problemIn(b.house, b.call(http.MethodGet, "/groups/1/board", b.tokens[member], ""))
		if len(x.Reasons) != 1 || x.Reasons[0].Help != "/aide/refus/"+x.Reasons[0].Code {
			t.Errorf("%+v", x)
		}
	})
}

// « L'aide de cette page » leads to what is there, from each place of the column.
func TestHelpOfThisPage(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.SQLite)
	for who, paths := range map[string]map[string]string{
		member: {
			"/groupements": "/aide/membre", "/adhesions": "/aide#mes-adhesions", "/compte": "/aide/compte", "/compte/profil": "/aide#profil", "/compte/mails": "/aide#mails",
			"/compte/notifications": "/aide#mails", "/compte/securite": "/aide/compte", "/compte/jetons": "/aide#programmes", "/compte/donnees": "/aide#mes-donnees",
			"/commandes": "/aide/refus/ordering.no_role", "/aide/demandeur": "/aide/demandeur", "/": "/aide",
		},
		coordinator: {"/groupements": "/aide/coordonnateur"},
		central:     {"/marches": "/aide/centrale"},
		helper:      {"/assistance": "/aide/assistance"},
		admin:       {"/administration/comptes": "/aide/administration"},
	} {
		for path, want := range paths {
			p := b.in[who].Get(path).WantStatus(http.StatusOK)
			for _, l := range p.In(".app-contact").Links() {
				if l.Text != "l'aide de cette page" {
					continue
				}
				if l.Href != want {
					t.Errorf("%s of %s leads to %s", path, who, l.Href)
				}
				q := b.in[who].Get(l.Href).WantStatus(http.StatusOK)
				if _, id, ok := strings.Cut(l.Href, "#"); ok && len(q.Find("#"+id)) != 1 {
					t.Errorf("%s leads to no part of the help", l.Href)
				}
			}
		}
	}
}

// Who finds no place to order is told where, from « Menu » as from the column, with their own roles or why they have none.
func TestWhereToOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R277")
		b := inhabited(t, e)
		const link = "Je ne trouve pas où commander"
		place := access.Place{Kind: access.Organisation, ID: b.one(`SELECT id FROM org_organisations WHERE ref = $1`, b.ids["ref Collège Membre"])}
		c := b.in[member]
		for _, from := range []string{"/", "/groupements", "/compte"} {
			c.Get(from).In(".app-menu").Click(link).WantPath("/aide/commander").WantSound()
		}
		p := c.Get("/commandes").In("nav.app-side, .app-side").Click(link).WantPath("/aide/commander").WantSound()
		p.Want("Ce qu'il en est pour vous", "Aucun rôle ne vous a été attribué", "Peut changer", "Demander un accès", "Aide, version").In("main").Click("Ouvrir la plateforme de commandes").WantPath("/commandes")
		b.gives(member, access.Gift{Role: ordering.Manager, Place: place})
		c.Get("/aide/commander").WantSound().Want("vous y donnez les rôles", "Pour commander, donnez-vous-en un")
		b.gives(member, access.Gift{Role: ordering.Buyer, Place: place})
		c.Get("/aide/commander").WantSound().Want("Collège Membre", "Envoie les commandes au fournisseur").WantNot("Aucun rôle")
		c.Lang = "fr"
		v := b.browser().Get("/aide/commander").WantStatus(http.StatusOK).WantSound().WantNot("Aucun rôle")
		v.In("main").Click("Connexion").WantPath("/connexion?suite=%2Faide%2Fcommander")
	})
}

// An empty place of « Gestion des accès », of requests and of markets leads to the part of the help that answers it (R275).
func TestEmptyScreensLeadToHelp(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R275")
		b := inhabited(t, e)
		b.post(central, "/marches/nouveau", marketForm(b.ids["supplier"], "Vide", ""), 303)
		empty := "/marches/" + b.one(`SELECT CAST(max(number) AS TEXT) FROM catalog_markets`)
		for _, x := range []struct{ role, path, help string }{
			{manager, "/acces?q=introuvable", "/aide/manager"},
			{schoolless, "/acces", "/aide/manager"},
			{manager, b.accessAt("Collège Membre", "?q=introuvable"), "/aide/manager"},
			{president, b.accessAt("Collège Voisin", ""), "/aide/manager"},
			{manager, "/acces/demandes", "/aide/manager"},
			{central, "/marches?q=introuvable", "/aide/centrale"},
			{central, empty, "/aide/centrale"},
		} {
			b.in[x.role].Get(x.path).WantStatus(200).WantSound().In("main").Click("Lire l'aide").WantStatus(200).WantPath(x.help)
		}
	})
}

// The help page, the tutorials with the operator's films, and the helpdesk are reached from each page's foot (R275).
func TestTutorials(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R275")
		b := inhabited(t, e)
		b.browser().Get("/aide/tutoriels").WantSound().WantNot("Vidéos")
		f := b.in[admin].Get("/administration/reglages").Form("Enregistrer les réglages")
		f.Fill("Tutoriels en vidéo", "Adhérer | http://films.preau.test/1").Submit().WantStatus(http.StatusUnprocessableEntity).Want("Ligne 1")
		f.Fill("Tutoriels en vidéo", "Adhérer | https://films.preau.test/1\n<b>Saisir</b> | https://films.preau.test/2?a=b").Submit().WantStatus(http.StatusOK)
		for _, who := range []string{visitor, member} {
			help := b.in[who].Get("/groupements").In(".app-contact").Click("l'aide de cette page").WantStatus(http.StatusOK)
			help.In("main").Click("Aide").Click("Tutoriels").WantPath("/aide/tutoriels")
			p := b.in[who].Get("/aide/tutoriels").WantSound().Want("Aide, version", "Je suis demandeur", "<b>Saisir</b>")
			if l := p.In("nav:has(#videos)").Links(); len(l) != 2 || l[1].Href != "https://films.preau.test/2?a=b" {
				t.Errorf("the films are %v", l)
			}
			for _, l := range p.In("nav:has(#pas-a-pas)").Links() {
				_, id, _ := strings.Cut(l.Href, "#")
				if q := b.in[who].Get(l.Href).WantStatus(http.StatusOK); len(q.Find("#"+id)) != 1 {
					t.Errorf("%s leads nowhere", l.Href)
				}
			}
			p.In("main section:has(#autrement)").Click("Nous contacter").WantPath("/contact?page=/aide/tutoriels")
		}
	})
}

// A changed rule changes the help in the same release, with its version and date (R059): the fingerprint of each page stands
// beside them, so that nobody changes the one without the other.
func TestHelpHasANewVersionWhenItsTextChanges(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R059")
	const path = "testdata/help.md"
	b := inhabited(t, db.SQLite)
	c := b.browser()
	version := c.Get("/aide").In("main section:has(#version) p:first-of-type").Text()
	var got strings.Builder
	got.WriteString("# The help's pages, each by its fingerprint\n\n" + version + "\n\n")
	for _, lang := range i18n.Langs {
		c.Lang = string(lang)
		for _, page := range append([]string{"/aide"}, helpPages(t, c)...) {
			text := c.Get(page).WantStatus(http.StatusOK).In("main").Text()
			sum := sha256.Sum256([]byte(text))
			got.WriteString("- " + string(lang) + " " + page + " " + hex.EncodeToString(sum[:8]) + "\n")
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatal(err)
	}
	switch {
	case string(kept) == got.String():
	case strings.Contains(string(kept), version+"\n"):
		t.Errorf("the help has another text and the same version.\nGive it a new version and date in homeweb/help.go, then make %s anew with -update:\n%s", path, got.String())
	case *update:
		if err := os.WriteFile(path, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s (-update writes it anew) is\n%s", path, got.String())
	}
}
