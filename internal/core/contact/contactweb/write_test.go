package contactweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/web/webtest"
)

func TestVisitorWritesFromAPage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		c := s.as(t, "")
		p := c.Get("/contact?page=/catalogue&motif=catalog.none&q=crayon").WantStatus(http.StatusOK)
		p.Want("Nous contacter", "Ce qui part avec votre message", "/catalogue", "Ce n'est pas possible maintenant.", "crayon").WantNot("catalog.none", "Une question sur cette page ?")
		f := p.Form("Envoyer le message")
		if got := webtest.Fold(f.Value("Votre message")); got != "Je cherche « crayon » et je ne le trouve pas." {
			t.Errorf("prefilled: %q", got)
		}
		p = f.Fill("Votre nom", "Jean Dupont").Fill("Votre adresse email", "jean@ecole.test").Fill("Votre message", "Un crayon\nHB").Submit()
		p.WantStatus(http.StatusOK).WantPath("/contact/envoye").Want("Il porte le numéro 2026-000001", "Vous recevez ce numéro par mail")
		if l := p.Links(); !hasLink(l, "Revenir à la page", "/catalogue") {
			t.Errorf("no way back: %v", l)
		}
		m := s.kept(t)[0]
		if m.Page != "/catalogue" || m.Reason != "catalog.none" || m.Query != "crayon" || m.Text != "Un crayon\nHB" || m.Name != "Jean Dupont" {
			t.Errorf("%+v", m)
		}
		if got := s.mailed(t, "jean@ecole.test"); !strings.Contains(got, "2026-000001") {
			t.Errorf("acknowledged: %s", got)
		}
	})
}

// A code that no reason has comes from nobody's page, and does not leave unseen.
func TestUnknownReasonIsDropped(t *testing.T) {
	s := one(t)
	f := s.as(t, "").Get("/contact?motif=catalog.invented").WantNot("Ce qui part avec votre message").Form("Envoyer le message")
	f.Set("motif", "catalog.forged").Fill("Votre nom", "Jean").Fill("Votre adresse email", "jean@ecole.test").Fill("Votre message", "Bonjour").Submit().WantStatus(http.StatusOK)
	if m := s.kept(t)[0]; m.Reason != "" {
		t.Errorf("kept %q", m.Reason)
	}
}

func TestMemberIsNotAskedWhoTheyAre(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		c := s.as(t, "member")
		p := c.Get("/contact?page=/adhesions")
		p.Want("La réponse ira à eloise@lycee.test", "Lycée Jean-Macé", "Mes adhésions").WantNot("Votre nom", "Votre adresse email")
		p.Form("Envoyer le message").Fill("Votre message", "Bonjour").Set("nom", "Autre").Set("adresse", "autre@x.test").Submit().WantStatus(http.StatusOK)
		m := s.kept(t)[0]
		if m.Name != "Éloïse Marchand" || m.Address != "eloise@lycee.test" || m.OrgName != "Lycée Jean-Macé" || len(m.Roles) != 1 {
			t.Errorf("%+v", m)
		}
	})
}

func TestMemberWithoutAddress(t *testing.T) {
	s := one(t)
	p := s.as(t, "mute").Get("/contact").Want("dites dans le message comment vous joindre")
	p.Form("Envoyer le message").Fill("Votre message", "Au bureau 12").Submit().Want("2026-000001").WantNot("par mail")
}

func TestRefusedFormKeepsWhatWasTyped(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		f := s.as(t, "").Get("/contact?page=/offres&q=stage").Form("Envoyer le message")
		long := strings.Repeat("é", 5001)
		p := f.Fill("Votre nom", "<b>Jean</b>").Fill("Votre adresse email", "jean").Fill("Votre message", long).Submit()
		p.WantStatus(http.StatusUnprocessableEntity).Want("Il y a 2 erreurs à corriger", "Indiquez une adresse email complète", "5 001 caractères", "/offres", "stage")
		if !strings.HasPrefix(p.Title(), "Erreur") {
			t.Errorf("title %q", p.Title())
		}
		f = p.Form("Envoyer le message")
		if f.Value("Votre nom") != "<b>Jean</b>" || f.Value("Votre adresse email") != "jean" || f.Value("Votre message") != long {
			t.Error("what was typed is lost")
		}
		f.Fill("Votre adresse email", "jean@ecole.test").Fill("Votre message", "Court").Submit().Want("2026-000001")
		if m := s.kept(t)[0]; m.Page != "/offres" || m.Query != "stage" {
			t.Errorf("%+v", m)
		}
	})
}

func TestEmptyFormNamesEveryFault(t *testing.T) {
	s := one(t)
	s.as(t, "").Get("/contact").Press("Envoyer le message").WantStatus(http.StatusUnprocessableEntity).
		Want("Il y a 3 erreurs", "Indiquez votre nom", "Indiquez une adresse email complète", "Écrivez votre message")
	if len(s.kept(t)) != 0 {
		t.Error("something was kept")
	}
}

