package account_test

import (
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/links"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
)

// Mails without a link, « Vous avez déjà un compte » and that of a suspension, are one an hour for an address, and take no place of the links:
// whoever has them sent, by whichever form, keeps nobody from theirs.
func TestMailsWithoutALinkTakeNoPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "C002")
		h := newHouse(t, d)
		h.active("claire")
		d.Clock.Advance(2 * time.Hour)
		const box = "claire@ecole.test"
		storm := func() (mails, linked int) {
			before := len(h.mails.To(box))
			for i := range 4 {
				h.ok(h.s.ResendActivation(t.Context(), h.visitor("/activation/renvoi"), account.Asking{Login: box, From: "192.0.2.7"}))
				r := registration("autre" + id.New()[24:] + strconv.Itoa(i))
				r.Email = box
				h.ok(h.s.SignUp(t.Context(), h.visitor("/inscription"), r))
				h.drain()
			}
			h.ok(h.s.AskReset(t.Context(), h.visitor("/mot-de-passe/oubli"), account.Asking{Login: box, From: "192.0.2.8"}))
			h.ok(h.s.AskSignInLink(t.Context(), h.visitor("/connexion/lien"), account.Asking{Login: box, From: "192.0.2.8"}))
			h.drain()
			for _, m := range h.mails.To(box)[before:] {
				if mails++; m.Kind != letter.Exists && m.Kind != letter.Suspended {
					linked++
				}
			}
			return mails, linked
		}
		for range 2 {
			if mails, linked := storm(); mails != 3 || linked != 2 {
				t.Errorf("%d mails, %d with a link; want 3 and 2", mails, linked)
			}
			d.Clock.Advance(time.Hour)
		}
		h.ok(h.setState(string(account.Suspended)))
		if mails, _ := storm(); mails != 1 {
			t.Errorf("a suspended account got %d mails in an hour", mails)
		}
	})
}

// Who signs up with another's address, as often as they like, keeps its owner from nothing: the links in the mailbox are of sign-ups that are not theirs,
// and the page of each has them choose a password of their own.
func TestSignUpsOfStrangersLeaveAWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "C002")
		h := newHouse(t, d)
		const box = "claire@ecole.test"
		for i := range 4 {
			r := registration("usurpateur" + strconv.Itoa(i))
			r.Email = box
			h.ok(h.s.SignUp(t.Context(), h.visitor("/inscription"), r))
			h.drain()
		}
		h.signUp("claire")
		h.drain()
		all := h.mails.To(box)
		if len(all) != 3 {
			t.Fatalf("%d mails, want 3", len(all))
		}
		secret := path.Base(linkForm.FindString(all[2].Text))
		h.ok(h.s.RenewLink(t.Context(), h.visitor("/mot-de-passe/oubli"), secret, "192.0.2.8", links.ForReset, links.ForActivation))
		where, mine := h.link(box)
		if !strings.HasPrefix(where, "/mot-de-passe/") {
			t.Fatalf("the link leads to %s", where)
		}
		h.ok(h.reset(h.visitor("/mot-de-passe/x"), mine, good, good))
		if _, err := h.signIn("claire", good); err != nil {
			t.Error(err)
		}
	})
}
