package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// userNumber is the public number of an account, by its address.
func (b *builder) userNumber(address string) string {
	b.t.Helper()
	return b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = $1`, address)
}

// « Utilisateurs »: the list as the source has it, its filters, and a user with permissions that add up.
func TestUsersOfAStructure(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O57", "O58", "O59")
		b := inhabited(t, e)
		c := b.in[offreur]
		p := c.Get("/offreur/utilisateurs").WantSound()
		p.Want("Prénom", "Nom", "Email", "Raison sociale offreur", "Permissions", "État", "Actions", "Toutes les permissions", "Tous les états", "Filtrer", "Créer")
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
			if m := b.mailTo("charlotte@fleurbleue.test"); !titled(m, " / Création d'un compte utilisateur") || !says(m, "Prév ASSOCIATION Fleur bleue", "Choisir mon mot de passe") {
				t.Errorf("%s: %s", m.Subject, m.Text)
			}
			b.in["charlotte"] = b.browser()
			b.accept("charlotte", b.linkTo("charlotte@fleurbleue.test"))
		})
		c.Get("/offreur/utilisateurs?etat=active&permission=offers.manager&nom=durand").Want("charlotte@fleurbleue.test").WantNot(offreurAddress)
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
		b.in[offreur].PostForm(path+own, keyed(none)).WantStatus(403).WantSound().Want("dernier administrateur offreur")
		b.in[offreur].PostForm(path+own, keyed(userForm("", "offers.manager"))).WantStatus(403)
		if got := strings.Join(b.all(`SELECT g.role FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE a.email = '`+offreurAddress+`' AND g.taken_at IS NULL ORDER BY g.role`), " "); got != "offers.admin offers.approver offers.manager" {
			t.Errorf("a refused change left %s", got)
		}
		b.post(offreur, path+"nouveau", userForm("second@fleurbleue.test", "offers.admin"), 303)
		b.in[offreur].PostForm(path+own, keyed(none)).WantStatus(403) // the other has not opened their account
		b.in["second"] = b.browser()
		b.accept("second", b.linkTo("second@fleurbleue.test"))
		b.post("second", path+own, none, 303)
		b.in[offreur].Get("/offreur/structure").WantStatus(404) // at once, and still signed in
		b.in[offreur].Get("/compte").WantStatus(200)
		t.Run("nobody is deleted", func(t *testing.T) {
			b.in["second"].Get("/offreur/utilisateurs").Row(offreurAddress).Want("Inactif")
			p := b.in["second"].Get(path + own).WantSound().Want(offreurAddress)
			if n := len(p.Find("input[name=email], input[name=prenom], input[type=password]")); n != 0 {
				t.Errorf("%d fields of the person's own", n)
			}
			forged := userForm("pirate@preau.test", "offers.reader")
			b.post("second", path+own, forged, 303)
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email = 'pirate@preau.test' OR email = '` + offreurAddress + `' AND first_name <> 'Claire'`); n != "0" {
				t.Errorf("a forged form changed %s accounts", n)
			}
		})
	})
}