func TestDoublePostIsOneMessage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		f := s.as(t, "").Get("/contact").Form("Envoyer le message")
		f.Fill("Votre nom", "Jean").Fill("Votre adresse email", "jean@ecole.test").Fill("Votre message", "Une fois")
		f.Submit().Want("2026-000001")
		f.Submit().Want("2026-000001")
		p := f.Fill("Votre message", "Autre chose").Submit() // from the page that one came back to
		p.WantStatus(http.StatusConflict)
		if got := p.Form("Envoyer le message").Value("Votre message"); got != "Autre chose" {
			t.Errorf("typed: %q", got)
		}
		p.Press("Envoyer le message").Want("2026-000002")
		if n := len(s.kept(t)); n != 2 {
			t.Errorf("%d messages", n)
		}
	})
}

func TestProgramsAndBrokenText(t *testing.T) {
	s := one(t)
	c := s.as(t, "")
	f := c.Get("/contact").Form("Envoyer le message")
	f.Fill("Votre nom", "Bot").Fill("Votre adresse email", "bot@x.test").Fill("Votre message", "Spam").Set("site_web", "https://x.test")
	f.Submit().WantStatus(http.StatusUnprocessableEntity).Want("Laissez vide le champ")
	c.PostRaw("/contact", "application/x-www-form-urlencoded", "nom=a&adresse=a%40b.test&message=%ff%fe").WantStatus(http.StatusUnprocessableEntity)
	c.PostRaw("/contact", "application/x-www-form-urlencoded", "nom=a&adresse=a%40b.test&message=a%00b").WantStatus(http.StatusUnprocessableEntity)
	c.Get("/contact?page=%ff").WantStatus(http.StatusUnprocessableEntity)
	c.Forge("/contact", url.Values{"nom": {"a"}, "adresse": {"a@b.test"}, "message": {"x"}}).WantStatus(http.StatusForbidden)
	if len(s.kept(t)) != 0 {
		t.Error("something was kept")
	}
	c.Get("/contact/envoye?n=<b>").WantStatus(http.StatusNotFound)
	c.Get("/contact/envoye?n=2026-000001&page=//evil.test").WantStatus(http.StatusOK).WantNot("evil")
}

func TestLimits(t *testing.T) {
	send := func(c *webtest.Client, address string) *webtest.Page {
		f := c.Get("/contact").Form("Envoyer le message").Fill("Votre message", "Encore")
		if address != "" {
			f.Fill("Votre nom", "Jean").Fill("Votre adresse email", address)
		}
		return f.Submit()
	}
	t.Run("address", func(t *testing.T) {
		s := one(t)
		c := s.as(t, "")
		for range 10 {
			send(c, "jean@ecole.test").WantStatus(http.StatusOK)
		}
		p := send(c, "jean@ecole.test").WantStatus(http.StatusTooManyRequests).Want("Vous avez déjà envoyé 10 messages")
		if p.Form("Envoyer le message").Value("Votre message") != "Encore" {
			t.Error("what was typed is lost")
		}
	})
	t.Run("network", func(t *testing.T) {
		s := one(t)
		for i := range 30 {
			c := s.as(t, "")
			send(c, "jean"+string(rune('a'+i))+"@ecole.test").WantStatus(http.StatusOK)
		}
		c := s.as(t, "")
		send(c, "dernier@ecole.test").WantStatus(http.StatusTooManyRequests)
		c.Remote = "198.51.100.7:1"
		send(c, "dernier@ecole.test").WantStatus(http.StatusOK)
	})
	t.Run("session", func(t *testing.T) {
		s := one(t)
		c := s.as(t, "member")
		for range 10 {
			send(c, "").WantStatus(http.StatusOK)
		}
		send(c, "").WantStatus(http.StatusTooManyRequests)
		s.d.Clock.Advance(time.Hour)
		send(c, "").WantStatus(http.StatusOK)
	})
}

func TestEnglish(t *testing.T) {
	s := one(t)
	c := s.as(t, "")
	c.Lang = "en"
	f := c.Get("/contact").Want("Contact us").Form("Send the message")
	f.Fill("Your name", "Jo").Fill("Your email address", "jo@ecole.test").Fill("Your message", "Hi").Submit().Want("Its number is 2026-000001")
	if got := s.mailed(t, "jo@ecole.test"); !strings.Contains(got, "We received your message") {
		t.Errorf("answered in another language: %s", got)
	}
}

func hasLink(links []webtest.Link, text, href string) bool {
	for _, l := range links {
		if l.Text == text && l.Href == href {
			return true
		}
	}
	return false
}
