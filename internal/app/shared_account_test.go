package app_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// A shared account manages offers and nothing more; it asks who writes in each form, and what it did is told under that
// name (O74, O78).
func TestSharedAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O74", "O76", "O78")
		b := inhabited(t, e)
		own, _ := b.schools()
		f := userForm("gestion@fleurbleue.test", "offers.manager")
		f.Set("partage", "1")
		for _, k := range []string{"offers.admin", "offers.approver"} {
			g := with(f, "x", "")
			g["permissions"] = []string{"offers.manager", k}
			b.in[offreur].PostForm("/offreur/utilisateurs/nouveau", keyed(g)).WantStatus(422).WantSound().Want("Un compte partagé ne peut être ni")
		}
		b.post(offreur, "/offreur/utilisateurs/nouveau", f, 303)
		b.comesIn("gestion", "gestion@fleurbleue.test")
		c := b.in["gestion"]
		b.in[offreur].Get("/offreur/utilisateurs").Row("gestion@fleurbleue.test").Want("Compte partagé", "Gestionnaire d'offres")
		path := "/offreur/utilisateurs/" + b.userNumber("gestion@fleurbleue.test")
		g := with(f, "version", "offers.manager partage")
		g["permissions"] = []string{"offers.manager", "offers.approver"}
		b.post(offreur, path, g, 422)
		g.Del("partage") // one save does not make it one person's, and an approver
		b.in[offreur].PostForm(path, keyed(g)).WantStatus(422).WantSound().Want("plusieurs personnes en connaissent encore le mot de passe")
		t.Run("who decides", func(t *testing.T) {
			covers.Statement(t, "O78")
			b.post(offreur, "/offreur/utilisateurs/nouveau", with(f, "email", offreurAddress), 303)
			b.browser().Get(b.linkTo(offreurAddress)).Press("Accepter l'invitation").WantStatus(422).WantSound().Want("Un compte partagé ne peut être ni")
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM offers_shared`); n != "1" {
				t.Errorf("%s shared accounts, want that of the school alone", n)
			}
		})
		t.Run("asked", func(t *testing.T) {
			covers.Statement(t, "O78")
			c.Get("/offreur/offres").WantSound().Want("Qui saisit ?", "dites qui vous êtes avant d'écrire")
			p := c.PostForm("/offreur/offres/nouvelle", keyed(with(offerForm("Bien dormir", ""), "lieu", own))).WantStatus(422).WantSound().Want("dites d'abord qui saisit")
			if got := p.Find("input[name=nom]")[0].Attr("value"); got != "Bien dormir" {
				t.Errorf("what was typed is %q", got)
			}
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM offers_offers WHERE name = 'Bien dormir'`); n != "0" {
				t.Errorf("%s offers written by nobody", n)
			}
			b.post("gestion", "/offreur/qui-saisit", url.Values{"qui_saisit": {" "}}, 422)
			b.post("gestion", "/offreur/qui-saisit", url.Values{"qui_saisit": {"Lucie Martin"}, "qui_lieu": {"rien"}}, 422)
			b.in[offreur].Get("/offreur/qui-saisit").WantStatus(404)
		})
		b.post("gestion", "/offreur/offres/nouvelle", with(with(with(offerForm("Bien dormir", ""), "lieu", own), "qui_saisit", "Lucie Martin"), "qui_lieu", own), 303)
		at := "/offreur/offres/" + b.one(`SELECT CAST(year AS TEXT) || '-000' || CAST(seq AS TEXT) FROM offers_offers WHERE name = 'Bien dormir'`)
		const lucie = "Lucie Martin (École Jean-Jaurès), par le compte partagé"
		c.Get(at).WantSound().Want("Vous saisissez pour : "+lucie, "Changer")
		b.post("gestion", at+"/acte/soumettre", url.Values{"version": {"1000000"}}, 303)
		b.in[offreur].Get(at).WantSound().Want(lucie)
		b.in[offreur].Get("/offreur/activite").WantSound().Want(lucie + " a soumis l'offre")
		b.post(offreur, at+"/acte/demander-une-correction", url.Values{"version": {"2000000"}, "motif": {"Dites pour quel âge."}}, 303)
		c.Get(at).Click("Changer").WantSound().Form("Continuer").Fill("Qui saisit ?", "Marc Petit").Submit().WantStatus(200).WantSound().WantPath(at).Want("Marc Petit (École Jean-Jaurès), par le compte partagé")
		b.post("gestion", at+"/modifier", offerForm("Bien dormir à six ans", "3000000"), 303)
		if got := b.one(`SELECT string_agg(x.name, ' | ' ORDER BY x.id) FROM (SELECT DISTINCT name, min(id) AS id FROM history_lines WHERE object_kind = 'offers.offer' AND object_id = (SELECT id FROM offers_offers WHERE name = 'Bien dormir à six ans') GROUP BY name) x`); !strings.Contains(got, lucie) || !strings.Contains(got, "Marc Petit (École Jean-Jaurès), par le compte partagé") || strings.Contains(got, "Charlotte") {
			t.Errorf("the history names %s", got)
		}
		t.Run("at each write", func(t *testing.T) { // two directors at one desk: every form asks, and offers who wrote last
			covers.Statement(t, "O78")
			for _, form := range []string{"/modifier", "/acte/soumettre"} {
				p := c.Get(at + form).WantStatus(200).WantSound().Want("Qui saisit ?")
				wantTyped(t, p, "qui_saisit", "Marc Petit")
			}
			wantTyped(t, c.Get("/offreur/offres/nouvelle"), "qui_saisit", "Marc Petit")
			b.in[offreur].Get(at + "/modifier").WantNot("Qui saisit ?")
			last := func() string {
				return b.one(`SELECT name FROM history_lines WHERE object_kind = 'offers.offer' AND object_id = (SELECT id FROM offers_offers WHERE name = 'Bien dormir à six ans') ORDER BY id DESC LIMIT 1`)
			}
			edit := with(offerForm("Bien dormir à six ans", b.offerVersion(at)), "description", "Une autre description.", "qui_saisit", " ", "qui_lieu", own)
			wantTyped(t, c.PostForm(at+"/modifier", keyed(edit)).WantStatus(422).WantSound().Want("un prénom et un nom"), "description", "Une autre description.")
			b.post("gestion", at+"/modifier", with(edit, "qui_saisit", "Lucie Martin"), 303)
			if got := last(); got != lucie {
				t.Errorf("it is changed by %q", got)
			}
			b.post("gestion", at+"/acte/soumettre", url.Values{"version": {b.offerVersion(at)}, "qui_saisit": {"Marc Petit"}, "qui_lieu": {own}}, 303)
			if got := last(); got != "Marc Petit (École Jean-Jaurès), par le compte partagé" {
				t.Errorf("it is submitted by %q", got)
			}
			b.post("gestion", at+"/acte/retirer-la-demande", url.Values{"version": {b.offerVersion(at)}, "qui_saisit": {"Marc Petit"}, "qui_lieu": {own}}, 303)
		})
		t.Run("limited to schools", func(t *testing.T) { // one is said along with the name
			covers.Statement(t, "O74", "O78")
			g := schoolForm("deux@fleurbleue.test", own)
			g.Set("partage", "1")
			b.post(offreur, "/offreur/utilisateurs/nouveau", g, 303)
			b.comesIn("deux", "deux@fleurbleue.test")
			b.in["deux"].Get("/offreur/qui-saisit").WantStatus(200).WantSound().WantNot("La structure elle-même")
			b.in["deux"].PostForm("/offreur/qui-saisit", keyed(url.Values{"qui_saisit": {"Marc Petit"}})).WantStatus(422).WantSound().Want("Choisissez votre école")
			p := b.in["deux"].PostForm("/offreur/offres/nouvelle", keyed(with(offerForm("Sans école", ""), "lieu", own, "qui_saisit", "Marc Petit"))).WantStatus(422).WantSound().Want("Choisissez votre école")
			if got := p.Find("input[name=nom]")[0].Attr("value"); got != "Sans école" {
				t.Errorf("what was typed is %q", got)
			}
			b.post("deux", "/offreur/qui-saisit", url.Values{"qui_saisit": {"Marc Petit"}, "qui_lieu": {own}}, 303)
			b.in["deux"].Get("/offreur/offres").Want("Vous saisissez pour : Marc Petit (École Jean-Jaurès)")
			b.post("deux", "/offreur/offres/nouvelle", with(with(with(offerForm("Dormir à l'école", ""), "lieu", own), "qui_saisit", "Marc Petit"), "qui_lieu", own), 303)
			if got := b.one(`SELECT name FROM history_lines WHERE object_kind = 'offers.offer' AND object_id = (SELECT id FROM offers_offers WHERE name = 'Dormir à l''école')`); got != "Marc Petit (École Jean-Jaurès), par le compte partagé" {
				t.Errorf("it is created by %q", got)
			}
		})
		t.Run("limited since", func(t *testing.T) { // what was said for the whole structure counts no more
			covers.Statement(t, "O78")
			g := userForm("large@fleurbleue.test", "offers.manager")
			g.Set("partage", "1")
			b.post(offreur, "/offreur/utilisateurs/nouveau", g, 303)
			b.comesIn("large", "large@fleurbleue.test")
			c := b.in["large"]
			c.Get("/offreur/qui-saisit").WantStatus(200).WantSound().Want("La structure elle-même")
			b.post("large", "/offreur/qui-saisit", url.Values{"qui_saisit": {"Marc Petit"}}, 303)
			c.Get("/offreur/offres").Want("Vous saisissez pour : Marc Petit, par le compte partagé")
			limit := with(schoolForm("large@fleurbleue.test", own), "version", "offers.manager partage", "partage", "1")
			b.post(offreur, "/offreur/utilisateurs/"+b.userNumber("large@fleurbleue.test"), limit, 303)
			c.Get("/offreur/offres").WantSound().Want("dites qui vous êtes avant d'écrire").WantNot("Marc Petit, par")
			p := c.PostForm("/offreur/offres/nouvelle", keyed(with(offerForm("Sans école", ""), "lieu", own, "qui_saisit", "Marc Petit"))).WantStatus(422).WantSound().Want("Choisissez votre école")
			wantTyped(t, p, "nom", "Sans école")
			c.PostForm("/offreur/offres/nouvelle", keyed(with(offerForm("Sans nom", ""), "lieu", own))).WantStatus(422).WantSound().Want("dites d'abord qui saisit")
		})
		t.Run("another visit", func(t *testing.T) {
			covers.Statement(t, "O78")
			b.in["again"] = b.browser()
			b.in["again"].PostForm("/connexion", keyed(url.Values{"nom_utilisateur": {"gestion@fleurbleue.test"}, "mot_de_passe": {goodPassword}})).WantStatus(200)
			b.in["again"].PostForm(at+"/acte/soumettre", keyed(url.Values{"version": {b.offerVersion(at)}})).WantStatus(422).WantSound().Want("dites d'abord qui saisit")
			b.in["again"].Get(at+"/acte/soumettre").WantSound().Want("Qui saisit ?", "Soumettre à validation")
			// What has a form of its own is offered: the form asks.
			p := b.in["again"].Get(at).WantSound().Want("Dire qui saisit", "dites d'abord qui saisit")
			p.Click("Soumettre à validation").WantStatus(200).Want("Qui saisit ?")
			p.Click("Modifier").WantStatus(200).Want("Qui saisit ?")
			b.in["again"].Get("/offreur/offres").Row("Bien dormir à six ans").Click("Modifier").WantStatus(200)
		})
		t.Run("the next day", func(t *testing.T) { // on a device that is remembered for a month
			covers.Statement(t, "O78")
			b.in["kept"] = b.browser()
			b.in["kept"].PostForm("/connexion", keyed(url.Values{"nom_utilisateur": {"gestion@fleurbleue.test"}, "mot_de_passe": {goodPassword}, "rester": {"1"}})).WantStatus(200)
			b.post("kept", "/offreur/qui-saisit", url.Values{"qui_saisit": {"Marc Petit"}}, 303)
			b.d.Clock.Advance(7 * time.Hour)
			b.in["kept"].Get(at).WantSound().Want("Vous saisissez pour : Marc Petit")
			b.d.Clock.Advance(time.Hour)
			b.in["kept"].Get(at).WantSound().Want("Dire qui saisit").WantNot("Marc Petit, par le compte partagé Changer")
			b.post("kept", at+"/acte/soumettre", url.Values{"version": {b.offerVersion(at)}}, 422)
			b.post("gestion", "/connexion", url.Values{"nom_utilisateur": {"gestion@fleurbleue.test"}, "mot_de_passe": {goodPassword}}, 303)
			b.post("gestion", "/offreur/qui-saisit", url.Values{"qui_saisit": {"Lucie Martin"}}, 303)
		})
		t.Run("never an approver", func(t *testing.T) {
			covers.Statement(t, "O74")
			b.run(`INSERT INTO access_grants (id, account_id, role, place_kind, place_id, starts_at, given_by, given_name, given_at, reason, taken_by, taken_name)
				SELECT r.role, g.account_id, r.role, g.place_kind, g.place_id, g.starts_at, '', '', 0, '', '', '' FROM access_grants g CROSS JOIN (SELECT 'offers.approver' AS role UNION ALL SELECT 'offers.admin') r
				WHERE g.role = 'offers.manager' AND g.account_id = (SELECT id FROM account_accounts WHERE email = 'gestion@fleurbleue.test')`)
			b.in["gestion"].Get("/offreur/utilisateurs").WantStatus(403).WantSound()
			b.post("gestion", "/offreur/lieux/nouveau", lieu("École Neuve", "", ""), 403)
			b.post("gestion", at+"/acte/soumettre", url.Values{"version": {b.offerVersion(at)}}, 303)
			b.post("gestion", at+"/acte/valider-et-publier", url.Values{"version": {b.offerVersion(at)}}, 403)
		})
	})
}

