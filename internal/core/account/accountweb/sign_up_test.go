package accountweb_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/web/webtest"
)

func TestSignUpAsksFourThings(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R001", "R002")
		c := webtest.New(t, s)
		p := c.Get("/connexion").Click("Inscription").WantPath("/inscription")
		p.Want("Inscription", "Connexion", "Préau")
		var names []string
		for _, n := range p.Find("main input:not([type=hidden])") {
			names = append(names, n.Attr("name"))
			if n.Attr("type") == "password" && n.Attr("autocomplete") != "new-password" {
				t.Error("a password manager would offer an old password")
			}
		}
		if got := strings.Join(names, " "); got != "nom_utilisateur email mot_de_passe mot_de_passe_2" {
			t.Errorf("the form asks %s", got)
		}
		p = p.Form("Créer mon compte").Fill("Nom d'utilisateur", "claire").Fill("Adresse email", "claire@ecole.test").
			Fill("Mot de passe", good).Fill("Retapez le mot de passe", "trois petits pas").Submit()
		p.WantStatus(http.StatusUnprocessableEntity).Want("Les deux mots de passe ne sont pas les mêmes")
		f := p.Form("Créer mon compte")
		if f.Value("Nom d'utilisateur") != "claire" || f.Value("Adresse email") != "claire@ecole.test" {
			t.Error("what was typed is lost")
		}
		if f.Value("Mot de passe") != "" || f.Value("Retapez le mot de passe") != "" || strings.Contains(string(p.Body), good) || strings.Contains(string(p.Body), "trois petits pas") {
			t.Error("a password is shown again")
		}
		if len(s.mailed("claire@ecole.test")) != 0 {
			t.Error("a refused form sent a mail")
		}
		f.Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantPath("/inscription/envoyee").Want("Ouvrez votre boîte mail")
	})
}

func TestActivationThroughTheMail(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R003", "R005")
		c := webtest.New(t, s)
		s.signUp(c, "claire").WantPath("/inscription/envoyee")
		path := s.link("claire@ecole.test")
		for _, method := range []string{http.MethodHead, http.MethodGet, http.MethodGet} { // mail scanners
			r := httptest.NewRequestWithContext(t.Context(), method, webtest.Base+path, nil)
			webtest.New(t, s).Do(r).WantStatus(http.StatusOK)
		}
		p := c.Get(path).WantStatus(http.StatusOK).Want("claire@ecole.test")
		if n := len(p.In("main").Buttons()); n != 2 {
			t.Errorf("the page has %d buttons, want 2", n)
		}
		if got := p.Header.Get("Referrer-Policy"); got == "same-origin" || got == "" {
			t.Errorf("the secret of the address is told to other pages: %q", got)
		}
		if strings.Contains(string(p.Body), strings.TrimPrefix(path, "/activation/")) {
			t.Error("the page repeats the secret of its address")
		}
		wrong := p.Form("Activer mon compte").Fill("Mot de passe", "un mauvais mot de passe").Submit().WantStatus(http.StatusUnprocessableEntity)
		wrong.Want("sous le nom « claire »", "Mot de passe oublié")
		if strings.Contains(string(wrong.Body), "un mauvais mot de passe") || c.Cookie("session") != "" {
			t.Error("a wrong password is shown again, or signs in")
		}
		activate := wrong.Form("Activer mon compte").Fill("Mot de passe", good)
		activate.Submit().WantPath("/compte/profil").Want("Votre compte est activé")
		activate.Submit().WantPath("/compte/profil") // a double click
		c.Get("/compte").Press("Se déconnecter")
		c.Get(path).WantStatus(http.StatusOK).Want("Compte déjà activé").WantNot("claire@ecole.test").Click("Connexion").WantPath("/connexion")
		c.PostForm(path, form()).WantStatus(http.StatusOK).Want("Compte déjà activé")
		for range 4 { // one was above
			c.PostForm(path, form("_cle", "1", "mot_de_passe", "un mauvais mot de passe")).WantStatus(http.StatusOK).Want("Compte déjà activé")
		}
		if p := c.PostForm(path, form("_cle", "1", "mot_de_passe", good)).WantStatus(http.StatusTooManyRequests); p.Header.Get("Retry-After") == "" {
			t.Error("a form that may be repeated later is not told when")
		}
		s.signIn(c, "claire", good).WantPath("/")
	})
}

