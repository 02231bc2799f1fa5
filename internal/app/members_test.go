package app_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// userNumber is the public number of an account, by its address.
func (b *builder) userNumber(address string) string {
	b.t.Helper()
	return b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = $1`, address)
}

// comesIn accepts an invitation of an address without an account, and chooses a password, which signs in.
func (b *builder) comesIn(who, address string) {
	b.t.Helper()
	b.in[who] = b.browser()
	b.in[who].Get(b.linkTo(address)).WantSound().Press("Accepter l'invitation").WantStatus(200).
		Form("Ouvrir mon compte").Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit().WantStatus(200)
}

// stated is a form of a user as it was drawn from these permissions.
func stated(f url.Values, roles string) url.Values { return with(f, "version", roles) }

// « Utilisateurs »: the list as the source has it, its filters, and a user with permissions that add up.
func TestUsersOfAStructure(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O57", "O58", "O59")
		b := inhabited(t, e)
		c := b.in[offreur]
		p := c.Get("/offreur/utilisateurs").WantSound()
		p.Want("Prénom", "Nom", "Email", "Raison sociale offreur", "Permissions", "Etat", "Actions", "Toutes les permissions", "Tous les états", "Filtrer", "Créer")
		p.Row(offreurAddress).Want("Claire", "MICHU", "Prév ASSOCIATION Fleur bleue", "Gestionnaire d'offres", "Administrateur offreur", "Valideur d'offres", "Actif", "Modifier")
		if n := len(p.Find(".app-pages")); n > 0 && n != 2 {
			t.Errorf("%d pagers", n)
		}
		f := p.Click("Créer").WantSound().Want("Nouvel utilisateur", "Les profils peuvent être cumulés", "Consultation d'offres", "Gestionnaire d'offres", "Administrateur offreur", "Valideur d'offres")
		t.Run("form", func(t *testing.T) {
			covers.Statement(t, "O62", "O64")
			b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("charlotte@fleurbleue.test"), 422)
			b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("pas une adresse", "offers.manager"), 422)
			b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("charlotte@fleurbleue.test", "platform.admin"), 422)
			f.Form("Enregistrer").Fill("Prénom", "Charlotte").Fill("Nom", "Durand").Fill("Email", "charlotte@fleurbleue.test").Check("Gestionnaire d'offres").Check("Valideur d'offres").Submit().WantSound().Want("Enregistré avec succès", "Charlotte", "Invité")
		})
		t.Run("mail", func(t *testing.T) {
			covers.Statement(t, "O68")
			if m := b.mailTo("charlotte@fleurbleue.test"); !titled(m, " / Création d'un compte utilisateur") || !says(m, "compte utilisateur associé à la structure « Prév ASSOCIATION Fleur bleue »", "Accepter l'invitation", "Gestionnaire d'offres", "à titre de service rendu au public", "Excellente navigation") {
				t.Errorf("%s: %s", m.Subject, m.Text)
			}
			b.comesIn("charlotte", "charlotte@fleurbleue.test")
		})
		c.Get("/offreur/utilisateurs?etat=active&permission=offers.manager&nom=durand").Want("charlotte@fleurbleue.test").WantNot(offreurAddress)
		c.Get("/offreur/utilisateurs?permission=offers.reader").WantNot(offreurAddress, "charlotte@fleurbleue.test")
		c.Get("/offreur/utilisateurs?etat=inactive").Want("Personne ne correspond")
		t.Run("others", func(t *testing.T) {
			covers.Statement(t, "O32", "O72")
			b.in["charlotte"].Get("/offreur/utilisateurs").WantStatus(403).WantSound().Want("C'est à l'administrateur offreur de la structure", "Claire MICHU")
			b.post("charlotte", "/offreur/utilisateurs/nouveau", userForm("autre@fleurbleue.test", "offers.admin"), 403)
			b.in["charlotte"].Get("/offreur/structure").WantSound().WantNot("Utilisateurs", "Enregistrer")
			c.Get("/offreur/utilisateurs/" + b.userNumber("admin@preau.test")).WantStatus(404)
			b.post(member, "/offreur/utilisateurs/nouveau", userForm("autre@fleurbleue.test", "offers.admin"), 404)
		})
	})
}

// Permissions and « Activé » act on the access, at once, and never on the account; the last administrator stays; nobody is deleted.
func TestAccessToAStructure(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O66", "O70")
		b := inhabited(t, e)
		own, path := b.userNumber(offreurAddress), "/offreur/utilisateurs/"
		none := url.Values{"permissions": {"offers.admin"}}
		b.in[offreur].PostForm(path+own, keyed(stated(none, "offers.admin offers.approver offers.manager"))).WantStatus(403).WantSound().Want("dernier administrateur offreur")
		b.in[offreur].PostForm(path+own, keyed(stated(userForm("", "offers.manager"), "offers.admin offers.approver offers.manager"))).WantStatus(403)
		if got := strings.Join(b.all(`SELECT g.role FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE a.email = '`+offreurAddress+`' AND g.taken_at IS NULL ORDER BY g.role`), " "); got != "offers.admin offers.approver offers.manager" {
			t.Errorf("a refused change left %s", got)
		}
		b.post(offreur, path+"nouveau", userForm("second@fleurbleue.test", "offers.admin"), 303)
		b.in[offreur].PostForm(path+own, keyed(stated(none, "offers.admin offers.approver offers.manager"))).WantStatus(403) // the other has not opened their account
		b.comesIn("second", "second@fleurbleue.test")
		b.post("second", path+own, stated(none, "offers.admin offers.approver offers.manager"), 303)
		b.in[offreur].Get("/offreur/structure").WantStatus(404) // at once, and still signed in
		b.in[offreur].Get("/compte").WantStatus(200)
		t.Run("nobody is deleted", func(t *testing.T) {
			b.in["second"].Get("/offreur/utilisateurs").Row(offreurAddress).Want("Inactif")
			p := b.in["second"].Get(path + own).WantSound().Want(offreurAddress)
			if n := len(p.Find("input[name=email], input[name=prenom], input[type=password]")); n != 0 {
				t.Errorf("%d fields of the person's own", n)
			}
			forged := userForm("pirate@preau.test", "offers.reader")
			b.post("second", path+own, stated(forged, ""), 303)
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email = 'pirate@preau.test' OR email = '` + offreurAddress + `' AND first_name <> 'Claire'`); n != "0" {
				t.Errorf("a forged form changed %s accounts", n)
			}
		})
	})
}