// offerVersion is the version that the forms of the offer at an address carry now, where no next version stands beside it.
func (w *builder) offerVersion(at string) string {
	year, seq, _ := strings.Cut(strings.TrimPrefix(at, "/offreur/offres/"), "-")
	return w.one(`SELECT CAST(version * 1000000 AS TEXT) FROM offers_offers WHERE CAST(year AS TEXT) = '` + year + `' AND seq = ` + strings.TrimLeft(seq, "0"))
}

// Whoever knows the password of a shared account comes into all that it has: it decides for no structure, and once it is one person's it does so
// from the day on which it has another password (O74, O78).
func TestSharedAccountDecidesNowhere(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O74", "O78")
		b := inhabited(t, e)
		const address = "gestion@port.test"
		f := userForm(address, "offers.manager")
		f.Set("partage", "1")
		b.post(offreuse, "/offreur/utilisateurs/nouveau", f, 303)
		b.comesIn("gestion", address)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(address, "offers.admin", "offers.approver"), 303)
		invitation := b.linkTo(address)
		b.browser().Get(invitation).Press("Accepter l'invitation").WantStatus(422).WantSound().Want("Un compte partagé ne peut être ni")
		rights := func() string {
			return b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants WHERE role IN ('offers.admin', 'offers.approver') AND taken_at IS NULL AND account_id = (SELECT id FROM account_accounts WHERE email = $1)`, address)
		}
		path := "/offreur/utilisateurs/" + b.userNumber(address)
		approver := func() *webtest.Form { return b.in[offreuse].Get(path).Form("Enregistrer").Check("Valideur d'offres") }
		b.in[offreuse].Get(path).Form("Enregistrer").Uncheck("Compte partagé").Submit().WantStatus(200)
		approver().Submit().WantStatus(422).WantSound().Want("plusieurs personnes en connaissent encore le mot de passe")
		b.browser().Get(invitation).Press("Accepter l'invitation").WantStatus(422).WantSound().Want("Choisissez-en un autre")
		if n := rights(); n != "0" {
			t.Errorf("the account decides %s times", n)
		}
		b.run(`UPDATE account_accounts SET password_at = (SELECT max(h.done_at) + 1 FROM history_lines h WHERE h.act = 'offers.member.unshare') WHERE email = $1`, address)
		approver().Submit().WantStatus(200)
		b.browser().Get(invitation).Press("Accepter l'invitation").WantStatus(200)
		if n := rights(); n != "3" {
			t.Errorf("the account decides %s times, want 3", n)
		}
		// Who decides in one structure is not shared in another.
		b.in[offreur].Get(path).Form("Enregistrer").Uncheck("Administrateur offreur").Uncheck("Valideur d'offres").Check("Gestionnaire d'offres").Submit().WantStatus(200)
		b.in[offreur].Get(path).Form("Enregistrer").Check("Compte partagé").Submit().WantStatus(422).WantSound().Want("Un compte partagé ne peut être ni")
	})
}

// An account of several structures is asked by the offer's one, whichever it acts for: it may be shared there alone (O78).
func TestSharedAccountOfTwoStructures(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O78")
		b := inhabited(t, e)
		const address = "gestion@port.test"
		f := userForm(address, "offers.manager")
		f.Set("partage", "1")
		b.post(offreuse, "/offreur/utilisateurs/nouveau", f, 303)
		b.comesIn("gestion", address)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(address, "offers.manager"), 303)
		b.browser().Get(b.linkTo(address)).Press("Accepter l'invitation").WantStatus(200)
		fleur := b.one(`SELECT o.ref FROM offers_structures s JOIN org_organisations o ON o.id = s.org_id WHERE s.number = $1`, fleurBleue)
		c, at := b.in["gestion"], b.offerAt(draftOffer, "")
		b.post("gestion", "/compte/agir-pour", url.Values{"agir": {fleur}}, 303)
		c.Get("/offreur/offres").WantSound().WantNot("Qui saisit ?") // it is one person's there
		c.Get("/offreur/qui-saisit").WantStatus(404)
		for _, form := range []string{"/modifier", "/acte/soumettre", "/contact"} {
			if p := c.Get(at + form); p.Status == 404 {
				t.Errorf("%s is not there", form)
			}
		}
		c.Get(at).WantSound().Click("Dire qui saisit").WantStatus(200).WantSound().Form("Continuer").Fill("Qui saisit ?", "Lucie Martin").Submit().WantStatus(200).WantPath(at).Want("Vous saisissez pour : Lucie Martin")
		b.post("gestion", at+"/modifier", with(offerForm("Sommeil", b.offerVersion(at)), "description", "Une autre.", "qui_saisit", "Marc Petit"), 303)
		if got := b.one(`SELECT name FROM history_lines WHERE object_kind = 'offers.offer' AND act = 'offers.offer.edit' ORDER BY id DESC LIMIT 1`); got != "Marc Petit, par le compte partagé" {
			t.Errorf("it is changed by %q", got)
		}
	})
}

// The mark of a shared account has an end: « Activé » unticked takes it, and one of a structure that closed counts no more; either way once another
// password is chosen. Until then it is said whose mark it is (O78).
func TestSharedAccountIsLetGo(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O78")
		b := inhabited(t, e)
		closed := func(string) {
			b.run(`UPDATE offers_structures SET state = 'closed', moved_at = $1 WHERE number = 90`, b.d.Clock.Now())
		}
		off := func(address string) {
			p := b.in[offreuse].Get("/offreur/utilisateurs/" + b.userNumber(address))
			p.Form("Enregistrer").Uncheck("Activé").Submit().WantStatus(200)
		}
		for _, x := range []struct {
			address string
			end     func(address string)
		}{{"parti@port.test", off}, {"ferme@port.test", closed}} {
			f := userForm(x.address, "offers.manager")
			f.Set("partage", "1")
			b.post(offreuse, "/offreur/utilisateurs/nouveau", f, 303)
			b.comesIn(x.address, x.address)
			b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(x.address, "offers.admin"), 303)
			invitation := b.linkTo(x.address)
			accept := func(status int, want string) {
				t.Helper()
				b.browser().Get(invitation).Press("Accepter l'invitation").WantStatus(status).WantSound().Want(want)
			}
			accept(422, "dans une autre structure")
			x.end(x.address)
			accept(422, "Choisissez-en un autre")
			b.run(`UPDATE account_accounts SET password_at = $1 WHERE email = $2`, b.d.Clock.Now().Add(time.Second), x.address)
			accept(200, "Connectez-vous")
		}
	})
}
