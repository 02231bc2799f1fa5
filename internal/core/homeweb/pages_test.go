package homeweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/internal/core/instance"
	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/webtest"
)

func TestPagesOfTheFooter(t *testing.T) {
	t.Parallel()
	s := one(t)
	s.Settings.OperatorLine, s.Settings.Contact = "Opéré par le Groupement du Nord", "aide@nord.test"
	for _, x := range []struct{ path, french, english string }{
		{"/accessibilite", "Aucun audit n'a encore été fait par des personnes", "No audit by people has been made yet"},
		{"/donnees-personnelles", "Aucun traceur", "No tracker"},
		{"/conditions", "Opéré par le Groupement du Nord", "free software"},
	} {
		for _, who := range []string{"", "new"} {
			c := s.as(t, who)
			p := c.Get(x.path).WantStatus(http.StatusOK).WantSound().Want(x.french, "Achats du Nord", "aide@nord.test", "Opéré par le Groupement du Nord")
			if got := p.In("main section:has(#operateur)").Click("Nous contacter").Path; got != "/contact?page="+url.QueryEscape(x.path) {
				t.Errorf("%s: « Nous contacter » leads to %s", x.path, got)
			}
			c.Lang = "en"
			c.Get(x.path).WantSound().Want(x.english, "Achats du Nord")
		}
	}
}

func TestPagesOfTheFooterFollowTheSettings(t *testing.T) {
	t.Parallel()
	s := one(t)
	s.as(t, "").Get("/donnees-personnelles").Want("CNIL", "Vos adhésions et vos besoins", "au bout de 36 mois", "Mes données").WantNot("Autorité de protection des données", "mailto:")
	s.as(t, "").Get("/accessibilite").Want("Défenseur des droits").WantNot("Unia")
	s.Settings.Zone, s.Settings.Services = instance.Brussels, []instance.ServiceKey{instance.Ordering}
	s.as(t, "").Get("/donnees-personnelles").Want("Autorité de protection des données").WantNot("CNIL", "Vos adhésions et vos besoins")
	s.as(t, "").Get("/accessibilite").Want("Unia").WantNot("Défenseur des droits")
}

