package notifyweb_test

import (
	"net/http"
	"net/url"
	"testing"

	"preau/internal/kit/covers"
)

const (
	choicesPath = "/compte/notifications"
	anyMail     = "Recevoir les mails des services"
	ack         = "Accusé de réception de votre message"
	accepted    = "Adhésion acceptée"
)

func TestMailsAreSwitchedOffAndOn(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.t, "R270")
		c := h.member("claire")
		p := c.Get("/compte").Click("Notifications mails").WantPath(choicesPath).WantStatus(http.StatusOK).WantSound()
		p.Want("claire@ecole.test", "Plateforme de collecte des besoins", "La plateforme", ack, accepted, "Il est dans vos indésirables", "avant votre première connexion").WantNot("Historique de vos choix")
		f := p.Form("Enregistrer mes choix")
		if f.Value(anyMail) == "" || f.Value(ack) != "tout-de-suite" || f.Value(accepted) != "tout-de-suite" {
			h.t.Error("something is off at first")
		}
		f.Choose(ack, "Jamais").Submit().WantPath(choicesPath).WantSound().Want("Vos choix sont enregistrés", "Historique de vos choix (1)", "Désactivé : "+ack+".")
		h.write(c)
		if n := h.acknowledged("claire"); n != 0 {
			h.t.Errorf("switched off, and %d came", n)
		}
		c.Get("/compte/mails").Want("La personne a désactivé ces mails")

		p = c.Get(choicesPath)
		if f := p.Form("Enregistrer mes choix"); f.Value(ack) != "jamais" || f.Value(accepted) != "tout-de-suite" {
			h.t.Error("the page does not show what was chosen")
		}
		p = p.Form("Enregistrer mes choix").Choose(ack, "Tout de suite").Uncheck(anyMail).Submit().WantSound()
		p.Want("Vous ne recevez aucun mail des services", "Désactivé : tous les mails des services.", "Activé : "+ack+".")
		h.write(c)
		if n := h.acknowledged("claire"); n != 0 {
			h.t.Errorf("all off, and %d came", n)
		}
		c.Get(choicesPath).Form("Enregistrer mes choix").Check(anyMail).Submit().WantNot("Vous ne recevez aucun mail")
		h.write(c)
		if n := h.acknowledged("claire"); n != 1 {
			h.t.Errorf("on again, and %d came", n)
		}
	})
}

// acknowledged is how many acknowledgements arrived.
func (h *house) acknowledged(name string) (n int) {
	for _, m := range h.mailed(name + "@ecole.test") {
		if m.Kind == "contact.acknowledged" {
			n++
		}
	}
	return n
}

// Mails about the account, rights and one's own messages come whatever was chosen (the first half of R274).
func TestSecurityMailsAlwaysCome(t *testing.T) {
	each(t, func(h *house) {
		c := h.member("claire")
		p := c.Get(choicesPath)
		always := p.In("main").Row("Ils ne peuvent pas être désactivés").Want("Activation du compte", "Nouveau mot de passe", "Rôle de coordonnateur reçu", "Rattachement ou accès accordé")
		if n := len(always.Find("input")); n != 0 {
			h.t.Errorf("%d of the security mails can be chosen", n)
		}
		p.WantNot("Message reçu par", "Aucun coordonnateur joignable") // the operator's
		p.Form("Enregistrer mes choix").Uncheck(anyMail).Submit().WantStatus(http.StatusOK)
		h.mails.Reset()
		h.visitor().Get("/mot-de-passe/oubli").Form("Recevoir le mail").Fill("Nom d'utilisateur ou adresse email", "claire@ecole.test").Submit()
		if got := h.mailed("claire@ecole.test"); len(got) != 1 || got[0].Kind != "account.reset" || got[0].ListUnsubscribe != "" {
			h.t.Errorf("%+v", got)
		}
		tampered := c.Get(choicesPath).Form("Enregistrer mes choix").Check(anyMail).Set("recevoir.account.reset", "jamais").Submit()
		tampered.WantStatus(http.StatusUnprocessableEntity).WantSound().Want("ne peuvent pas être désactivés")
		c.Get(choicesPath).Want("Vous ne recevez aucun mail des services")
	})
}

func TestChoicesOnceAndNobodyElses(t *testing.T) {
	each(t, func(h *house) {
		c, other := h.member("claire"), h.member("paul")
		f := c.Get(choicesPath).Form("Enregistrer mes choix").Choose(accepted, "Jamais")
		f.Submit().WantStatus(http.StatusOK)
		c.Get(choicesPath).Form("Enregistrer mes choix").Choose(accepted, "Tout de suite").Submit().WantStatus(http.StatusOK)
		f.Submit().WantStatus(http.StatusOK) // the first form again, by the back button: it was done
		if c.Get(choicesPath).Form("Enregistrer mes choix").Value(accepted) != "tout-de-suite" {
			h.t.Error("a repeated form undid a later one")
		}
		f.Choose(accepted, "Tout de suite").Choose(ack, "Jamais").Submit().WantStatus(http.StatusConflict) // the same key for something else
		if n := h.count(`SELECT count(*) FROM history_lines WHERE object_kind = 'notify.choices'`); n != 2 {
			h.t.Errorf("%d lines in the history", n)
		}
		other.Get(choicesPath).WantNot("Historique de vos choix")
	})
}

func TestChoicesAreForTheSignedIn(t *testing.T) {
	h := one(t)
	c := h.visitor()
	c.Get(choicesPath).WantPath("/connexion?suite=" + url.QueryEscape(choicesPath))
	c.PostForm(choicesPath, url.Values{"recevoir.needs.accepted": {"jamais"}}).WantStatus(http.StatusUnauthorized)
	m := h.member("claire")
	m.Forge(choicesPath, url.Values{"recevoir.needs.accepted": {"jamais"}}).WantStatus(http.StatusForbidden)
	m.PostForm(choicesPath, url.Values{"mails": {"1"}, "recevoir.nothing": {"jamais"}}).WantStatus(http.StatusNotFound)
	m.PostForm(choicesPath, url.Values{"mails": {"1"}, "recevoir.needs.accepted": {"demain"}}).WantStatus(http.StatusUnprocessableEntity).Want("Une fois par jour")
	if n := h.count(`SELECT count(*) FROM notify_choices`); n != 0 {
		t.Errorf("%d choices", n)
	}
}

func TestChoicesInEnglish(t *testing.T) {
	h := one(t)
	c := h.member("claire")
	c.Get("/compte/profil").Form("Enregistrer mon profil").Choose("Langue", "English").Submit()
	p := c.Get(choicesPath).WantSound().Want("Email notifications", "Emails that are always sent", "The platform", "Acknowledgement of your message")
	p.Form("Save my choices").Uncheck("Receive emails from the services").Submit().WantSound().
		Want("Your choices are saved", "You receive no emails from the services", "Switched off: all emails from the services.")
}