// Who reads the mailbox and knows no password of that sign-up, having forgotten it or never signed up, chooses one by another link.
func TestActivationOfAStrangersSignUp(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R003")
		c := webtest.New(t, s)
		s.signUp(c, "claire")
		p := c.Get(s.link("claire@ecole.test")).WantSound()
		p.Press("Choisir un autre mot de passe").WantStatus(http.StatusOK).WantPath("/mot-de-passe/envoye").WantSound()
		path := s.link("claire@ecole.test")
		if !strings.HasPrefix(path, "/mot-de-passe/") {
			t.Fatalf("the link leads to %s", path)
		}
		other := good + " encore"
		c.Get(path).Form("Enregistrer").Fill("Nom d'utilisateur", "claire").Fill("Nouveau mot de passe", other).Fill("Retapez le mot de passe", other).Submit().WantStatus(http.StatusOK)
		s.signIn(c, "claire", other)
		if c.Cookie("session") == "" {
			t.Error("the password that was chosen does not sign in")
		}
	})
}

func TestExpiredAndForgedActivation(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R005")
		c := webtest.New(t, s)
		s.signUp(c, "claire")
		path := s.link("claire@ecole.test")
		s.d.Clock.Advance(48 * time.Hour)
		p := c.Get(path).WantStatus(http.StatusGone).Want("Ce lien n'est plus valable").WantNot("Activer mon compte")
		c.PostForm(path, form()).WantStatus(http.StatusGone)
		p.Press("Recevoir un nouveau lien").WantPath("/inscription/envoyee")
		fresh := s.link("claire@ecole.test")
		if fresh == path {
			t.Fatal("the same link again")
		}
		c.Get(path[:len(path)-1]).WantStatus(http.StatusNotFound).Want("Ce lien n'est pas reconnu")
		c.PostForm(path[:len(path)-1], form()).WantStatus(http.StatusNotFound)
		c.Get("/activation/x").WantStatus(http.StatusNotFound).Click("Recevoir un nouveau lien").WantPath("/activation/renvoi").
			Form("Renvoyer le lien").Fill("Nom d'utilisateur ou adresse email", "claire").Submit().WantPath("/inscription/envoyee")
		last := s.link("claire@ecole.test")
		c.Get(fresh).WantStatus(http.StatusGone).Want("remplacé par un plus récent")
		s.activate(c, last).WantPath("/compte/profil")
	})
}

func TestSignUpWithAKnownAddressShowsTheSamePage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R016")
		s.active("claire")
		try := func(name, email string) *webtest.Page {
			c := webtest.New(t, s)
			return c.Get("/inscription").Form("Créer mon compte").Fill("Nom d'utilisateur", name).Fill("Adresse email", email).
				Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit()
		}
		known, unknown := try("pirate1", "claire@ecole.test"), try("pirate2", "personne@ecole.test")
		if known.Path != unknown.Path || known.Text() != unknown.Text() || known.Status != unknown.Status || len(known.Body) != len(unknown.Body) {
			t.Error("the pages differ")
		}
		again1, again2 := try("pirate1", "moi@pirate.test"), try("pirate2", "moi2@pirate.test")
		if again1.Status != http.StatusUnprocessableEntity || again1.Status != again2.Status {
			t.Errorf("trying the user names again tells: %d and %d", again1.Status, again2.Status)
		}
		got := s.mailed("claire@ecole.test")
		if len(got) != 1 || !strings.Contains(got[0].Subject, "Vous avez déjà un compte") {
			t.Fatalf("the owner got %d mails", len(got))
		}
	})
}

func TestSignUpWhenClosed(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.set.OpenSignUp = false
		c := webtest.New(t, s)
		c.Get("/connexion").WantNot("Pas encore de compte")
		c.Get("/inscription").Want("Les inscriptions ne sont pas ouvertes", "Nous contacter")
		c.PostForm("/inscription", form("nom_utilisateur", "claire", "email", "claire@ecole.test", "mot_de_passe", good, "mot_de_passe_2", good)).
			WantStatus(http.StatusForbidden).Want("Les inscriptions ne sont pas ouvertes ici")
	})
}

