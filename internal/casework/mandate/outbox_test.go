package mandate_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/mandate"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/sms"
)

// What a provider says of each try decides what follows; each try has the same id.
func TestTries(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C064")
		h.texts.answer = func(n int, m sms.Message) (sms.Sent, error) {
			switch n {
			case 1:
				return sms.Sent{Outcome: sms.Deferred, Detail: "503"}, errors.New("later")
			case 2:
				return sms.Sent{Outcome: sms.Uncertain}, errors.New("cut")
			case 3:
				return sms.Sent{Outcome: sms.Refused, Detail: "400 unknown subscriber"}, errors.New("no")
			}
			return sms.Sent{Outcome: sms.Accepted, Provider: "p1"}, nil
		}
		n := h.asked(typed)
		h.after(2 * time.Minute)
		h.after(time.Hour)
		if len(h.texts.got) != 3 {
			h.Fatalf("%d tries", len(h.texts.got))
		}
		for _, m := range h.texts.got {
			if m.ID != h.texts.got[0].ID {
				h.Error("another try has another id")
			}
		}
		h.after(24 * time.Hour)
		e := h.show(h.awa, n).Entries[0]
		if len(h.texts.got) != 3 || e.Texts[0].State != mandate.NotTaken || !e.Resendable() || !e.Lost() || e.Texts[0].Detail != "400 unknown subscriber" {
			h.Errorf("after a refusal: %+v", e.Texts[0])
		}
		lost := false
		for _, m := range h.mails.Sent() {
			lost = lost || strings.Contains(m.Subject, "n’est pas arrivé") || strings.Contains(m.Subject, "n'est pas arrivé")
		}
		if !lost {
			h.Error("the aidant is not told that the text is lost")
		}
		h.refused(apperr.NotFound, h.s.Resend(h.Context(), h.now(h.edith), n, 1), "", "")
		h.ok(h.s.Resend(h.Context(), h.now(h.awa), n, 1))
		h.work()
		if len(h.texts.got) != 4 || h.texts.got[3].ID != h.texts.got[0].ID {
			h.Errorf("%d tries after it was sent again", len(h.texts.got))
		}
		h.refused(apperr.Forbidden, h.s.Resend(h.Context(), h.now(h.awa), n, 1), "", "")
		receipt := sms.Event{Receipt: &sms.Receipt{Provider: "p1", Delivered: false, At: h.d.Clock.Now()}}
		h.told()
		h.ok(h.s.Take(h.Context(), "essai", receipt))
		h.ok(h.s.Take(h.Context(), "essai", receipt))
		if m := h.told(); len(m) != 1 || !h.show(h.awa, n).Entries[0].Lost() {
			h.Errorf("given up by the provider: %v", m)
		}
		receipt.Receipt.Delivered = true
		h.ok(h.s.Take(h.Context(), "essai", receipt))
		h.ok(h.s.Take(h.Context(), "ailleurs", sms.Event{Receipt: &sms.Receipt{Provider: "p1", At: h.d.Clock.Now()}}))
		if e := h.show(h.awa, n).Entries[0]; e.Lost() || e.Texts[0].DeliveredAt.IsZero() {
			h.Errorf("after it arrived: %+v", e.Texts[0])
		}
	})
}

// A receipt may be told before the provider's own answer was recorded; an answer, too.
func TestToldBeforeItWasRecorded(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C064")
		h.texts.answer = func(_ int, m sms.Message) (sms.Sent, error) {
			at := h.d.Clock.Now()
			h.ok(h.s.Take(h.Context(), "essai", sms.Event{Receipt: &sms.Receipt{Provider: "quick", Delivered: true, At: at}}))
			h.ok(h.s.Take(h.Context(), "essai", h.said(m.To, "OUI")))
			return sms.Sent{Outcome: sms.Accepted, Provider: "quick"}, nil
		}
		n := h.asked(typed)
		if e := h.show(h.awa, n).Entries[0]; e.Now != mandate.Given || e.Texts[0].State != mandate.Accepted || e.Texts[0].DeliveredAt.IsZero() {
			h.Errorf("%s, %+v", e.Now, e.Texts[0])
		}
	})
}

// Texts wait while the operator has no way out for them, and go once there is one; after seven days nobody needs them.
func TestNoWay(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C064")
		n := h.draft()
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		h.noWay = true
		h.work()
		if e := h.show(h.awa, n).Entries[0]; e.Texts[0].State != mandate.Deferred || len(h.texts.got) != 0 {
			h.Errorf("without a way: %+v", e.Texts[0])
		}
		h.noWay = false
		h.after(2 * time.Minute)
		if e := h.show(h.awa, n).Entries[0]; e.Texts[0].State != mandate.Accepted {
			h.Errorf("with a way: %+v", e.Texts[0])
		}
		other := h.draft()
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), other, "+32 475 12 34 56"))
		h.after(8 * 24 * time.Hour)
		for _, m := range h.texts.got {
			if m.To == "+32475123456" {
				h.Error("a text went after its time")
			}
		}
	})
}

