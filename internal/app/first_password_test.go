package app_test

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/delegation"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// signsIn sends « Connexion » from a browser of its own.
func (b *builder) signsIn(address, password string) *webtest.Page {
	b.t.Helper()
	return b.signsInFrom(b.browser(), address, password)
}

func (b *builder) signsInFrom(c *webtest.Client, address, password string) *webtest.Page {
	b.t.Helper()
	return c.PostForm("/connexion", keyed(url.Values{"nom_utilisateur": {address}, "mot_de_passe": {password}}))
}

var mailedPassword = regexp.MustCompile(`\b[0-9a-z]{4}(?:-[0-9a-z]{4}){3}\b`)

// wantNowhere fails where a password stands in a table in clear.
func (b *builder) wantNowhere(password string) {
	b.t.Helper()
	for _, q := range []string{`SELECT data FROM notify_mails`, `SELECT data FROM history_lines`, `SELECT args FROM jobs_queue`, `SELECT body_hash || result FROM core_done`, `SELECT password_hash FROM account_temporaries`} {
		for _, row := range b.all(q) {
			if strings.Contains(row, password) {
				b.t.Errorf("%s holds a password: %s", q, row)
			}
		}
	}
}

// By default the mail of a new account carries a link alone: 48 hours, once, and its page gives another. Where the operator chose so it
// carries a temporary password, too, for 72 hours, which opens nothing but the page of one's own (O26, O27).
func TestTemporaryPasswords(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O25", "O26", "O27")
		b := inhabited(t, e)
		b.in[admin].Get("/offreur/reglages").Form("Enregistrer").Check("Envoyer un mot de passe provisoire").Submit().WantSound().Want("Enregistré avec succès")
		b.in[admin].Get(structureAt(lesLilas, "")).Press("Valider la structure").WantStatus(200)
		m := b.mailTo("lilas@preau.test")
		pw := mailedPassword.FindString(m.Text)
		if len(strings.ReplaceAll(pw, "-", "")) < 12 || !says(m, "lilas@preau.test", "À la première connexion, il vous sera demandé de le modifier", "72 heures") {
			t.Fatalf("%q in %s", pw, m.Text)
		}
		b.wantNowhere(pw)
		b.signsIn("lilas@preau.test", "k7qm-3xrd-w9hf-t2nb").WantStatus(422)
		b.d.Clock.Advance(72*time.Hour - time.Second)
		one, two := b.browser(), b.browser()
		p := b.signsInFrom(one, "LILAS@preau.test ", strings.ToUpper(strings.ReplaceAll(pw, "-", " "))).WantStatus(200).WantSound().Want("choisissez maintenant le vôtre")
		t.Run("nothing else is reachable", func(t *testing.T) {
			covers.Statement(t, "O26")
			for _, path := range []string{"/offreur/structure", "/offreur/offres", "/offreur/utilisateurs", "/compte", "/compte/securite", "/offreur/activite"} {
				one.Get(path).WantPath("/connexion?suite=" + url.QueryEscape(path))
			}
		})
		again := b.signsInFrom(two, "lilas@preau.test", pw) // it serves until a password was chosen
		p.Form("Ouvrir mon compte").Fill("Mot de passe", pw).Fill("Retapez le mot de passe", pw).Submit().WantStatus(410)
		f := again.Form("Ouvrir mon compte")
		f.Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit().WantStatus(200)
		two.Get("/offreur/structure").WantStatus(200).Want("Ma structure")
		b.signsIn("lilas@preau.test", pw).WantStatus(422)
		b.signsIn("lilas@preau.test", goodPassword).WantStatus(200)
	})
}