// Another site cannot have a visitor's browser do anything here.
func TestForgedPosts(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		c := s.in("claire")
		for _, r := range s.mux.Routes() {
			if r.Method != http.MethodPost {
				continue
			}
			path := strings.NewReplacer("{jeton}", "x", "{n}", "1").Replace(r.Pattern)
			c.Forge(path, form()).WantStatus(http.StatusForbidden)
		}
		c.Get("/compte").WantStatus(http.StatusOK)
	})
}

// « Adhérer » leads a visitor to sign in, or up, and back: by the form, by the mail of a sign-up, by a one-time link, and by a
// forgotten password. No link leads to another site.
func TestEveryWayInLeadsBack(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R022")
		c := webtest.New(t, s)
		start := func(suite string) *webtest.Page { return c.Get("/connexion?" + form("suite", suite).Encode()) }
		p := start("/groupements/3").In("main").Click("Inscription")
		f := p.Form("Créer mon compte").Fill("Nom d'utilisateur", "claire").Fill("Adresse email", "claire@ecole.test").Fill("Mot de passe", good)
		p = f.Fill("Retapez le mot de passe", "autre").Submit().WantStatus(http.StatusUnprocessableEntity) // a slip loses nothing
		p = p.Form("Créer mon compte").Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantPath("/inscription/envoyee")
		p.In(".app-header").Click("Connexion").Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", good).Submit().
			WantStatus(http.StatusForbidden).Press("Renvoyer le lien")
		s.activate(c, s.link("claire@ecole.test")).WantPath("/groupements/3").Want("claire")

		c.ForgetCookies()
		start("/groupements/4").Form("M'envoyer le lien").Fill("Nom d'utilisateur ou adresse email", "claire").Submit()
		c.Get(s.link("claire@ecole.test")).Press("Me connecter").WantPath("/groupements/4")

		c.ForgetCookies()
		s.d.Clock.Advance(time.Hour) // who proved nothing has three links an hour (C002)
		start("/groupements/5").Click("Mot de passe oublié").Form("Recevoir le mail").Fill("Nom d'utilisateur ou adresse email", "claire").Submit()
		other := "quatre grands sauts"
		p = c.Get(s.link("claire@ecole.test")).Form("Enregistrer ce mot de passe").Fill("Nouveau mot de passe", other).Fill("Retapez le mot de passe", other).Submit()
		p.WantPath("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", other).Submit().WantPath("/groupements/5")

		for _, suite := range []string{"https://ailleurs.test/", "//ailleurs.test", `/\ailleurs.test`, "/deconnexion", "/" + strings.Repeat("x", 600)} {
			c.ForgetCookies()
			c.PostForm("/connexion/lien", form("nom_utilisateur", "claire@ecole.test", "suite", suite))
			c.Get(s.link("claire@ecole.test")).Press("Me connecter").WantPath("/")
			s.d.Clock.Advance(time.Hour)
		}
	})
}

// After signing up, signing in reads the same whether or not the address had an account.
func TestSigningInAfterSigningUpReadsAlike(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R016", "R004")
		s.active("claire")
		var said [2]string
		for i, email := range []string{"claire@ecole.test", "nadine@ecole.test"} {
			name := "pirate" + string(rune('a'+i))
			c := webtest.New(t, s)
			c.PostForm("/inscription", form("nom_utilisateur", name, "email", email, "mot_de_passe", "le mot secret de moi", "mot_de_passe_2", "le mot secret de moi"))
			_ = s.mailed(email) // the job has looked
			for _, login := range []string{name, email} {
				p := s.signIn(c, login, "le mot secret de moi").WantStatus(http.StatusForbidden).Want("pas encore activé")
				said[i] += strings.NewReplacer(name, "NAME", email, "ADDRESS").Replace(p.Text())
			}
		}
		if said[0] != said[1] {
			t.Errorf("a known address reads %q, a new one %q", said[0], said[1])
		}
	})
}