// A program that dies between the claim and the record leaves a text uncertain, never forgotten: it goes again with the same id.
func TestDiedWhileSending(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C064")
		h.texts.answer = func(n int, _ sms.Message) (sms.Sent, error) {
			if n == 1 {
				panic("the program dies here")
			}
			return sms.Sent{Outcome: sms.Accepted, Provider: "p"}, nil
		}
		n := h.draft()
		h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, typed))
		if _, err := h.queue.Drain(h.Context()); err == nil {
			h.Error("the job did not die")
		}
		if got := h.show(h.awa, n).Entries[0].Texts[0].State; got != mandate.Sending {
			h.Fatalf("left as %s", got)
		}
		for range 8 {
			h.after(15 * time.Minute)
		}
		if e := h.show(h.awa, n).Entries[0]; e.Texts[0].State != mandate.Accepted || len(h.texts.got) != 2 || h.texts.got[0].ID != h.texts.got[1].ID {
			h.Errorf("%d tries, %s", len(h.texts.got), e.Texts[0].State)
		}
	})
}

// A text that waited when the database was copied goes out again only when its aidant says so.
func TestTextHeldBack(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C064")
		h.texts.answer = func(n int, _ sms.Message) (sms.Sent, error) {
			if n == 1 {
				return sms.Sent{Outcome: sms.Deferred, Detail: "503"}, errors.New("later")
			}
			return sms.Sent{Outcome: sms.Accepted, Provider: "p1"}, nil
		}
		n := h.asked(typed)
		for want := range 2 {
			if held, err := h.s.HoldBack(h.Context(), "restored"); err != nil || held != 1-want {
				h.Fatalf("%d held back: %v", held, err)
			}
		}
		h.after(time.Hour)
		e := h.show(h.awa, n).Entries[0]
		if len(h.texts.got) != 1 || e.Texts[0].State != mandate.Failed || e.Texts[0].Detail != "restored" || !e.Resendable() {
			h.Fatalf("%d tries, %+v", len(h.texts.got), e.Texts[0])
		}
		h.ok(h.s.Resend(h.Context(), h.now(h.awa), n, 1))
		h.work()
		if len(h.texts.got) != 2 {
			h.Errorf("%d tries", len(h.texts.got))
		}
	})
}

// A centre that names no text tells the same twice, and after a restart nothing tells a second delivery from a second answer: what was asked in between
// does. A no is never lost, a yes is asked for again, and what was answered before stays as it was.
func TestAlikeAfterARestart(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062", "C064")
		says := func(text string, known bool) {
			h.Helper()
			in := sms.Incoming{ID: "of " + text, From: mobile, Text: text, At: h.d.Clock.Now(), Alike: true, New: known}
			h.ok(h.s.Take(h.Context(), "essai", sms.Event{Incoming: &in}))
		}
		first := h.asked(typed)
		says("OUI", false)
		says("OUI", false)
		if h.state(first) != mandate.Given || len(h.show(h.awa, first).Entries[0].Replies) != 1 {
			h.Fatalf("after a repetition: %s", h.state(first))
		}
		h.after(10 * time.Minute)
		second := h.asked(typed)
		asked := len(h.texts.got)
		says("OUI", false)
		h.work()
		if e := h.show(h.awa, second).Entries[0]; h.state(second) != mandate.Asked || len(e.Replies) != 1 || e.Replies[0].Words != "OUI" || len(h.texts.got) != asked+1 {
			h.Errorf("a yes that may be the first: %s, %+v, %d texts", h.state(second), e.Replies, len(h.texts.got)-asked)
		}
		says("OUI", true)
		if h.state(second) != mandate.Given {
			h.Errorf("a yes to the second question: %s", h.state(second))
		}
		says("STOP", false)
		says("STOP", false) // delivered again
		if h.state(second) != mandate.Revoked || h.state(first) != mandate.Revoked {
			h.Errorf("after one STOP: %s, and the older one %s", h.state(second), h.state(first))
		}
		h.after(10 * time.Minute)
		third := h.asked(typed)
		says("OUI", true)
		says("STOP", false) // it may be the one before, and may not
		if h.state(third) != mandate.Revoked {
			h.Errorf("a no that may be the first: %s", h.state(third))
		}
	})
}