// A temporary password that served its time says so to who has it, and the link of the mail gives another; without the operator's choice
// the mail has the link alone (O27).
func TestTemporaryPasswordIsLate(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O27")
		b := inhabited(t, e)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("lien@fleurbleue.test", "offers.reader"), 303)
		if m := b.mailTo("lien@fleurbleue.test"); mailedPassword.MatchString(m.Text) {
			t.Errorf("a password by default: %s", m.Text)
		}
		b.post(admin, "/offreur/reglages", url.Values{"mot_de_passe_provisoire": {"1"}}, 303)
		for _, address := range []string{"neuve@fleurbleue.test", userOf(member) + "@preau.test"} {
			b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(address, "offers.reader"), 303)
		}
		if m := b.mailTo(userOf(member) + "@preau.test"); mailedPassword.MatchString(m.Text) {
			t.Errorf("who has an account got a password: %s", m.Text)
		}
		m := b.mailTo("neuve@fleurbleue.test")
		pw := mailedPassword.FindString(m.Text)
		if pw == "" || !says(m, "Accepter l'invitation") {
			t.Fatal(m.Text)
		}
		b.d.Clock.Advance(72 * time.Hour)
		b.signsIn("neuve@fleurbleue.test", pw).WantStatus(403).WantSound().Want("n'est plus valable")
		b.in[offreur] = b.browser()
		b.signsInFrom(b.in[offreur], offreurAddress, goodPassword).WantStatus(200)
		b.in[offreur].Get("/offreur/utilisateurs?nom=neuve").Row("neuve@").Click("Modifier").Press("Renvoyer l'invitation").WantStatus(200)
		next := mailedPassword.FindString(b.mailTo("neuve@fleurbleue.test").Text)
		if next == "" || next == pw {
			t.Errorf("%q, then %q", pw, next)
		}
		b.signsIn("neuve@fleurbleue.test", pw).WantStatus(422)
		b.signsIn("neuve@fleurbleue.test", next).Form("Ouvrir mon compte").Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit().WantStatus(200)
		b.in[offreur].Get("/offreur/utilisateurs?etat=active").Want("neuve@fleurbleue.test")
	})
}