// The cookies that the page names are those that the program gives: see frame.SessionCookie, web.LanguageCookie, flash.
func TestTheCookiesNamedAreThoseGiven(t *testing.T) {
	t.Parallel()
	s := one(t)
	c := s.as(t, "new")
	c.PostForm("/langue", url.Values{"langue": {"fr"}})
	p := c.Get("/donnees-personnelles")
	for _, name := range []string{"session", "langue"} {
		if c.Cookie(name) == "" {
			t.Errorf("no cookie %s", name)
		}
		p.In("main").Want(name)
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R059")
	s := one(t)
	s.Settings.SignIn = []instance.Way{instance.Password, instance.Link}
	for _, who := range []string{"", "new"} {
		c := s.as(t, who)
		p := c.Get("/aide").WantStatus(http.StatusOK).WantSound()
		p.In("main header").Want("Aide, version 1.50 du 1er décembre 2026")
		p.In("main section:has(#version)").Want("version 1.50 du 1er décembre 2026")
		p.Want("Mot de passe oublié", "indépendants", "Nous contacter", "Adhérer", "48 heures", "Je n'ai aucun besoin pour ce lot", "heure de Paris",
			"Consolidation", "Rouvrir le lot", "30 minutes", "mot de passe choisi à l'inscription", "Coller depuis un tableur", "Retirer du groupement",
			"par lieu de livraison", "jeton d'accès", "image de notre établissement", "Mes données", "s'opposer pendant 48 heures")
		if got := p.Click("Je n'ai plus accès à cette boîte").Path; got != "/mot-de-passe/sans-boite" {
			t.Errorf("who lost a mailbox is led to %s", got)
		}
		for _, l := range p.In("nav:has(#sommaire)").Links() {
			if !strings.HasPrefix(l.Href, "#") {
				t.Errorf("the contents lead away: %s", l.Href)
			}
		}
		if n := len(p.In("nav:has(#sommaire)").Links()); n < 20 {
			t.Errorf("%d questions in the contents", n)
		}
		c.Lang = "en"
		c.Get("/aide").WantSound().Want("Help, version 1.50 of 1 December 2026", "independent", "48 hours", "Paris time")
	}
}

func TestHelpFollowsTheSettings(t *testing.T) {
	t.Parallel()
	s := one(t)
	s.Settings.SignIn = []instance.Way{instance.Link}
	s.Settings.OpenSignUp = false
	s.Settings.Services = []instance.ServiceKey{instance.Offers}
	p := s.as(t, "").Get("/aide").WantSound()
	p.Want("Comment obtenir un compte ?", "Peut-on se connecter sans mot de passe ?")
	p.WantNot("Comment créer un compte ?", "J'ai oublié mon mot de passe", "Coordonnateurs", "Comment adhérer")
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	s := one(t)
	c := s.as(t, "")
	p := c.Get("/langue?suite=/aide?a=b").WantSound().Want("français et anglais", "Les mails, eux, suivent la langue de votre profil")
	q := p.Form("Choisir cette langue").Check("English").Submit().WantPath("/aide?a=b").WantSound()
	q.Want("Done: the pages are now in English.", "How do I create an account?")
	q = c.Get("/langue").Want("The platform is available in French and English.")
	q.Form("Choose this language").Check("Français").Submit().WantPath("/").Want("C'est fait : les pages sont maintenant en français.")

	c.Get("/aide").Click("Langue").Form("Choisir cette langue").Check("English").Submit().WantPath("/aide")
}

func TestLanguageRefusals(t *testing.T) {
	t.Parallel()
	s := one(t)
	for _, lang := range []string{"", "de"} {
		c := s.as(t, "")
		c.PostForm("/langue", url.Values{"langue": {lang}, "suite": {"/aide"}}).WantStatus(http.StatusUnprocessableEntity).WantSound()
		if c.Cookie("langue") != "" {
			t.Errorf("%q was kept", lang)
		}
	}
	for _, next := range []string{"//elsewhere.test/", "https://elsewhere.test/", `/\elsewhere.test`} {
		s.as(t, "").PostForm("/langue", url.Values{"langue": {"fr"}, "suite": {next}}).WantPath("/")
		p := s.as(t, "").Get("/langue?suite=" + url.QueryEscape(next)).WantSound()
		if got := p.Find("input[name=suite]")[0].Attr("value"); got != "/" {
			t.Errorf("%s is carried as %s", next, got)
		}
	}
}

// Of somebody signed in, the profile decides for pages and mails.
func TestLanguageOfSomebody(t *testing.T) {
	t.Parallel()
	s := one(t)
	c := s.as(t, "hv")
	p := c.Get("/langue?suite=/aide").WantSound().Want("la langue de votre profil").WantNot("Choisir cette langue")
	if got := p.Click("Changer la langue de mon profil").Path; got != "/compte/profil?suite=%2Faide" {
		t.Errorf("the profile is at %s", got)
	}
	c.PostForm("/langue", url.Values{"langue": {"en"}, "suite": {"/aide"}}).WantPath("/aide").Want("une fois que vous serez déconnecté")
}

// No text says a key, leaves a place open, or keeps a typewriter's quote in French.
func TestTextsAreWhole(t *testing.T) {
	t.Parallel()
	s := one(t)
	s.Settings.SignIn = []instance.Way{instance.Password, instance.Link}
	for _, lang := range i18n.Langs {
		c := webtest.New(t, s)
		c.Lang = string(lang)
		for _, path := range []string{"/", "/aide", "/accessibilite", "/donnees-personnelles", "/conditions", "/langue"} {
			p := c.Get(path).WantSound().WantNot("homeweb.", "{", "}")
			if main := p.In("main").Find("p, li, dd, dt, h1, h2, h3"); len(main) < 3 {
				t.Errorf("%s in %s is nearly empty", path, lang)
			}
		}
	}
}
