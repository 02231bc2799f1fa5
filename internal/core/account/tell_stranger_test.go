package account_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
)

// An address without an account is told once a day whom to ask, however it is written; nobody can have it written to more often,
// nor have the program write to many; and who asked for a new password, or typed a user name, gets nothing.
func TestStrangersAreToldWhomToAsk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "C006")
		h := newHouse(t, d)
		h.active("claire")
		from := "192.0.2.7"
		ask := func(login string) {
			t.Helper()
			if err := h.s.AskSignInLink(t.Context(), h.visitor("/connexion/lien"), account.Asking{Login: login, From: from}); err != nil {
				t.Fatal(err)
			}
			h.drain()
		}
		told := func(address string) int {
			n := 0
			for _, m := range h.mails.To(address) {
				if m.Kind == letter.UnknownAddress {
					n++
				}
			}
			return n
		}
		ask("Eva.Inconnue@Mairie.test")
		if n := told("eva.inconnue@mairie.test"); n != 1 {
			t.Fatalf("a stranger got %d mails", n)
		}
		if m := h.mails.To("eva.inconnue@mairie.test")[0]; !strings.Contains(strings.Join(strings.Fields(m.Text), " "), "le responsable de votre groupe") || !strings.Contains(m.Text, "/contact") {
			t.Errorf("it does not say whom to ask: %s", m.Text)
		}
		d.Clock.Advance(24*time.Hour - time.Minute)
		for range 3 {
			ask("eva.inconnue@mairie.test")
			ask("eva.inconnue+2@mairie.test")
		}
		if n := len(h.mails.Sent()); n != 1 {
			t.Errorf("%d mails in a day", n)
		}
		d.Clock.Advance(time.Minute)
		ask("eva.inconnue@mairie.test")
		if n := told("eva.inconnue@mairie.test"); n != 2 {
			t.Errorf("%d mails in two days", n)
		}
		d.Clock.Advance(48 * time.Hour)
		before := len(h.mails.Sent())
		ask("personne")
		ask("claire@ecole.test")
		if err := h.s.AskReset(t.Context(), h.visitor("/mot-de-passe/oubli"), account.Asking{Login: "zoe@mairie.test", From: from}); err != nil {
			t.Fatal(err)
		}
		h.drain()
		if n := len(h.mails.Sent()) - before; n != 1 || told("claire@ecole.test") != 0 {
			t.Errorf("%d mails, %d of them that say that there is no account", n, told("claire@ecole.test"))
		}
		count := func(n, networks int) int {
			before := len(h.mails.Sent())
			for i := range n {
				from = fmt.Sprintf("198.51.100.%d", i%networks)
				if err := h.s.AskSignInLink(t.Context(), h.visitor("/connexion/lien"), account.Asking{Login: fmt.Sprintf("p%d.%d@mairie.test", networks, i), From: from}); err != nil {
					t.Fatal(err)
				}
			}
			h.drain()
			return len(h.mails.Sent()) - before
		}
		if n := count(30, 1); n != 20 {
			t.Errorf("one network had %d strangers written to in a day", n)
		}
		d.Clock.Advance(24 * time.Hour)
		if n := count(340, 50); n != 300 {
			t.Errorf("%d strangers were written to in a day", n)
		}
	})
}
