package notifyweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
)

const mailsPath = "/administration/mails"

func TestFailuresComeFirstAndAreRetried(t *testing.T) {
	each(t, func(h *house) {
		c := h.admin("ada")
		c.Get("/administration").In("main").Click("Mails").WantPath(mailsPath).WantSound().Want("Rien n'est bloqué", "Aucun mail ici").WantNot("Réessayer")
		h.log(
			line{"needs.accepted", "echec@ecole.test", "connect: connection refused", notify.Failed, 90 * time.Hour, 0},
			line{"needs.accepted", "attente@ecole.test", "mail from: 451 4.7.1 later", notify.Deferred, 2 * time.Hour, time.Hour},
			line{"needs.accepted", "arrete@ecole.test", "", notify.Queued, 3 * time.Hour, -2 * time.Hour},
			line{"account.reset", "inconnu@ecole.test", "rcpt: 550 5.1.1 no such user", notify.Refused, 24 * time.Hour, 0},
			line{"account.reset", "recent@ecole.test", "later", notify.Deferred, time.Minute, time.Minute},
			line{"account.reset", "arrive@ecole.test", "250 ok", notify.Accepted, time.Minute, 0},
		)
		c.Get("/").Want("1 mail n'a pas pu partir").Click("Voir les mails").WantPath(mailsPath)
		p := c.Get(mailsPath).WantSound()
		stuck := p.In("section:has(#a-reprendre)")
		stuck.Want("connection refused", "451 4.7.1 later", "prochain essai le", "3 essais, le dernier le", "L'envoi n'a pas commencé", "L'adresse est refusée", "no such user")
		stuck.WantNot("recent@ecole.test", "arrive@ecole.test")
		if strings.Contains(string(p.Body), secretText) {
			h.t.Error("the page shows what a mail says")
		}
		inOrder(h.t, stuck.Text(), "ne partiront plus sans vous", "echec@", "En attente depuis plus d'une heure", "attente@", "arrete@", "Refusés par le serveur", "inconnu@")
		p.In("section:has(#derniers)").Want("recent@ecole.test", "arrive@ecole.test", "echec@ecole.test")
		if got := stuck.Row("arrete@ecole.test").Buttons(); len(got) != 0 {
			h.t.Errorf("a queued mail can be retried: %q", got)
		}

		p = stuck.Row("echec@ecole.test").Press("Réessayer").WantPath(mailsPath).WantSound().Want("de nouveau en attente d'envoi")
		p.In("section:has(#a-reprendre)").WantNot("echec@ecole.test")
		p.In("section:has(#derniers)").Row("echec@ecole.test").Want("En attente d'envoi")
		c.Get("/").WantNot("n'a pas pu partir")
		if n := h.count(`SELECT count(*) FROM history_lines WHERE object_kind = 'notify.mail' AND act = 'retry' AND from_state = 'failed' AND to_state = 'queued'`); n != 1 {
			h.t.Errorf("%d lines in the history", n)
		}
		for _, address := range []string{"attente@ecole.test", "inconnu@ecole.test"} {
			c.Get(mailsPath).In("section:has(#a-reprendre)").Row(address).Press("Réessayer").Want("de nouveau en attente d'envoi")
		}
	})
}

func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	at := 0
	for _, p := range parts {
		i := strings.Index(text[at:], webtest.Fold(p))
		if i < 0 {
			t.Fatalf("%q is not there, or not in its place: %s", p, text)
		}
		at += i
	}
}

// A mail that a server refused goes out when somebody retries it, once, whatever is pressed.
func TestRetriedMailArrives(t *testing.T) {
	each(t, func(h *house) {
		c, colleague := h.admin("ada"), h.admin("bo")
		m := h.member("claire")
		h.mails.Answer(mail.Refuse)
		h.write(m)
		h.mails.Answer(nil)
		h.mails.Reset()
		row := func(c *webtest.Client) *webtest.Page {
			return c.Get(mailsPath).In("section:has(#derniers)").Row(ack).Want("Refusé", "claire@ecole.test", "L'adresse est refusée")
		}
		mine, theirs := row(c).Form("Réessayer"), row(colleague).Form("Réessayer")
		for range 2 {
			mine.Submit().WantStatus(http.StatusOK).WantPath(mailsPath)
		}
		theirs.Submit().WantStatus(http.StatusForbidden).WantSound().Want("Le mail n'a pas été renvoyé", "Seul un mail en échec, refusé, différé", "claire@ecole.test")
		if got := h.mailed("claire@ecole.test"); len(got) != 1 {
			h.t.Errorf("%d mails", len(got))
		}
		c.Get(mailsPath).In("section:has(#derniers)").Want("Remis au serveur mail")
	})
}

