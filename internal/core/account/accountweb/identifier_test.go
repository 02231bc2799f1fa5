package accountweb_test

import (
	"net/http"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/instance"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/webtest"
)

// builds switches identifiers that are built of names and birth dates on.
func (s *site) builds() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set.Identifiers = instance.BuiltIdentifiers
}

func (s *site) invite(in account.Invitation) {
	s.t.Helper()
	in.Lang = i18n.French
	err := s.d.InTx(s.t.Context(), func(tx *db.Tx) error {
		_, err := s.s.Invite(s.t.Context(), tx, access.Actor{ID: "x", Name: "Zoé Directrice", At: s.d.Clock.Now()}, in)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// come accepts an invitation whose page asks for all of an identifier.
func (s *site) come(c *webtest.Client, email, first, last, born string) *webtest.Page {
	s.t.Helper()
	return c.Get(s.link(email)).Form("Ouvrir mon compte").Fill("Prénom", first).Fill("Nom", last).Fill("Date de naissance", born).
		Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit()
}

const signInLabel = "Identifiant (prenom.nom.JJMMAA) :"

func TestIdentifierPages(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R100", "R103", "R105")
		s.builds()
		s.invite(account.Invitation{Email: "amdh@ecole.test", FirstName: "Anne-Marie"})
		c := webtest.New(t, s)
		page := c.Get(s.link("amdh@ecole.test")).WantStatus(http.StatusOK).Want("Votre identifiant sera fait de votre prénom", "n'est montrée à personne").WantSound()
		f := page.Form("Ouvrir mon compte")
		if f.Value("Prénom") != "Anne-Marie" {
			t.Error("the known first name is asked again")
		}
		bad := f.Fill("Nom", "D'Haëne").Fill("Date de naissance", "29/02/1981").Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit()
		bad.WantStatus(http.StatusUnprocessableEntity).Want("Ce jour n'existe pas")
		if f = bad.Form("Ouvrir mon compte"); f.Value("Nom") != "D'Haëne" || f.Value("Date de naissance") != "29/02/1981" || f.Value("Mot de passe") != "" {
			t.Error("the form comes back wrongly filled")
		}
		f = f.Fill("Date de naissance", "3/9/1981").Fill("Mot de passe", good).Fill("Retapez le mot de passe", good)
		for range 2 { // a double click
			f.Submit().Want("Votre identifiant : anne-marie.dhaene.030981")
		}
		c.Get("/compte").Want("Identifiant", "anne-marie.dhaene.030981", "3 septembre 1981").WantSound()
		c.Get("/compte/securite").Want("avec l'identifiant anne-marie.dhaene.030981")

		prof := c.Get("/compte/profil").WantSound().Form("Enregistrer mon profil")
		if v := prof.Value("Date de naissance"); v != "03/09/1981" {
			t.Errorf("the profile shows %q", v)
		}
		again := prof.Fill("Date de naissance", "03/09/81").Submit().WantStatus(http.StatusUnprocessableEntity).Want("l'année en quatre chiffres").Form("Enregistrer mon profil")
		if v := again.Value("Date de naissance"); v != "03/09/81" {
			t.Errorf("comes back as %q", v)
		}
		again.Fill("Date de naissance", "04/09/1981").Submit().WantStatus(http.StatusOK)
		c.Get("/compte").Want("anne-marie.dhaene.040981", "4 septembre 1981")
		c.Get("/compte/profil").Form("Enregistrer mon profil").Fill("Date de naissance", "03/09/1981").Submit().WantStatus(http.StatusOK)

		c = webtest.New(t, s)
		p := c.Get("/connexion").Want(signInLabel, "camille.dumont.140772", "Ou votre adresse email").WantSound()
		p = p.Form("Connexion").Fill(signInLabel, "anne-marie.dhaene.30/09/1981").Fill("Mot de passe", good).Submit().WantStatus(http.StatusUnprocessableEntity)
		p.Want("s'écrit prenom.nom.JJMMAA", "camille.dumont.140772", "Vous pouvez le réinitialiser via ce lien").WantSound()
		if v := p.Form("Connexion").Value(signInLabel); v != "anne-marie.dhaene.30/09/1981" {
			t.Errorf("what was typed comes back as %q", v)
		}
		p.Click("Réinitialiser mon mot de passe").WantPath("/mot-de-passe/oubli").Want("Identifiant (prenom.nom.JJMMAA) ou adresse email")
		unknown := c.Get("/connexion").Form("Connexion").Fill(signInLabel, "anne-marie.dhaene.030981").Fill("Mot de passe", "un mauvais mot de passe").Submit()
		if unknown.WantStatus(http.StatusUnprocessableEntity).Text() != p.Text() {
			t.Error("a wrong password and an unknown identifier read differently")
		}
		c.Get("/connexion").Form("Connexion").Fill(signInLabel, "Anne-Marie D'Haëne 03/09/1981").Fill("Mot de passe", good).Submit().WantPath("/")
	})
}

// An empty field is no wrong password: nothing leads to the reset.
func TestResetIsOfferedAfterAWrongPassword(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R105")
		s.active("claire")
		c := webtest.New(t, s)
		s.signIn(c, "claire", "").WantStatus(http.StatusUnprocessableEntity).WantNot("réinitialiser via ce lien")
		for range 5 {
			p := s.signIn(c, "claire", "un mauvais mot de passe").WantStatus(http.StatusUnprocessableEntity).Want("Vous pouvez le réinitialiser via ce lien")
			p.Click("Réinitialiser mon mot de passe").WantPath("/mot-de-passe/oubli")
		}
		s.signIn(c, "claire", good).WantStatus(http.StatusTooManyRequests).Want("réinitialiser via ce lien")
	})
}

