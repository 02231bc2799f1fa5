package accountweb_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/notify"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
)

func TestProfilePage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R009", "R010")
		for i := range 14 {
			s.school(fmt.Sprintf("École du Centre %02d", i), "Valsoye", "")
		}
		s.school("Lycée Jean-Moulin", "Lille", "0590001F")
		c := s.in("claire")
		p := c.Get("/compte/profil?suite=/groupements/3").Want("Il manque", "établissement, fonction, prénom, nom et téléphone")
		f := p.Form("Enregistrer mon profil").Fill("Prénom", "Claire").Fill("Nom", "Dupont").Fill("Fonction", "gestionnaire")
		p = f.Submit().WantPath("/compte/profil").Want("Votre profil est enregistré", "Il manque", "établissement et téléphone").WantNot("prénom,")
		// the establishment, found by its commune, then by its number; nothing typed is lost meanwhile
		p = p.Form("Chercher").Fill("Téléphone", "01 23 45").Fill("Trouver votre établissement", "valsoye").Submit().WantStatus(http.StatusOK)
		p.Want("École du Centre 00", "Les 12 premiers sont affichés")
		if p.Form("Enregistrer mon profil").Value("Téléphone") != "01 23 45" {
			t.Error("what was typed is lost by searching")
		}
		p = p.Form("Chercher").Fill("Chercher un autre établissement", "nulle part").Submit().Want("Aucun établissement trouvé")
		p = p.Form("Chercher").Fill("Trouver votre établissement", "0590001F").Submit().Want("Lycée Jean-Moulin", "Lille", "1 établissement trouvé")
		p = p.Form("Enregistrer mon profil").Check("Lycée Jean-Moulin").Submit().WantStatus(http.StatusUnprocessableEntity)
		p.Want("Lycée Jean-Moulin") // the choice is kept while the telephone is mended
		p.In("#f-telephone-e").Want("Celui-ci en a 6")
		p = p.Form("Enregistrer mon profil").Fill("Téléphone", "01 23 45 67 89 poste 12").Submit().WantStatus(http.StatusUnprocessableEntity)
		p.In("#f-telephone-e").Want("indiquez le numéro seul, 01 23 45 67 89")
		f = p.Form("Enregistrer mon profil").Fill("Téléphone", "01 23 45 67 89")
		f.Submit().WantPath("/groupements/3") // back to where one came from
		f.Submit().WantPath("/groupements/3") // a double click
		c.Get("/compte").Want("Claire Dupont", "Lycée Jean-Moulin", "gestionnaire", "01 23 45 67 89").WantNot("Il manque")
		c.Get("/compte/profil").Form("Enregistrer mon profil").Choose("Langue", "English").Submit().Want("Your profile is saved")
	})
}

func TestProfileConflictShowsBoth(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		c := s.in("claire")
		one, two := c.Get("/compte/profil"), c.Get("/compte/profil")
		one.Form("Enregistrer mon profil").Fill("Nom", "Dupont").Fill("Fonction", "gestionnaire").Submit().WantStatus(http.StatusOK)
		p := two.Form("Enregistrer mon profil").Fill("Nom", "Durand").Submit().WantStatus(http.StatusConflict)
		p.Want("Enregistré entre-temps", "Dupont", "gestionnaire")
		f := p.Form("Enregistrer mon profil")
		if f.Value("Nom") != "Durand" {
			t.Error("what was typed is lost")
		}
		f.Submit().WantStatus(http.StatusOK)
		if got := c.Get("/compte/profil").Form("Enregistrer mon profil").Value("Nom"); got != "Durand" {
			t.Errorf("the name is %q", got)
		}
	})
}

func TestSecurityPage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		one := s.in("claire")
		two, three := webtest.New(t, s), webtest.New(t, s)
		s.signIn(two, "claire", good)
		s.signIn(three, "claire", good)
		p := one.Get("/compte/securite").Want("3 appareils connectés", "Cet appareil")
		p.In("tbody tr:nth-child(2)").Press("Déconnecter").Want("L'appareil est déconnecté", "2 appareils connectés")
		one.Get("/compte/securite").Press("Déconnecter les autres appareils").Want("1 appareil connecté")
		two.Get("/compte").WantPath("/connexion")
		three.Get("/compte").WantPath("/connexion")
		p = one.Get("/compte/securite").Form("Changer de mot de passe").Fill("Mot de passe actuel", "un mauvais mot de passe").
			Fill("Nouveau mot de passe", "quatre grands sauts").Fill("Retapez le mot de passe", "quatre grands sauts").Submit()
		p.WantStatus(http.StatusUnprocessableEntity).Want("Ce n'est pas votre mot de passe actuel")
		if strings.Contains(string(p.Body), "quatre grands sauts") {
			t.Error("a password is shown again")
		}
		f := p.Form("Changer de mot de passe").Fill("Mot de passe actuel", good).Fill("Nouveau mot de passe", "quatre grands sauts").Fill("Retapez le mot de passe", "quatre grands sauts")
		f.Submit().WantPath("/compte/securite").Want("Votre mot de passe a changé")
		f.Submit().WantPath("/compte/securite") // a double click
		s.signIn(two, "claire", "quatre grands sauts").WantStatus(http.StatusOK)
		other := s.in("paul")
		other.PostForm("/compte/securite/sessions", form("session", sessionOf(s, one))).WantStatus(http.StatusNotFound)
		one.Get("/compte").WantStatus(http.StatusOK)
	})
}