// « Nouvel utilisateur » has the fields of the source, in their order. The two passwords may be left empty; typed, they are equal and good, and
// open nothing but the page of one's own at the first sign-in (O63, O67).
func TestTypedPassword(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O63", "O67", "O26")
		b := inhabited(t, e)
		c := b.in[offreur]
		p := c.Get("/offreur/utilisateurs/nouveau").WantSound().Want("Nouvel utilisateur", "Annuler", "Enregistrer")
		var names []string
		for _, n := range p.Find("main input[type=text], main input[type=email], main input[type=tel], main input[type=password], main input[type=checkbox]") {
			if name := n.Attr("name"); len(names) == 0 || names[len(names)-1] != name {
				names = append(names, name)
			}
		}
		if got := strings.Join(names, " "); got != "prenom nom email mot_de_passe mot_de_passe_2 permissions lieux partage fonction telephone active" {
			t.Errorf("fields %s", got)
		}
		const typed = "tulipe bleue du matin"
		form := func(pw, again string) url.Values {
			f := userForm("directrice@ecole.test", "offers.manager")
			f["mot_de_passe"], f["mot_de_passe_2"] = []string{pw}, []string{again}
			return f
		}
		c.PostForm("/offreur/utilisateurs/nouveau", keyed(form(typed, "tulipe bleue du soir"))).WantStatus(422).WantSound().WantNot(typed)
		c.PostForm("/offreur/utilisateurs/nouveau", keyed(form("court", "court"))).WantStatus(422).WantSound().Want("12")
		c.PostForm("/offreur/utilisateurs/nouveau", keyed(form("", typed))).WantStatus(422)
		twice := keyed(form(typed, typed))
		c.PostForm("/offreur/utilisateurs/nouveau", twice).WantStatus(200).Want("Enregistré avec succès", "Invité")
		c.PostForm("/offreur/utilisateurs/nouveau", twice).WantStatus(200).Want("Enregistré avec succès")
		if m := b.mailTo("directrice@ecole.test"); says(m, typed) || !says(m, "Claire MICHU vous a choisi un premier mot de passe", "Accepter l'invitation") {
			t.Error(m.Text)
		}
		b.wantNowhere(typed)
		head := b.browser()
		p = b.signsInFrom(head, "directrice@ecole.test", typed).WantStatus(200).WantSound().Want("choisissez maintenant le vôtre")
		head.Get("/offreur/offres").WantPath("/connexion?suite=%2Foffreur%2Foffres")
		p.Form("Ouvrir mon compte").Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit().WantStatus(200)
		head.Get("/offreur/structure").WantStatus(200).Want("Fleur bleue")
		b.signsIn("directrice@ecole.test", typed).WantStatus(422)
		if m := b.mailTo("directrice@ecole.test"); !says(m, "mot de passe") || says(m, goodPassword) {
			t.Errorf("its owner was told: %s", m.Text)
		}
		t.Run("its address takes it over", func(t *testing.T) {
			covers.Statement(t, "O69")
			b.in[admin].Get(structureAt(lesLilas, "")).Press("Valider la structure").WantStatus(200)
			b.in["lilas"] = b.browser()
			b.accept("lilas", b.linkTo("lilas@preau.test"))
			b.post("lilas", "/offreur/utilisateurs/nouveau", userForm("directrice@ecole.test", "offers.reader"), 303)
			account := b.one(`SELECT id FROM account_accounts WHERE email = 'directrice@ecole.test'`)
			b.run(`INSERT INTO account_passkeys (id, account_id, credential, public_key, counter, aaguid, synced, name, state, state_at, added_at)
				VALUES ('k', $1, 'k', $2, 0, '', FALSE, 'Portable', 'live', 1, 1)`, account, []byte("k"))
			b.run(`INSERT INTO account_identities (id, account_id, provider, issuer, subject, label, linked_at) VALUES ('i', $1, 'x', 'x', 'i', 'x', 1)`, account)
			head.Get("/offreur/structure").WantStatus(200) // nothing changes before its owner accepts
			b.browser().Get(b.linkTo("directrice@ecole.test")).Press("Accepter l'invitation").WantStatus(200).Want("Retapez le mot de passe")
			head.Get("/offreur/structure").WantPath("/connexion?suite=%2Foffreur%2Fstructure")
			b.signsIn("directrice@ecole.test", goodPassword).WantStatus(422)
			for _, table := range []string{"account_passkeys", "account_identities"} {
				if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM `+table+` WHERE account_id = $1`, account); n != "0" {
					t.Errorf("%s of %s still open the account", n, table)
				}
			}
		})
	})
}

// A typed password dies with its invitation, with another address and with another password, and is of no use for an account that is open.
func TestTypedPasswordIsKept(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O67", "O69")
		b := inhabited(t, e)
		const typed = "tulipe bleue du matin"
		with2 := func(f url.Values, pw string) url.Values {
			return with(with(f, "mot_de_passe", pw), "mot_de_passe_2", pw)
		}
		b.post(offreur, "/offreur/utilisateurs/nouveau", with2(userForm("faute@ecole.test", "offers.reader"), typed), 303)
		n := "/offreur/invitations/" + b.one(`SELECT CAST(max(number) AS TEXT) FROM offers_invitations`)
		b.post(offreur, n, with(userForm("juste@ecole.test", "offers.reader"), "version", "1"), 303)
		b.signsIn("faute@ecole.test", typed).WantStatus(422)
		b.signsIn("juste@ecole.test", typed).WantStatus(422)
		b.post(offreur, n, with(with2(userForm("juste@ecole.test", "offers.reader"), "tulipe rouge du soir"), "version", "2"), 303)
		b.signsIn("juste@ecole.test", "tulipe rouge du soir").WantStatus(200).Want("choisissez maintenant le vôtre")
		open := userOf(member) + "@preau.test"
		b.post(offreur, "/offreur/utilisateurs/nouveau", with2(userForm(open, "offers.reader"), typed), 303)
		b.signsIn(open, typed).WantStatus(422)
		b.post(offreur, "/offreur/utilisateurs/nouveau", with2(userForm("jamais@ecole.test", "offers.reader"), typed), 303)
		off := with(userForm("jamais@ecole.test", "offers.reader"), "version", "1")
		off.Del("active")
		b.post(offreur, "/offreur/invitations/"+b.one(`SELECT CAST(max(number) AS TEXT) FROM offers_invitations`), off, 303)
		b.signsIn("jamais@ecole.test", typed).WantStatus(422)
	})
}

// A typed password opens the account that it makes, and no other: neither one that others have invited before, with what they gave it, nor one that
// others invite after its first use.
func TestTypedPasswordTakesNoAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O67", "O69")
		b := inhabited(t, e)
		const typed = "tulipe bleue du matin"
		types := func(address string) {
			b.post(offreur, "/offreur/utilisateurs/nouveau", with(with(userForm(address, "offers.reader"), "mot_de_passe", typed), "mot_de_passe_2", typed), 303)
		}
		made := func(address string) {
			_, err := b.a.Accounts.AdminCreate(t.Context(), access.ByProgram("test", b.d.Clock.Now()), address)
			b.ok(err)
		}
		made("avant@ecole.test")
		types("avant@ecole.test")
		b.signsIn("avant@ecole.test", typed).WantStatus(422)

		types("entre@ecole.test") // made by others between the typing and its use
		made("entre@ecole.test")
		b.signsIn("entre@ecole.test", typed).WantStatus(422)

		types("apres@ecole.test")
		page := b.signsIn("apres@ecole.test", typed).WantStatus(200).Want("choisissez maintenant le vôtre")
		made("apres@ecole.test")
		b.signsIn("apres@ecole.test", typed).WantStatus(422)
		if p := page.Form("Ouvrir mon compte").Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit(); p.Status == 200 && strings.Contains(p.Path, "accueil") {
			t.Errorf("the page that it opened still opens the account: %s", p.Text())
		}
		b.signsIn("apres@ecole.test", goodPassword).WantStatus(422)

		types("ouverte@ecole.test") // and chosen: whoever is in it is not whom others give roles to
		b.signsIn("ouverte@ecole.test", typed).Form("Ouvrir mon compte").Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit().WantStatus(200)
		made("ouverte@ecole.test")
		b.signsIn("ouverte@ecole.test", goodPassword).WantStatus(422)
	})
}

// Whoever waits in an account that a typed password opened gets nothing by a role that others give it without an invitation: the helpdesk's, one
// that was asked for, or one of the chain. The account is its address's again, which is invited with what is given.
func TestTypedPasswordGetsNoRoles(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O69")
		b := inhabited(t, e)
		const typed = "tulipe bleue du matin"
		opens := func(address string) string {
			b.post(offreur, "/offreur/utilisateurs/nouveau", with(with(userForm(address, "offers.reader"), "mot_de_passe", typed), "mot_de_passe_2", typed), 303)
			b.signsIn(address, typed).Form("Ouvrir mon compte").Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit().WantStatus(200)
			return b.one(`SELECT id FROM account_accounts WHERE email = $1`, address)
		}
		in := func(id string) (number string) {
			return b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE id = $1`, id)
		}
		taken := func(address, mailed string) {
			t.Helper()
			b.signsIn(address, goodPassword).WantStatus(422)
			if m := b.mailTo(address); !says(m, mailed) {
				t.Errorf("%s reads %s", address, m.Text)
			}
			b.browser().Get(b.linkTo(address)).WantStatus(200).Want("Retapez le mot de passe")
		}
		school := b.one(`SELECT id FROM org_organisations WHERE name = 'Collège Membre'`)
		t.Run("by the administrator", func(t *testing.T) {
			id := opens("assistant@ecole.test")
			b.post(admin, "/administration/comptes/"+in(id)+"/role", url.Values{"role": {string(access.Helper)}, "donner": {"oui"}}, 303)
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants WHERE account_id = $1 AND role = $2 AND taken_at IS NULL`, id, access.Helper); n != "1" {
				t.Fatal("the role was not given")
			}
			taken("assistant@ecole.test", "Choisir mon mot de passe")
		})
		t.Run("asked for at an establishment", func(t *testing.T) {
			id := opens("membre2@ecole.test")
			b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
				return b.a.Requests.NameEstablishment(t.Context(), tx, access.ByProgram("test", b.d.Clock.Now()), id, school)
			}))
			b.in[admin].Get("/acces/demandes/" + b.one(`SELECT CAST(max(number) AS TEXT) FROM request_asks`)).Press("Confirmer")
			taken("membre2@ecole.test", "Choisir mon mot de passe")
		})
		t.Run("of the chain", func(t *testing.T) {
			id := opens("valideur2@ecole.test")
			who, _, err := b.a.Accounts.Identify(t.Context(), b.secrets[manager])
			b.ok(err)
			b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
				err := b.a.Accesses.GiveAsked(t.Context(), tx, who, id, "ordering.requester", school, nil, "")
				var first delegation.Unseen
				if errors.As(err, &first) {
					err = b.a.Accesses.GiveAsked(t.Context(), tx, who, id, "ordering.requester", school, nil, first.Print)
				}
				return err
			}))
			taken("valideur2@ecole.test", "Collège Membre")
		})
	})
}