func TestOutboxFilters(t *testing.T) {
	h := one(t)
	c := h.admin("ada")
	h.log(
		line{"needs.accepted", "un@ecole.test", "", notify.Accepted, time.Hour, 0},
		line{"account.reset", "un@ecole.test", "", notify.Refused, time.Hour, 0},
		line{"account.reset", "deux@ecole.test", "", notify.Accepted, time.Hour, 0},
	)
	recent := func(p *webtest.Page) *webtest.Page { return p.WantSound().In("section:has(#derniers)") }
	filter := func() *webtest.Form { return c.Get(mailsPath).Form("Filtrer") }
	rows := func(p *webtest.Page) int { return len(p.Find("tbody tr")) }
	p := recent(filter().Choose("État", "Remis au serveur mail").Submit().WantPath("/administration/mails?etat=remis&genre=&adresse="))
	if rows(p) != 2 {
		t.Errorf("%d of this state", rows(p))
	}
	p = recent(filter().Choose("Mail", "Nouveau mot de passe").Fill("Adresse complète", " DEUX@ecole.test ").Submit())
	if p.Want("deux@ecole.test"); rows(p) != 1 {
		t.Errorf("%d of this kind to this address", rows(p))
	}
	recent(filter().Fill("Adresse complète", "ecole").Submit()).Want("Aucun mail ne correspond à ces filtres")
	p = c.Get(mailsPath + "?etat=refuse&adresse=un@ecole.test").In("section:has(#derniers)").Press("Réessayer").WantPath("/administration/mails?adresse=un%40ecole.test&etat=refuse")
	recent(p).Want("Aucun mail ici")
	p = c.Get("/administration/mails?etat=x&genre=x&avant=x")
	recent(p).Want("Aucun mail ici")
	for tile, n := range map[string]int{"refusés en 7 jours": 0, "remis en 7 jours": 2, "en échec": 0} {
		if got := rows(recent(c.Get(mailsPath).Click(tile))); got != n {
			t.Errorf("%s leads to %d mails, want %d", tile, got, n)
		}
	}
}

func TestOutboxPages(t *testing.T) {
	h := one(t)
	c := h.admin("ada")
	for i := range 103 {
		h.log(line{"account.reset", fmt.Sprintf("n%03d@ecole.test", i), "", notify.Accepted, time.Duration(i) * time.Minute, 0})
	}
	p := c.Get(mailsPath+"?etat=remis").WantSound().Want("n000@", "n049@").WantNot("n050@", "Mails les plus récents")
	p = p.Click("Mails plus anciens").WantSound().Want("n050@", "n099@").WantNot("n049@", "n100@")
	p = p.Click("Mails plus anciens").WantSound().Want("n100@", "n102@").WantNot("n099@", "Mails plus anciens")
	p.Click("Mails les plus récents").Want("n000@").WantPath("/administration/mails?etat=remis")
}

// outsiders cannot tell that the page is there.
func TestOutboxIsTheAdministrators(t *testing.T) {
	each(t, func(h *house) {
		h.log(line{"account.reset", "echec@ecole.test", "", notify.Failed, time.Hour, 0})
		var mailID string
		h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
			mailID, err = db.Value[string](h.t.Context(), tx, `SELECT id FROM notify_mails WHERE state = 'failed'`)
			return err
		}))
		retry := mailsPath + "/" + mailID + "/renvoi"
		v := h.visitor()
		v.Get(mailsPath).WantPath("/connexion?suite=" + url.QueryEscape(mailsPath))
		v.PostForm(retry, nil).WantPath("/connexion")
		m := h.member("claire")
		for _, role := range []access.RoleKey{"", access.Member, "needs.coordinator"} { // each added to those before
			h.give("claire", role)
			m.Get(mailsPath).WantStatus(http.StatusNotFound).WantNot("echec@ecole.test")
			m.PostForm(retry, nil).WantStatus(http.StatusNotFound)
			m.Get("/").WantNot("n'a pas pu partir")
		}
		c := h.admin("ada")
		c.Forge(retry, nil).WantStatus(http.StatusForbidden)
		c.PostForm(mailsPath+"/nothing/renvoi", nil).WantStatus(http.StatusNotFound)
		if n := h.count(`SELECT count(*) FROM notify_mails WHERE state = 'failed'`); n != 1 {
			h.t.Error("somebody retried it")
		}
	})
}

// give gives a role everywhere.
func (h *house) give(name string, role access.RoleKey) {
	h.t.Helper()
	if role == "" {
		return
	}
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		account, err := db.Value[string](h.t.Context(), tx, `SELECT id FROM account_accounts WHERE user_name = $1`, name)
		if err != nil {
			return err
		}
		_, err = access.Give(h.t.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: account, Role: role, Place: access.Everywhere})
		return err
	}))
}

func TestOutboxInEnglish(t *testing.T) {
	h := one(t)
	c := h.admin("ada")
	c.Get("/compte/profil").Form("Enregistrer mon profil").Choose("Langue", "English").Submit()
	h.log(line{"needs.accepted", "echec@ecole.test", "connect: connection refused", notify.Failed, 90 * time.Hour, 0})
	p := c.Get(mailsPath).WantSound().Want("Emails", "Stuck emails", "Failed: will not be sent without you", "3 tries, the last on")
	p.In("section:has(#a-reprendre)").Press("Try again").WantSound().Want("waits to be sent again", "Nothing is stuck")
}