// sessionOf is the id of a browser's session.
func sessionOf(s *site, c *webtest.Client) string {
	s.t.Helper()
	who, ok, err := s.s.Identify(s.t.Context(), c.Cookie("session"))
	if err != nil || !ok {
		s.t.Fatal(err)
	}
	return who.Session
}

func TestMailsPage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R273")
		c := s.in("claire")
		c.Get("/compte/mails").WantSound().Want("Activation du compte", "claire@ecole.test", "Remis au serveur",
			"Aucun mail n'est désactivé", "Première connexion le", "indésirables", "autorisez l'expéditeur preau@preau.test", "Aucun refus récent de claire@ecole.test")
		s.mails.Answer(mail.Refuse)
		c.Get("/connexion/lien")
		c.PostForm("/mot-de-passe/oubli", form("nom_utilisateur", "claire"))
		s.d.Clock.Advance(1)
		s.mailed("claire@ecole.test")
		c.Get("/compte/mails").WantSound().Want("Adresse refusée", "Nouveau mot de passe", "claire@ecole.test a refusé un mail")
		c.Get("/compte").Want("Adresse refusée")
	})
}

// The causes are those of this very person: what they chose, whether they ever came, what their address answered; the helpdesk
// reads the same of them.
func TestWhyNoMail(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R273", "R271")
		c := s.in("claire")
		claire := access.Actor{ID: s.id("claire"), Name: "claire"}
		choose := func(w notify.Wish) {
			t.Helper()
			if err := s.out.SavePreferences(t.Context(), claire, w); err != nil {
				t.Fatal(err)
			}
		}
		choose(notify.Wish{Each: map[string]notify.How{"contact.acknowledged": notify.Daily}})
		c.Get("/compte/mails").WantSound().Want("Une fois par jour, dans le résumé de 7 h 00 : Accusé de réception", "Aucun mail n'est désactivé", "Choisir mes mails")
		choose(notify.Wish{Each: map[string]notify.How{"contact.acknowledged": notify.Never}})
		c.Get("/compte/mails").WantSound().Want("Désactivés : Accusé de réception").WantNot("Une fois par jour")
		choose(notify.Wish{AllOff: true})
		c.Get("/compte/mails").Want("Tous les mails des services sont désactivés")

		admin := s.admin()
		admin.Get("/assistance/comptes/"+s.number("claire")).WantSound().Want("Pourquoi n'a-t-on pas reçu le mail", "Tous les mails des services sont désactivés", "Première connexion le")
		err := s.d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := s.s.Invite(t.Context(), tx, access.ByProgram("test", s.d.Clock.Now()), invited)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		waiting := "/assistance/comptes/" + s.number("agent@mairie.test")
		admin.Get(waiting).WantSound().Want("Jamais connecté : les mails d'action ne partent qu'après une première connexion")

		// And so it is: what waits is mailed once they have come, and the helpdesk reads why it was not before (R271).
		agent := notify.Recipient{AccountID: s.id("agent@mairie.test"), Address: "agent@mairie.test", Lang: i18n.French}
		before := len(s.mailed(agent.Address))
		if n := s.acts(agent); n != before {
			t.Errorf("%d mails to who never came", n-before)
		}
		admin.Get(waiting).WantSound().Want("Non envoyé", "La personne ne s'est encore jamais connectée")
		comes := webtest.New(t, s)
		comes.Get(s.link(agent.Address)).Form("Ouvrir mon compte").Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantStatus(http.StatusOK)
		s.d.Clock.Advance(time.Minute)
		if n := s.acts(agent); n != before+1 {
			t.Errorf("%d mails to who has come", n-before)
		}
		admin.Get(waiting).WantSound().Want("Première connexion le")
	})
}

// invited is somebody who was invited and has not come.
var invited = account.Invitation{Email: "agent@mairie.test", FirstName: "Agent", LastName: "Neuf"}

