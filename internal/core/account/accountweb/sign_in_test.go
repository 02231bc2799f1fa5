package accountweb_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"preau/internal/core/instance"
	"preau/internal/kit/covers"
	"preau/internal/kit/web/webtest"
)

func TestSignInPage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R006", "R008", "R011")
		s.active("claire")
		c := webtest.New(t, s)
		p := c.Get("/connexion").Want("Nom d'utilisateur :", "indépendants", "n'ouvrent pas l'autre")
		p.Click("Mot de passe oublié").WantPath("/mot-de-passe/oubli")
		green := p.Find(`button[data-color=success]`)
		if len(green) != 1 || green[0].Text() != "Connexion" {
			t.Errorf("the green button is %v", green)
		}
		for _, name := range []string{"claire", "Claire@ECOLE.test"} {
			c := webtest.New(t, s)
			s.signIn(c, name, good).WantStatus(http.StatusOK)
			c.Get("/compte").WantStatus(http.StatusOK).Want("claire@ecole.test")
		}
	})
}

func TestSignInRefused(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R004")
		c := webtest.New(t, s)
		s.signUp(c, "claire")
		wrong := s.signIn(c, "claire", "un mauvais mot de passe").WantStatus(http.StatusUnprocessableEntity)
		unknown := s.signIn(c, "personne", "un mauvais mot de passe").WantStatus(http.StatusUnprocessableEntity)
		if wrong.Text() != unknown.Text() {
			t.Error("a wrong password and an unknown account read differently")
		}
		f := wrong.Form("Connexion")
		if f.Value("Nom d'utilisateur :") != "claire" || f.Value("Mot de passe") != "" || strings.Contains(string(wrong.Body), "un mauvais mot de passe") {
			t.Error("the form comes back wrongly filled")
		}
		p := s.signIn(c, "claire", good).WantStatus(http.StatusForbidden).Want("pas encore activé")
		p.Press("Renvoyer le lien").WantPath("/inscription/envoyee")
		if n := len(s.mailed("claire@ecole.test")); n != 2 {
			t.Errorf("%d mails, want 2", n)
		}
		c.Get("/compte").WantPath("/connexion")
	})
}

func TestTooManyTries(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.active("claire")
		c := webtest.New(t, s)
		for range 5 {
			s.signIn(c, "claire", "un mauvais mot de passe")
		}
		p := s.signIn(c, "claire", good).WantStatus(http.StatusTooManyRequests).Want("Réessayez dans 1 minute", "Mot de passe oublié")
		if p.Header.Get("Retry-After") != "30" || p.Form("Connexion").Value("Nom d'utilisateur :") != "claire" {
			t.Errorf("again after %q", p.Header.Get("Retry-After"))
		}
		s.d.Clock.Advance(30 * time.Second)
		s.signIn(c, "claire", good).WantStatus(http.StatusOK)
	})
}

func TestWhereSigningInLeads(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R009")
		c := s.in("claire") // the first time: Mon profil
		for suite, want := range map[string]string{
			"/groupements/3":          "/groupements/3",
			"//ailleurs.test/x":       "/",
			"https://ailleurs.test/x": "/",
			`/\ailleurs.test`:         "/",
			"/connexion":              "/",
			"/deconnexion":            "/",
			"":                        "/",
		} {
			c.ForgetCookies()
			p := c.Get("/connexion?" + form("suite", suite).Encode())
			p.Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", good).Submit().WantPath(want)
			c.Get("/connexion?" + form("suite", suite).Encode()).WantPath(want) // signed in already
		}
		c.ForgetCookies()
		c.Get("/compte/securite").WantPath("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", good).Submit().
			WantPath("/compte/securite")
	})
}

func TestSessionCookie(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.active("claire")
		c := webtest.New(t, s)
		for _, remember := range []bool{false, true} {
			c.ForgetCookies()
			f := c.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", good)
			if remember {
				f.Check("Se souvenir de moi")
			}
			f.Submit()
			if c.Cookie("session") == "" {
				t.Fatal("no cookie")
			}
		}
		before := c.Cookie("session")
		c.Get("/compte").Press("Se déconnecter").WantPath("/")
		if c.Cookie("session") != "" {
			t.Error("the cookie stays")
		}
		r := webtest.New(t, s)
		r.Get("/compte").WantPath("/connexion")
		if _, ok, err := s.s.Identify(t.Context(), before); ok || err != nil {
			t.Errorf("the session lives on: %v", err)
		}
		c.PostForm("/deconnexion", form()).WantPath("/") // once more harms nobody
		r.Get("/deconnexion").WantStatus(http.StatusMethodNotAllowed)
	})
}

func TestSignInByLinkPage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.active("claire")
		c := webtest.New(t, s)
		known := c.Get("/connexion").Form("M'envoyer le lien").Fill("Nom d'utilisateur ou adresse email", "claire@ecole.test").Submit().WantPath("/connexion/lien/envoye")
		unknown := c.Get("/connexion/lien").Form("M'envoyer le lien").Fill("Nom d'utilisateur ou adresse email", "personne@ecole.test").Submit()
		if known.Text() != unknown.Text() {
			t.Error("the pages differ")
		}
		path := s.link("claire@ecole.test")
		c.Get(path).WantStatus(http.StatusOK)
		p := c.Get(path).WantStatus(http.StatusOK)
		p.Press("Me connecter").WantPath("/")
		p.Press("Me connecter").WantPath("/") // a double click: the same session
		c.Get("/compte/securite").Want("1 appareil connecté")
		other := webtest.New(t, s)
		other.Get(path).WantStatus(http.StatusGone).Want("Ce lien a déjà servi")
		other.PostForm(path, form()).WantStatus(http.StatusGone)
		if other.Cookie("session") != "" {
			t.Error("a used link signs in")
		}
		other.PostForm(path, form("_cle", "guess")).WantStatus(http.StatusGone)
		c.Get("/connexion/lien").Form("M'envoyer le lien").Fill("Nom d'utilisateur ou adresse email", "claire").Submit()
		late := s.link("claire@ecole.test")
		s.d.Clock.Advance(30 * time.Minute)
		other.Get(late).WantStatus(http.StatusGone).Want("Ce lien n'est plus valable").Press("Recevoir un nouveau lien").WantPath("/connexion/lien/envoye")
	})
}

