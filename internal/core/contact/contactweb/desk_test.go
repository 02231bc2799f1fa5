package contactweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/contact"
	"preau/internal/kit/i18n"
)

func TestDeskAnswersAndCloses(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		n := s.written(t)
		c := s.as(t, "desk")
		p := c.Get("/administration/messages").WantStatus(http.StatusOK).Want("Messages 1 en attente", n, "Jean Dupont", "Reçu", "Aucune adresse de contact")
		p = p.Click(n).Want("Bonjour à vous", "jean@ecole.test", "Aucun (écrit sans être connecté)", "Historique (1)", "Reçu par Jean Dupont")
		p = p.Form("Envoyer la réponse").Fill("Votre réponse", "Voici.\nAu revoir").Submit()
		p.WantStatus(http.StatusOK).WantPath("/administration/messages/"+n).Want("Réponse enregistrée", "Réponse : Ada Minis", "Voici.", "Répondu", "Historique (2)")
		if got := s.mailed(t, "jean@ecole.test"); !strings.Contains(got, "Voici. Au revoir") || !strings.Contains(got, "Réponse à votre message "+n) {
			t.Errorf("mailed: %s", got)
		}
		p = p.Press("Fermer le message").Want("Message fermé", "Clos", "Pourquoi « Envoyer la réponse » manque", "Rouvrez-le d'abord", "Ada Minis")
		if strings.Contains(strings.Join(p.Buttons(), "|"), "Fermer le message") {
			t.Error("what is closed can be closed")
		}
		p.Press("Rouvrir le message").Want("Message rouvert", "Reçu")
		c.Get("/administration/messages").Want("Messages 1 en attente")
	})
}

func TestDeskListFilters(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		for i := range 25 {
			in := contact.Draft{Name: fmt.Sprintf("Jean %02d", i), Address: fmt.Sprintf("jean%d@ecole.test", i), Text: strings.Repeat("long ", 50)}
			if _, err := s.desk.Receive(t.Context(), access.Actor{}, i18n.French, in); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.desk.Close(t.Context(), people["desk"], "2026-000003", 1); err != nil {
			t.Fatal(err)
		}
		c := s.as(t, "desk")
		p := c.Get("/administration/messages").Want("1–20 sur 25", "Jean 24").WantNot("Jean 04")
		p.Click("Page 2").Want("21–25 sur 25", "Jean 04").WantNot("Jean 24")
		p = c.Get("/administration/messages").Form("Filtrer").Choose("État", "Clos").Submit()
		p.WantPath("/administration/messages?etat=clos").Want("Jean 02", "1–1 sur 1").WantNot("Jean 04")
		c.Get("/administration/messages?etat=repondu").Want("Aucun message dans cet état")
		c.Get("/administration/messages?etat=x&page=99&parpage=-3").WantStatus(http.StatusOK).Want("21–25 sur 25")
		c.Get("/administration/messages?page=a").WantStatus(http.StatusOK).Want("1–20 sur 25")
	})
}

func TestColleagueAnsweredFirst(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		n := s.written(t)
		mine := s.as(t, "desk").Get("/administration/messages/" + n).Form("Envoyer la réponse")
		other := s.as(t, "colleague").Get("/administration/messages/" + n)
		other.Form("Envoyer la réponse").Fill("Votre réponse", "Déjà répondu").Submit().WantStatus(http.StatusOK)
		p := mine.Fill("Votre réponse", "Ma réponse").Submit()
		p.WantStatus(http.StatusConflict).Want("a changé depuis que vous l'avez ouvert", "Réponse : Bo Karl", "Déjà répondu")
		if got := p.Form("Envoyer la réponse").Value("Votre réponse"); got != "Ma réponse" {
			t.Errorf("typed: %q", got)
		}
		p.Press("Envoyer la réponse").WantStatus(http.StatusOK).Want("Réponse : Ada Minis", "Ma réponse")
	})
}

func TestClosedMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		n := s.written(t)
		c := s.as(t, "desk")
		p := c.Get("/administration/messages/" + n)
		answer, shut := p.Form("Envoyer la réponse").Fill("Votre réponse", "Trop tard"), p.Form("Fermer le message")
		s.as(t, "colleague").Get("/administration/messages/" + n).Press("Fermer le message")
		p = answer.Submit().WantStatus(http.StatusForbidden).Want("Rien n'a été fait", "Ce message est clos", "Bo Karl", "Trop tard")
		if strings.Contains(strings.Join(p.Buttons(), "|"), "Envoyer la réponse") {
			t.Error("a closed message can be answered")
		}
		shut.Submit().WantStatus(http.StatusForbidden)
		if got := s.mailed(t, "jean@ecole.test"); strings.Contains(got, "Trop tard") {
			t.Error("it was sent")
		}
	})
}