// Whoever is invited, the structure gets one answer and sees one state: it learns neither that an address has an account nor that one is
// suspended. Nobody has a permission before they accepted (O65).
func TestInvitationTellsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O65")
		b := inhabited(t, e)
		addresses := map[string]string{"open": userOf(member) + "@preau.test", "suspended": userOf("suspended") + "@preau.test", "new": "neuve@fleurbleue.test"}
		for what, address := range addresses {
			p := b.in[offreur].PostForm("/offreur/utilisateurs/nouveau", keyed(userForm(address, "offers.reader"))).WantStatus(200).Want("Enregistré avec succès")
			p.Row(address).Want("Charlotte", "MICHU", "Invité", "Consultation d'offres")
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE g.role = 'offers.reader' AND a.email = $1`, address); n != "0" {
				t.Errorf("%s: %s permissions before it was accepted", what, n)
			}
			b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(address, "offers.reader"), 422) // it waits already
		}
		b.browser().Get(b.linkTo(addresses["open"])).WantSound().Want("Prév ASSOCIATION Fleur bleue", "Claire MICHU").Press("Accepter l'invitation").WantStatus(200).WantPath("/offreur").Want("Connectez-vous avec votre mot de passe habituel")
		b.in[member].Get("/offreur/structure").WantStatus(200).Want("Prév ASSOCIATION Fleur bleue")
		b.in[offreur].Get("/offreur/utilisateurs?etat=active").Want(addresses["open"])
		b.browser().Get(b.linkTo(addresses["suspended"])).Press("Accepter l'invitation").WantStatus(422).WantSound()
		b.in[offreur].Get("/offreur/utilisateurs?etat=invited").Want(addresses["suspended"], addresses["new"])
	})
}

// The address of somebody who never came is corrected, and the former link dies; who has opened their account gets a link to their own
// address. An invitation whose sender lost the right is void (O69, O71).
func TestInvitationsAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O69", "O71")
		b := inhabited(t, e)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("faute@fleurbleue.test", "offers.admin"), 303)
		wrong := local(b.linkTo("faute@fleurbleue.test"))
		form := with(userForm("second@fleurbleue.test", "offers.admin"), "version", "1")
		b.post(offreur, "/offreur/invitations/2", form, 303)
		b.in[offreur].PostForm("/offreur/invitations/2", keyed(form)).WantStatus(409).WantSound()
		b.browser().Get(wrong).WantStatus(410).WantSound().Want("Un lien plus récent l'a remplacé").WantNot("Fleur bleue")
		b.comesIn("second", "second@fleurbleue.test")
		if m := b.mailTo("second@fleurbleue.test"); !titled(m, " / Vous êtes désormais administrateur") { // M15, of who accepts
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		b.in[offreur].Get("/offreur/utilisateurs").Row("second@fleurbleue.test").Click("Modifier").WantSound().WantNot("Prénom *").Press("Envoyer un lien de mot de passe").WantStatus(200)
		if m := b.mailTo("second@fleurbleue.test"); !says(m, "mot de passe") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		b.post("second", "/offreur/utilisateurs/nouveau", userForm("tiers@fleurbleue.test", "offers.reader"), 303)
		link := local(b.linkTo("tiers@fleurbleue.test"))
		second := "/offreur/utilisateurs/" + b.userNumber("second@fleurbleue.test")
		b.post(offreur, second, stated(userForm("", "offers.reader"), ""), 409) // a stale form
		b.post(offreur, second, stated(userForm("", "offers.reader"), "offers.admin"), 303)
		if m := b.mailTo("second@fleurbleue.test"); !titled(m, " / Vous n'êtes plus administrateur") || !says(m, "Claire MICHU") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		b.in[offreur].Get("/offreur/utilisateurs").Row("tiers@fleurbleue.test").Want("Cette invitation ne vaut plus")
		b.browser().Get(link).WantSound().Want("n'administre plus la structure").WantNot("Accepter l'invitation")
		b.browser().PostForm(link, keyed(url.Values{})).WantStatus(403)
		b.post(offreur, "/offreur/invitations/3/lien", url.Values{}, 303)
		b.comesIn("tiers", "tiers@fleurbleue.test")
		t.Run("of a suspended account", func(t *testing.T) {
			covers.Statement(t, "O66", "O71")
			account := "/administration/comptes/" + b.userNumber("tiers@fleurbleue.test")
			b.post(admin, account+"/suspension", url.Values{"motif": {"Essai"}}, 303)
			f := b.in[offreur].Get("/offreur/utilisateurs").Row("tiers@fleurbleue.test").Want("Inactif").Click("Modifier").WantSound().Form("Enregistrer")
			f.Uncheck("Activé").Submit().WantStatus(200).Want("Enregistré avec succès")
			b.post(admin, account+"/reactivation", nil, 303)
			b.in[offreur].Get("/offreur/utilisateurs").Row("tiers@fleurbleue.test").Want("Inactif")
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE a.email = 'tiers@fleurbleue.test' AND g.taken_at IS NULL`); n != "0" {
				t.Errorf("%s permissions are back", n)
			}
		})
		t.Run("mails", func(t *testing.T) {
			covers.Statement(t, "O93")
			b.post(offreur, second, stated(url.Values{}, "offers.reader"), 303)
			if m := b.mailTo("second@fleurbleue.test"); !titled(m, " / Compte désactivé") || !says(m, "a désactivé votre accès à la structure") {
				t.Errorf("%s: %s", m.Subject, m.Text)
			}
			b.post(offreur, second, stated(userForm("", "offers.admin"), ""), 303)
			if m := b.mailTo("second@fleurbleue.test"); !titled(m, " / Vous êtes désormais administrateur") {
				t.Errorf("%s: %s", m.Subject, m.Text)
			}
		})
	})
}