func TestAdministration(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		admin := s.admin()
		claire := s.in("claire")
		s.signUp(webtest.New(t, s), "paul")
		s.mailed("paul@ecole.test") // a job opens the account
		p := admin.Get("/administration/comptes").Want("3 comptes", "claire@ecole.test", "À activer", "Actif")
		p.Form("Filtrer").Fill("Nom, nom d'utilisateur ou adresse", "PAUL").Submit().Want("1 compte").WantNot("claire@ecole.test")
		p.Form("Filtrer").Choose("État", "Actif").Submit().Want("2 comptes").WantNot("paul@ecole.test")
		p.Form("Filtrer").Fill("Nom, nom d'utilisateur ou adresse", "personne").Submit().Want("Aucun compte ne correspond")

		admin.Get("/administration/comptes").Click("paul").Press("Renvoyer le lien").Want("Un nouveau lien est parti", "Lien renvoyé")
		if n := len(s.mailed("paul@ecole.test")); n != 2 {
			t.Errorf("%d mails, want 2", n)
		}
		number := s.number("claire")
		p = admin.Get("/administration/comptes/"+number).Want("claire@ecole.test", "Activation")
		p.Form("Suspendre le compte").Submit().WantStatus(http.StatusUnprocessableEntity).Want("Dites pourquoi")
		p.Form("Suspendre le compte").Fill("Motif de la suspension", "A quitté l'école").Submit().Want("Suspendu", "A quitté l'école", "chef")
		claire.Get("/compte").WantPath("/connexion")
		s.signIn(claire, "claire", good).WantStatus(http.StatusForbidden).Want("Ce compte est suspendu", "A quitté l'école", "chef", "Nous contacter")
		admin.PostForm("/administration/comptes/"+number+"/suspension", form("motif", "encore")).WantStatus(http.StatusConflict)
		admin.Get("/administration/comptes/" + number).Press("Réactiver le compte").Want("Actif")
		s.signIn(claire, "claire", good).WantPath("/")

		mine := "/administration/comptes/" + s.number("chef")
		admin.Get(mine).Want("votre propre compte", "Administration", "toute la plateforme")
		admin.PostForm(mine+"/suspension", form("motif", "par erreur")).WantStatus(http.StatusForbidden).Want("votre propre compte")
		admin.Get("/administration/comptes/4711").WantStatus(http.StatusNotFound)
		admin.Get("/administration/comptes/x").WantStatus(http.StatusNotFound)
	})
}

// Every page of these rooms is for who it is for: the signed-in, administrators, or everybody.
func TestWhoSeesWhat(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		visitor, member := webtest.New(t, s), s.in("claire")
		for _, r := range s.mux.Routes() {
			path := strings.NewReplacer("{jeton}", "x", "{n}", "1").Replace(r.Pattern)
			send := func(c *webtest.Client) *webtest.Page {
				if r.Method == http.MethodPost {
					return c.PostForm(path, form())
				}
				return c.Get(path)
			}
			switch {
			case strings.HasPrefix(path, "/administration"):
				send(visitor).WantPath("/connexion")
				send(member).WantStatus(http.StatusNotFound)
			case strings.HasPrefix(path, "/compte"):
				send(visitor).WantPath("/connexion")
				if p := send(member); p.Status >= 500 || strings.HasPrefix(p.Path, "/connexion") {
					t.Errorf("%s %s: %d at %s", r.Method, path, p.Status, p.Path)
				}
			default:
				if p := send(visitor); p.Status >= 500 {
					t.Errorf("%s %s: %d", r.Method, path, p.Status)
				}
			}
		}
	})
}

func TestPagesInEnglish(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		c := webtest.New(t, s)
		c.Lang = "en"
		c.Get("/connexion").Want("Sign in", "User name:", "Forgotten password")
		c.Get("/inscription").Want("Create my account")
	})
}

func TestAdministrationOfManyAccounts(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		admin := s.admin()
		err := s.d.InTx(t.Context(), func(tx *db.Tx) error {
			for i := range 45 {
				_, err := s.s.Invite(t.Context(), tx, access.ByProgram("test", s.d.Clock.Now()),
					account.Invitation{Email: fmt.Sprintf("agent%02d@mairie.test", i), FirstName: "Agent", LastName: fmt.Sprintf("N%02d", i)})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		p := admin.Get("/administration/comptes?q=agent").Want("1–20 sur 45", "Agent N00").WantNot("Agent N20")
		p.Click("Suivant").Want("21–40 sur 45", "Agent N20")
		admin.Get("/administration/comptes?q=agent&page=99").Want("41–45 sur 45")
		admin.Get("/administration/comptes?jamais=1&etat=invite&parpage=50").Want("45 comptes")
	})
}