func TestOnlyOpenWaysAreShown(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.active("claire")
		c := webtest.New(t, s)
		s.set.SignIn = []instance.Way{instance.Password}
		c.Get("/connexion").Want("Avec un mot de passe").WantNot("M'envoyer le lien")
		c.PostForm("/connexion/lien", form("nom_utilisateur", "claire")).WantStatus(http.StatusForbidden)
		s.set.SignIn = []instance.Way{instance.Link}
		c.Get("/connexion").Want("M'envoyer le lien").WantNot("Avec un mot de passe")
		c.PostForm("/connexion", form("nom_utilisateur", "claire", "mot_de_passe", good)).WantStatus(http.StatusForbidden)
	})
}

func TestForgottenPassword(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R011", "R012")
		old := s.in("claire")
		c := webtest.New(t, s)
		ask := func(login string) *webtest.Page {
			return c.Get("/connexion").Click("Mot de passe oublié").Form("Recevoir le mail").Fill("Nom d'utilisateur ou adresse email", login).Submit()
		}
		known, unknown := ask("claire@ecole.test").WantPath("/mot-de-passe/envoye"), ask("personne@ecole.test")
		if known.Text() != unknown.Text() || known.Path != unknown.Path {
			t.Error("the pages differ")
		}
		c.Get("/mot-de-passe/oubli").Form("Recevoir le mail").Submit().WantStatus(http.StatusUnprocessableEntity)
		path := s.link("claire@ecole.test")
		c.Get(path).WantStatus(http.StatusOK)
		f := c.Get(path).Form("Enregistrer ce mot de passe").Fill("Nouveau mot de passe", "azertyuiop123").Fill("Retapez le mot de passe", "azertyuiop123")
		p := f.Submit().WantStatus(http.StatusUnprocessableEntity).Want("suit le clavier")
		if strings.Contains(string(p.Body), "azertyuiop123") {
			t.Error("a password is shown again")
		}
		f = p.Form("Enregistrer ce mot de passe").Fill("Nouveau mot de passe", "quatre grands sauts").Fill("Retapez le mot de passe", "quatre grands sauts")
		f.Submit().WantPath("/connexion").Want("Votre mot de passe a changé")
		f.Submit().WantPath("/connexion") // a double click
		c.Get(path).WantStatus(http.StatusGone)
		c.PostForm(path, form("mot_de_passe", good, "mot_de_passe_2", good)).WantStatus(http.StatusGone)
		old.Get("/compte").WantPath("/connexion") // all sessions ended
		s.signIn(webtest.New(t, s), "claire", "quatre grands sauts").WantPath("/")
		ask("claire")
		late := s.link("claire@ecole.test")
		s.d.Clock.Advance(time.Hour)
		webtest.New(t, s).Get(late).WantStatus(http.StatusGone).Press("Recevoir un nouveau lien").WantPath("/mot-de-passe/envoye")
	})
}

// Nothing personal or secret of the addresses and forms reaches the log.
func TestLogHoldsNoSecrets(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		c := s.in("claire")
		s.signIn(webtest.New(t, s), "claire", "un mauvais mot de passe")
		s.signIn(webtest.New(t, s), "un secret tapé à la place du nom", good)
		c.PostForm("/compte/mot-de-passe", form("mot_de_passe_actuel", "un autre mauvais"))
		webtest.New(t, s).PostForm("/mot-de-passe/"+strings.Repeat("s3cr3t_", 6)+"x", form("mot_de_passe", good, "mot_de_passe_2", good))
		webtest.New(t, s).Get("/administration/comptes?q=claire")
		s.set.SignIn = []instance.Way{instance.Link}
		webtest.New(t, s).PostForm("/connexion", form("nom_utilisateur", "claire", "mot_de_passe", good)).WantStatus(http.StatusForbidden)
		c.Get("/connexion/lien").Form("M'envoyer le lien").Fill("Nom d'utilisateur ou adresse email", "claire").Submit()
		path := s.link("claire@ecole.test")
		c.Get(path)
		log := s.log.String()
		for _, line := range []string{"route=/connexion/{jeton}", "msg=sign-in way=password outcome=failed", "msg=sign-in way=reset", "msg=refused status=401", "msg=refused status=403"} {
			if !strings.Contains(log, line) {
				t.Errorf("the log holds no %s, so this proves nothing", line)
			}
		}
		for _, secret := range []string{good, "un mauvais", "un autre", "un secret", "s3cr3t", "claire", "ecole.test", strings.TrimPrefix(path, "/connexion/"), c.Cookie("session"), "192.0.2.1"} {
			if secret != "" && strings.Contains(log, secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	})
}

func TestInvitationPage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.set.SetUp = false
		c := s.admin() // through the page of the one-time link
		c.Get("/").Want("page / de chef")
		c.ForgetCookies()
		s.signIn(c, "chef", good).WantPath("/mise-en-route")
		s.set.SetUp = true
		s.signInAgain(c, "chef").WantPath("/")
	})
}

func (s *site) signInAgain(c *webtest.Client, name string) *webtest.Page {
	s.t.Helper()
	c.ForgetCookies()
	return s.signIn(c, name, good)
}