// An invitation that nobody accepts is mailed again on days 1, 5, 10 and 15, each time with a fresh link; after 30 days its page sends another.
func TestInvitationsAreRecalled(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O93", "O68")
		b := inhabited(t, e)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("tard@fleurbleue.test", "offers.reader"), 303)
		first := local(b.linkTo("tard@fleurbleue.test"))
		before := 0
		for _, day := range []int{1, 5, 10, 15, 50} {
			b.d.Clock.Advance(time.Duration(day-before) * 24 * time.Hour)
			before = day
			b.mailTo("tard@fleurbleue.test")
		}
		if n := len(b.mails.To("tard@fleurbleue.test")); n != 5 {
			t.Errorf("%d mails, want the first and four reminders", n)
		}
		v := b.browser()
		v.Get(first).WantStatus(410).WantSound().Want("ouvrez le dernier mail reçu")
		link := local(b.linkTo("tard@fleurbleue.test"))
		v.PostForm(link, keyed(url.Values{})).WantStatus(409).WantSound()
		v.Get(link).WantSound().Want("plus de 30 jours").Press("Recevoir un nouveau lien").WantStatus(200)
		b.comesIn("tard", "tard@fleurbleue.test")
	})
}

// The first account of a structure, and who accepted an invitation without choosing a password, are written to again on the same days, each
// time with a link that serves (M12).
func TestUnopenedAccountsAreRecalled(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O93", "O27")
		b := inhabited(t, e)
		b.post(admin, structureAt(lesLilas, ""), url.Values{"acte": {"accept"}, "version": {"1"}}, 303)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("presque@fleurbleue.test", "offers.reader"), 303)
		b.browser().Get(b.linkTo("presque@fleurbleue.test")).Press("Accepter l'invitation").WantStatus(200)
		b.in[offreur].Get("/offreur/activite").WantSound().Want("Une personne n'a pas encore ouvert son compte") // O37
		b.in[offreur].Get("/offreur/utilisateurs?etat=invited").Want("presque@fleurbleue.test")
		b.mailTo("lilas@preau.test")
		lilas, presque := len(b.mails.To("lilas@preau.test")), len(b.mails.To("presque@fleurbleue.test"))
		before := 0
		for n, day := range []int{1, 5, 10, 15, 20} {
			b.d.Clock.Advance(time.Duration(day-before) * 24 * time.Hour)
			before = day
			m, want := b.mailTo("lilas@preau.test"), min(n+1, 4)
			if got := len(b.mails.To("lilas@preau.test")) - lilas; got != want || !titled(m, " / Rappel : création d'un compte utilisateur") {
				t.Errorf("day %d: %d reminders, %s", day, got, m.Subject)
			}
			if got := len(b.mails.To("presque@fleurbleue.test")) - presque; got != want {
				t.Errorf("day %d: %d reminders to who accepted", day, got)
			}
			if day == 15 {
				b.in["presque"] = b.browser()
				b.accept("presque", b.linkTo("presque@fleurbleue.test"))
				b.post(offreur, "/connexion", url.Values{"nom_utilisateur": {offreurAddress}, "mot_de_passe": {goodPassword}}, 303)
				b.in[offreur].Get("/offreur/activite").WantStatus(200).WantNot("n'a pas encore ouvert")
			}
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE a.email = 'lilas@preau.test' AND g.taken_at IS NULL`); n != "3" {
			t.Errorf("%s permissions of the first account", n)
		}
	})
}

// Whoever is due is written to, however many others wait for their day (M12).
func TestManyUnopenedAccounts(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O93")
		b := inhabited(t, e)
		b.post(admin, structureAt(lesLilas, ""), url.Values{"acte": {"accept"}, "version": {"1"}}, 303)
		b.d.Clock.Advance(10*24*time.Hour - time.Hour)
		b.mailTo("lilas@preau.test")
		before := len(b.mails.To("lilas@preau.test"))
		const many = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 510) `
		b.run(many+`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash, first_name, last_name, display_name, function, phone, lang,
			state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			SELECT 'new-' || i, 100000 + i, 'new-' || i, 'new-' || i, 'new-' || i || '@x.test', 'new-' || i || '@x.test', '', '', '', 'x', '', '', 'fr', 'invited', $1, '', '', $1, '', '', 1 FROM n`, b.d.Clock.Now())
		b.run(many+`INSERT INTO access_grants (id, account_id, role, place_kind, place_id, starts_at, given_by, given_name, given_at, reason, taken_by, taken_name)
			SELECT 'new-' || i, 'new-' || i, 'offers.reader', 'organisation', (SELECT org_id FROM offers_structures WHERE number = 1), $1, '', '', $1, '', '', '' FROM n`, b.d.Clock.Now())
		b.d.Clock.Advance(2 * time.Hour)
		b.mailTo("lilas@preau.test")
		if got := len(b.mails.To("lilas@preau.test")) - before; got != 1 {
			t.Errorf("%d reminders on the tenth day", got)
		}
	})
}

