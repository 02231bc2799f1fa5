package notifyweb_test

import (
	"net/http"
	"testing"
	"time"

	"preau/internal/core/notify"
	"preau/internal/kit/covers"
	"preau/internal/kit/web/webtest"
)

// tomorrow sets the clock after the hour of the next day's digest, and sends it.
func (h *house) tomorrow() {
	h.t.Helper()
	h.d.Clock.Set(h.d.Clock.Now().Truncate(24 * time.Hour).Add(32 * time.Hour)) // seven o'clock has passed in Paris, summer and winter
	h.drain()
}

// again signs claire in anew: her session ended in the night.
func (h *house) again(c *webtest.Client) {
	h.t.Helper()
	c.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", good).Submit().WantStatus(http.StatusOK)
}

// One chooses « une fois par jour », sees what waits and what the digest told, and stops it by its own link.
func TestOnceADay(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.t, "R270", "R274", "R273")
		c := h.member("claire")
		p := c.Get(choicesPath).Want("7 h 00")
		p.Form("Enregistrer mes choix").Choose(ack, "Une fois par jour").Submit().WantPath(choicesPath).WantSound().
			Want("Vos choix sont enregistrés", "Une fois par jour : "+ack+".")
		if got := c.Get(choicesPath).Form("Enregistrer mes choix").Value(ack); got != "par-jour" {
			h.t.Errorf("the page shows %q", got)
		}
		h.mails.Reset()
		h.write(c)
		h.write(c)
		if got := h.mailed("claire@ecole.test"); len(got) != 0 {
			h.t.Fatalf("%d mails came at once", len(got))
		}
		c.Get("/compte/mails").WantSound().Want("Attend le résumé quotidien", "Partira dans le prochain résumé, à 7 h 00")
		h.tomorrow()
		h.drain()
		got := h.mailed("claire@ecole.test")
		if len(got) != 1 || got[0].Kind != notify.DigestKind {
			h.t.Fatalf("%+v", got)
		}
		h.again(c)
		c.Get("/compte/mails").WantSound().Want("Résumé quotidien", "Dans un résumé quotidien", "Annoncé dans le résumé du").WantNot("Attend le résumé")
		admin := h.admin("chef")
		admin.Get("/administration/mails?etat=dans-resume").WantStatus(http.StatusOK).Want("claire@ecole.test", ack)

		v := h.visitor()
		p = v.Get(h.unsubscribe("claire@ecole.test")).WantSound().Want("Résumé quotidien", "Ce résumé réunit : "+ack, "Rien n'est encore changé")
		p.Press("Ne plus recevoir ces mails").WantSound().Want("C'est fait")
		c.Get(choicesPath).Want("Désactivé : "+ack+".", "par le lien d'un mail")
		h.write(c)
		h.tomorrow()
		if got := h.mailed("claire@ecole.test"); len(got) != 1 {
			h.t.Errorf("stopped, and %d came", len(got)-1)
		}
	})
}

func TestOnceADayInEnglish(t *testing.T) {
	h := one(t)
	c := h.member("claire")
	c.Get("/compte/profil").Form("Enregistrer mon profil").Choose("Langue", "English").Submit()
	p := c.Get(choicesPath).Form("Save my choices").Choose("Acknowledgement of your message", "Once a day").Submit().WantSound()
	p.Want("Once a day: Acknowledgement of your message.", "Your summary of")
	c.Get("/contact").Form("Send the message").Fill("Your message", "Hello").Submit()
	c.Get("/compte/mails").WantSound().Want("Waits for the daily summary", "07:00")
}