// No page, and no mail to somebody else, shows a birth date: neither the administrator's nor the helpdesk's.
func TestIdentifierIsMaskedForOthers(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R104")
		s.builds()
		admin := webtest.New(t, s)
		f := admin.Get(s.adminPath()).Form("Ouvrir mon compte").Fill("Prénom", "Chef").Fill("Nom", "Opérateur").Fill("Date de naissance", "01/02/1960")
		f.Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantStatus(http.StatusOK)
		s.invite(account.Invitation{Email: "waiting@ecole.test"})
		s.invite(account.Invitation{Email: "amdh@ecole.test"})
		own := webtest.New(t, s)
		s.come(own, "amdh@ecole.test", "Anne-Marie", "D'Haëne", "03/09/1981").WantStatus(http.StatusOK)
		n, waiting := s.number("anne-marie.dhaene.030981"), s.numberOf("waiting@ecole.test")
		if err := s.d.InTx(t.Context(), func(tx *db.Tx) error { // looked at while the profile has no name, too
			_, err := tx.Exec(t.Context(), `UPDATE account_accounts SET function = 'Directrice' WHERE email = 'amdh@ecole.test'`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{
			"/administration/comptes", "/administration/comptes?q=dhaene", "/administration/comptes/" + n, "/administration/comptes/" + n + "/adresse",
			"/assistance?q=dhaene", "/assistance?q=anne-marie.dhaene.030981", "/assistance/comptes/" + n,
		} {
			p := admin.Get(path).WantStatus(http.StatusOK).WantSound()
			if !strings.Contains(path, "030981") && (strings.Contains(string(p.Body), "030981") || strings.Contains(string(p.Body), "1981")) {
				t.Errorf("%s shows a birth date", path)
			}
		}
		admin.Get("/administration/comptes/"+n).Want("anne-marie.dhaene.••••••", "La date reste cachée").WantNot("Date de naissance")
		admin.Get("/assistance/comptes/" + n).Want("anne-marie.dhaene.••••••").WantNot("Date de naissance")
		admin.Get("/administration/comptes").Want("anne-marie.dhaene.••••••", "waiting@ecole.test").WantNot("attente:")
		for _, path := range []string{"/administration/comptes/" + waiting, "/assistance/comptes/" + waiting} {
			admin.Get(path).Want("Pas encore attribué", "waiting@ecole.test").WantNot("attente:")
		}
		// A change of address is told to two mailboxes that may be somebody else's.
		admin.Get("/administration/comptes/"+n+"/adresse").Form("Demander le changement").Fill("Nouvelle adresse", "nouvelle@ecole.test").
			Fill("Motif", "Boîte perdue").Fill("Preuve vue", "Appel au secrétariat").Submit().WantStatus(http.StatusOK)
		for _, address := range []string{"nouvelle@ecole.test", "amdh@ecole.test"} {
			got := s.mailed(address)
			if text := got[len(got)-1].Text; strings.Contains(text, "030981") || !strings.Contains(text, "anne-marie.dhaene.••••••") {
				t.Errorf("%s reads %s", address, text)
			}
			webtest.New(t, s).Get(s.link(address)).WantStatus(http.StatusOK).Want("anne-marie.dhaene.••••••").WantNot("030981")
		}
		own.Get("/compte").WantPath("/connexion") // signed out by the change; it is theirs to see again
	})
}

// numberOf is the public number of an address's account.
func (s *site) numberOf(email string) (n string) {
	s.t.Helper()
	err := s.d.View(s.t.Context(), func(tx *db.Tx) error {
		var err error
		n, err = db.Value[string](s.t.Context(), tx, `SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = $1`, email)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func TestSignUpForAnIdentifier(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R100", "R101")
		s.builds()
		c := webtest.New(t, s)
		p := c.Get("/inscription").WantNot("Nom d'utilisateur").WantSound()
		var names []string
		for _, n := range p.Find("main input:not([type=hidden])") {
			names = append(names, n.Attr("name"))
		}
		if got := strings.Join(names, " "); got != "prenom nom naissance email mot_de_passe mot_de_passe_2" {
			t.Errorf("the form asks %s", got)
		}
		p = p.Form("Créer mon compte").Fill("Prénom", "Zoë").Fill("Nom", "Cœur").Fill("Date de naissance", "1/2/90").Fill("Adresse email", "zoe@ecole.test").
			Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantStatus(http.StatusUnprocessableEntity).Want("l'année en quatre chiffres")
		p.Form("Créer mon compte").Fill("Date de naissance", "01/02/1990").Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantPath("/inscription/envoyee")
		c.Get(s.link("zoe@ecole.test")).Want("Votre identifiant vous est montré ensuite").WantNot("attente:", "010290").WantSound()
		s.activate(c, s.link("zoe@ecole.test")).WantPath("/compte/profil").Want("Votre identifiant : zoe.coeur.010290")
		if got := s.mailed("zoe@ecole.test"); !strings.Contains(got[len(got)-1].Text, "zoe.coeur.010290") {
			t.Error("the identifier is not mailed")
		}
	})
}

func TestIdentifierPagesInEnglish(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R103")
		s.builds()
		c := webtest.New(t, s)
		c.Lang = "en"
		p := c.Get("/connexion").Want("Identifier (prenom.nom.JJMMAA):", "camille.dumont.140772").WantSound()
		p.Form("Sign in").Fill("Identifier (prenom.nom.JJMMAA):", "camille").Fill("Password", "a wrong password").Submit().
			Want("Unknown identifier or password", "You can reset it by this link").WantSound()
		c.Get("/inscription").Want("Date of birth", "nobody but you is shown it").WantSound()
		s.invite(account.Invitation{Email: "amdh@ecole.test", FirstName: "Anne", LastName: "Dhaene", Born: "1981-09-03"})
		c.Get(s.link("amdh@ecole.test")).Want("Your identifier: anne.dhaene.030981").WantNot("Date of birth").WantSound()
	})
}