// The first account of a structure, whose request had a wrong address, gets the one that was meant, by the platform's administrator and by nobody
// else: the mail goes there, the former link is worth nothing, the history tells it. An account that somebody uses, or that has rights elsewhere,
// keeps its own (O69).
func TestWrongAddressOfAFirstAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O69")
		b := inhabited(t, e)
		b.post(admin, structureAt(lesLilas, ""), url.Values{"acte": {"accept"}, "version": {"1"}}, 303)
		wrong := local(b.linkTo("lilas@preau.test"))
		path := structureAt(lesLilas, "/utilisateurs/"+b.userNumber("lilas@preau.test"))
		address := func(s string) url.Values { return url.Values{"email": {s}} }
		b.post(offreur, path+"/adresse", address("juste@preau.test"), 404)
		wantTyped(t, b.in[admin].PostForm(path+"/adresse", keyed(address("pas une adresse"))).WantStatus(422).WantSound(), "email", "pas une adresse")
		b.post(admin, path+"/adresse", address(offreurAddress), 422) // somebody's own
		b.in[admin].Get(path).WantSound().Form("Corriger l'adresse").Fill("Bonne adresse", "Juste@preau.test").Submit().WantStatus(200).WantSound().Want("juste@preau.test")
		b.browser().Get(wrong).WantNot("Choisir mon mot de passe")
		b.in["lilas"] = b.browser()
		b.accept("lilas", b.linkTo("juste@preau.test"))
		b.in["lilas"].Get("/offreur/utilisateurs").WantStatus(200).WantSound().Want("juste@preau.test")
		b.in["lilas"].Get("/offreur/activite?quoi=utilisateurs").Want("a corrigé l'adresse de Claire MICHU")
		b.in[admin].Get(path).WantSound().WantNot("Corriger l'adresse") // they have come
		b.post(admin, path+"/adresse", address("autre@preau.test"), 409)
		if got := b.one(`SELECT email FROM account_accounts WHERE email IN ('juste@preau.test', 'autre@preau.test', 'lilas@preau.test')`); got != "juste@preau.test" {
			t.Errorf("a living account is at %s", got)
		}
		t.Run("with rights elsewhere", func(t *testing.T) {
			covers.Statement(t, "O69")
			b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("presque@fleurbleue.test", "offers.reader"), 303)
			b.browser().Get(b.linkTo("presque@fleurbleue.test")).Press("Accepter l'invitation").WantStatus(200)
			path := structureAt(fleurBleue, "/utilisateurs/"+b.userNumber("presque@fleurbleue.test"))
			b.in[admin].Get(path).WantSound().Want("Corriger l'adresse")
			b.post(offreur, "/offreur/utilisateurs/"+b.userNumber("presque@fleurbleue.test")+"/adresse", address("a@preau.test"), 403)
			b.run(`INSERT INTO access_grants (id, account_id, role, place_kind, place_id, starts_at, given_by, given_name, given_at, reason, taken_by, taken_name)
				SELECT 'elsewhere', a.id, 'offers.reader', 'organisation', s.org_id, 0, '', '', 0, '', '', '' FROM account_accounts a CROSS JOIN offers_structures s WHERE a.email = 'presque@fleurbleue.test' AND s.number = 90`)
			b.in[admin].Get(path).WantSound().WantNot("Corriger l'adresse")
			b.post(admin, path+"/adresse", address("a@preau.test"), 409)
		})
	})
}