func TestAnswerTwiceIsSentOnce(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		n := s.written(t)
		f := s.as(t, "desk").Get("/administration/messages/"+n).Form("Envoyer la réponse").Fill("Votre réponse", "Une fois")
		f.Submit().WantStatus(http.StatusOK)
		f.Submit().WantStatus(http.StatusOK).Want("Historique (2)")
		if got := s.mailed(t, "jean@ecole.test"); strings.Count(got, "Une fois") != 1 {
			t.Errorf("mailed: %s", got)
		}
	})
}

func TestBadAnswers(t *testing.T) {
	s := one(t)
	n := s.written(t)
	c := s.as(t, "desk")
	path := "/administration/messages/" + n
	c.Get(path).Press("Envoyer la réponse").WantStatus(http.StatusUnprocessableEntity).Want("Écrivez votre réponse")
	long := strings.Repeat("é", 5001)
	p := c.Get(path).Form("Envoyer la réponse").Fill("Votre réponse", long).Submit().WantStatus(http.StatusUnprocessableEntity)
	if p.Form("Envoyer la réponse").Value("Votre réponse") != long {
		t.Error("what was typed is lost")
	}
	c.PostForm(path+"/reponse", url.Values{"reponse": {"x"}, "version": {"abc"}}).WantStatus(http.StatusConflict)
	c.PostRaw(path+"/reponse", "application/x-www-form-urlencoded", "reponse=%ff&version=1").WantStatus(http.StatusUnprocessableEntity)
	c.Forge(path+"/fermeture", url.Values{"version": {"1"}}).WantStatus(http.StatusForbidden)
	if m := s.kept(t)[0]; m.State != contact.Received || m.Version != 1 {
		t.Errorf("%+v", m)
	}
}

func TestOnlyTheDeskComesIn(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		n := s.written(t)
		gets := []string{"/administration/messages", "/administration/messages/" + n}
		posts := []string{"/reponse", "/fermeture", "/reouverture"}
		member, visitor := s.as(t, "member"), s.as(t, "")
		for _, path := range gets {
			member.Get(path).WantStatus(http.StatusNotFound).WantNot("Jean Dupont")
			visitor.Get(path).WantPath("/connexion?suite=" + url.QueryEscape(path))
		}
		fields := url.Values{"reponse": {"x"}, "version": {"1"}}
		for _, path := range posts {
			member.PostForm(gets[1]+path, fields).WantStatus(http.StatusNotFound)
			visitor.PostForm(gets[1]+path, fields).WantStatus(http.StatusUnauthorized)
		}
		if m := s.kept(t)[0]; m.Version != 1 {
			t.Errorf("%+v", m)
		}
		s.as(t, "desk").Get("/administration/messages/2026-999999").WantStatus(http.StatusNotFound)
	})
}

// A message's page is a link for the desk only when it can be followed.
func TestPageOfAMessage(t *testing.T) {
	s := one(t)
	for page, linked := range map[string]bool{"/adhesions": true, "/activation/" + strings.Repeat("ab", 20): false} {
		in := contact.Draft{Name: "J", Address: "j@ecole.test", Text: "x", Page: page}
		n, err := s.desk.Receive(t.Context(), access.Actor{}, i18n.French, in)
		if err != nil {
			t.Fatal(err)
		}
		p := s.as(t, "desk").Get("/administration/messages/" + n).WantNot(strings.Repeat("ab", 20))
		if got := hasLink(p.Links(), page, page); got != linked {
			t.Errorf("%s linked: %v", page, got)
		}
	}
}

// The desk reads what the sender had read, with the code by which it is looked up.
func TestReasonOfAMessage(t *testing.T) {
	s := one(t)
	n, err := s.desk.Receive(t.Context(), access.Actor{}, i18n.French, contact.Draft{Name: "J", Address: "j@ecole.test", Text: "x", Reason: "catalog.none"})
	if err != nil {
		t.Fatal(err)
	}
	s.as(t, "desk").Get("/administration/messages/"+n).Want("Motif affiché", "Ce n'est pas possible maintenant.", "catalog.none")
}