// A suspended « Administrateur offreur » administers nothing: their right is taken back though nobody else has one (O70).
func TestSuspendedAdministratorIsNotTheLast(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O70")
		b := inhabited(t, e)
		path := structureAt(fleurBleue, "/utilisateurs/"+b.ids[offreur])
		form := stated(userForm("", "offers.reader"), "offers.admin offers.approver offers.manager")
		b.post(admin, path, form, 403) // the last one
		b.post(admin, "/administration/comptes/"+b.ids[offreur]+"/suspension", url.Values{"motif": {"Essai"}}, 303)
		b.post(admin, path, form, 303)
	})
}

// The platform's administrator reaches the people of any structure; an invitation of another structure is not there (O72).
func TestUsersByThePlatform(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O72")
		b := inhabited(t, e)
		b.in[admin].Get(structureAt(fleurBleue, "")).Click("Utilisateurs").WantSound().Want("Prév ASSOCIATION Fleur bleue").Row(offreurAddress).Want("Actif")
		at := structureAt(fleurBleue, "")
		b.post(admin, at+"/utilisateurs/nouveau", userForm("venue@fleurbleue.test", "offers.manager"), 303)
		b.in[admin].Get(at + "/invitations/2").WantSound().Want("venue@fleurbleue.test")
		b.in[offreuse].Get("/offreur/invitations/2").WantStatus(404)
		b.in[admin].Get(structureAt(90, "/invitations/2")).WantStatus(404)
		b.in[member].Get(at + "/utilisateurs").WantStatus(404)
		b.in[offreuse].Get(at + "/utilisateurs").WantStatus(404)
		b.comesIn("venue", "venue@fleurbleue.test")
		b.in[admin].Get(at + "/utilisateurs?etat=active").Want("venue@fleurbleue.test")
	})
}

// Who asks for an account of a structure that is there asks to join it: its administrators decide, by an invitation or with a motive; the
// moderator does where none is active (O17, M11).
func TestJoiningAStructure(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O17", "O93")
		b := inhabited(t, e)
		v := b.browser()
		p := v.PostForm("/offreur/demande", keyed(requestForm("Double", "732829320", "double@preau.test"))).WantStatus(409).Click("Demander à la rejoindre").WantSound().Want("Prév ASSOCIATION Fleur bleue")
		p.Form("Envoyer ma demande").Fill("Prénom", "Paul").Submit().WantStatus(422).WantSound()
		ask := func(name, address string) {
			t.Helper()
			v.Get("/offreur/rejoindre/1").Form("Envoyer ma demande").Fill("Prénom", "Paul").Fill("Nom", name).Fill("Email", address).Fill("Message", "Je suis le trésorier.").Submit().WantStatus(200).Want("Votre demande est partie")
		}
		ask("Oui", "oui@fleurbleue.test")
		ask("Encore", "oui@fleurbleue.test") // answered alike, and kept once
		ask("Non", "non@fleurbleue.test")
		if m := b.mailTo(offreurAddress); !titled(m, " / Demande de rattachement : Prév ASSOCIATION Fleur bleue") || !says(m, "Je suis le trésorier.") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		c := b.in[offreur]
		c.Get("/").Want("3 personnes demandent à rejoindre")
		t.Run("among the users", func(t *testing.T) { // of whom nobody has said whether they are
			covers.Statement(t, "O57", "O58", "O66")
			const state = "En attente de modération"
			row := c.Get("/offreur/utilisateurs").WantSound().Row("oui@fleurbleue.test")
			row.Want("Paul", "Oui", "Prév ASSOCIATION Fleur bleue", state).WantNot("Gestionnaire", "Modifier").Click("Examiner").WantStatus(200).WantPath("/offreur/rattachements/2")
			c.Get("/offreur/utilisateurs?etat=pending").WantSound().Want("oui@fleurbleue.test", "non@fleurbleue.test").WantNot(offreurAddress)
			c.Get("/offreur/utilisateurs?etat=pending&nom=Où").WantSound().Want("oui@fleurbleue.test").WantNot("non@fleurbleue.test")
			for _, other := range []string{"etat=active", "etat=invited", "etat=inactive", "permission=offers.reader", "etat=pending&permission=offers.reader"} {
				c.Get("/offreur/utilisateurs?" + other).WantSound().WantNot("oui@fleurbleue.test")
			}
			b.in[offreuse].Get("/offreur/utilisateurs").WantNot("oui@fleurbleue.test")
			b.in[admin].Get(structureAt(fleurBleue, "/utilisateurs")).Row("oui@fleurbleue.test").Want(state).Click("Examiner").WantStatus(200).WantPath(structureAt(fleurBleue, "/rattachements/2"))
		})
		p = c.Get("/offreur/utilisateurs").Click("Demandes de rattachement").WantSound().Row("Paul Oui").Click("Examiner").WantSound().Want("Je suis le trésorier.")
		p.Form("Inviter la personne").Submit().WantStatus(422).WantSound().Want("Cochez au moins une permission")
		p.Form("Inviter la personne").Check("Gestionnaire d'offres").Submit().WantStatus(200).WantNot("Paul Oui").Want("Paul Non")
		c.PostForm("/offreur/rattachements/2", keyed(url.Values{"acte": {"accept"}, "version": {"1"}, "permissions": {"offers.reader"}})).WantStatus(409).WantSound()
		b.comesIn("oui", "oui@fleurbleue.test")
		b.in["oui"].Get("/offreur/structure").WantStatus(200)
		b.in["oui"].Get("/offreur/rattachements").WantStatus(403).WantSound()
		b.in[offreuse].Get("/offreur/rattachements/2").WantStatus(404)
		c.Get("/offreur/rattachements").Row("Paul Non").Click("Examiner").Form("Refuser").Fill("Motif", "Nous ne vous connaissons pas.").Submit().WantStatus(200).WantNot("Paul Non")
		if m := b.mailTo("non@fleurbleue.test"); !titled(m, " / Demande de rattachement refusée") || !says(m, "Nous ne vous connaissons pas.") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		c.Get("/offreur/utilisateurs").WantNot("non@fleurbleue.test").Row("oui@fleurbleue.test").Want("Actif")
		t.Run("invited meanwhile", func(t *testing.T) { // what was just ticked is added, and the person is told
			covers.Statement(t, "O17", "O93")
			b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("deux@fleurbleue.test", "offers.reader"), 303)
			b.mailTo("deux@fleurbleue.test")
			before := len(b.mails.To("deux@fleurbleue.test"))
			ask("Deux", "deux@fleurbleue.test")
			c.Get("/offreur/rattachements").Row("Paul Deux").Click("Examiner").Form("Inviter la personne").Check("Gestionnaire d'offres").Submit().WantStatus(200).WantNot("Paul Deux")
			if m := b.mailTo("deux@fleurbleue.test"); len(b.mails.To("deux@fleurbleue.test")) != before+1 || !says(m, "Gestionnaire d'offres", "Consultation d'offres") {
				t.Errorf("%d mails, %s: %s", len(b.mails.To("deux@fleurbleue.test"))-before, m.Subject, m.Text)
			}
			b.comesIn("deux", "deux@fleurbleue.test")
			c.Get("/offreur/utilisateurs").Row("deux@fleurbleue.test").Want("Gestionnaire d'offres", "Consultation d'offres")
		})
		v.Get("/offreur/rejoindre/2").WantStatus(404) // a request is no structure
		b.post(admin, "/administration/comptes/"+b.userNumber(offreurAddress)+"/suspension", url.Values{"motif": {"Essai"}}, 303)
		ask("Tard", "tard@fleurbleue.test")
		if m := b.mailTo("admin@preau.test"); !says(m, "Paul Tard") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		b.in[admin].Get("/").Want("personnes demandent à rejoindre")
		b.in[admin].Get(structureAt(fleurBleue, "/rattachements")).WantSound().Row("Paul Tard").Click("Examiner").WantSound()
		t.Run("a moderator decides", func(t *testing.T) {
			covers.Statement(t, "O17")
			b.run(`INSERT INTO access_grants (id, account_id, role, place_kind, place_id, starts_at, given_by, given_name, given_at, reason, taken_by, taken_name)
				SELECT 'moderator', id, 'offers.moderator', 'platform', '', 0, '', '', 0, '', '', '' FROM account_accounts WHERE user_name = $1`, userOf(member))
			b.in[member].Get(structureAt(fleurBleue, "/rattachements")).WantSound().Row("Paul Tard").Click("Examiner").WantSound().
				Form("Inviter la personne").Check("Gestionnaire d'offres").Submit().WantStatus(200).WantNot("Paul Tard")
			b.in[admin].Get(structureAt(fleurBleue, "/utilisateurs?etat=invited")).WantSound().Row("tard@fleurbleue.test").WantNot("ne vaut plus")
			b.comesIn("tard", "tard@fleurbleue.test")
			b.in["tard"].Get("/offreur/structure").WantStatus(200)
		})
	})
}

// The mail to the address that was meant is that of any first account: its structure, who answers for it, the temporary password where the
// operator chose one; and who does not come is written to again (O25, O27, M12).
func TestCorrectedFirstAccountIsInvitedAsAFirstOne(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O25", "O27", "O69")
		b := inhabited(t, e)
		b.post(admin, "/offreur/reglages", url.Values{"mot_de_passe_provisoire": {"1"}}, 303)
		b.post(admin, structureAt(lesLilas, ""), url.Values{"acte": {"accept"}, "version": {"1"}}, 303)
		former := mailedPassword.FindString(b.mailTo("lilas@preau.test").Text)
		b.post(admin, structureAt(lesLilas, "/utilisateurs/"+b.userNumber("lilas@preau.test")+"/adresse"), url.Values{"email": {"juste@preau.test"}}, 303)
		m := b.mailTo("juste@preau.test")
		pw := mailedPassword.FindString(m.Text)
		if pw == "" || pw == former || !says(m, "Les Lilas", "juste@preau.test", "La structure est responsable des comptes utilisateurs") {
			t.Errorf("%s", m.Text)
		}
		if n := len(b.mails.To("juste@preau.test")); n != 1 {
			t.Errorf("%d mails", n)
		}
		b.signsIn("juste@preau.test", former).WantStatus(422)
		b.d.Clock.Advance(24 * time.Hour)
		if again := b.mailTo("juste@preau.test"); !titled(again, " / Rappel : création d'un compte utilisateur") || len(b.mails.To("juste@preau.test")) != 2 {
			t.Errorf("the day after: %d mails, %s", len(b.mails.To("juste@preau.test")), again.Subject)
		}
		b.signsIn("juste@preau.test", mailedPassword.FindString(b.mailTo("juste@preau.test").Text)).WantStatus(200).Want("choisissez maintenant le vôtre")
	})
}
