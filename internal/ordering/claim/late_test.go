package claim_test

import (
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/claim/msg"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
)

// A claim that its supplier leaves without an answer for as many working days as an order may wait is late, and waits for who buys (R236).
func TestClaimIsLate(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R236", "R250")
		h.d.Clock.Set(time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)) // a Monday
		number := h.ordered()
		n, err := h.claim(number, claim.Damaged, 1)
		h.ok(err)
		is := func(late bool) {
			h.Helper()
			rows, _, err := h.claims.List(h.Context(), h.now(h.buyer), claim.Filter{Page: 1, Size: 10})
			h.ok(err)
			v, err := h.claims.Show(h.Context(), h.now(h.buyer), n)
			h.ok(err)
			waits := map[string]int{}
			for _, who := range []access.Actor{h.buyer, h.validator, h.receiver} {
				h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
					items, err := inbox.New(h.claims).Waiting(h.Context(), tx, h.now(who))
					for _, x := range items {
						if x.Title.Key == msg.WaitLate {
							waits[who.Name]++
						}
					}
					return err
				}))
			}
			if rows[0].Late != late || v.Late != late || (waits[h.buyer.Name] == 1) != late || len(waits) > 1 {
				h.Errorf("%s: listed %v, shown %v, waits for %v; want %v", h.d.Clock.Now(), rows[0].Late, v.Late, waits, late)
			}
		}
		is(false)
		h.d.Clock.Set(time.Date(2027, 1, 11, 8, 59, 0, 0, time.UTC)) // a weekend later, the fifth working day is not over
		is(false)
		h.d.Clock.Advance(time.Minute)
		is(true)
		h.ok(h.claims.Answer(h.Context(), h.now(access.Actor{}), h.links[number], n, claim.Saying{Do: claim.Look, Version: 1}))
		is(false)
		h.d.Clock.Advance(7 * 24 * time.Hour)
		is(true)
		h.ok(h.claims.Answer(h.Context(), h.now(access.Actor{}), h.links[number], n, claim.Saying{Do: claim.Propose, Version: 2, Offer: claim.Credit}))
		h.d.Clock.Advance(30 * 24 * time.Hour) // it is the school's turn
		is(false)
	})
}

// What a claim that lives says is wrong is not counted as conforming: it is settled, or withdrawn, first (R249). What was missing may come.
func TestConformsOverAClaim(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R249", "R252")
		number := h.ordered() // of six pens
		n, err := h.claim(number, claim.Damaged, 2)
		h.ok(err)
		_, err = h.claim(number, claim.Missing, 1)
		h.ok(err)
		line := func() order.LineView {
			v, err := h.orders.Show(h.Context(), h.now(h.buyer), number)
			h.ok(err)
			return v.Lines[0]
		}
		comes := func(units int64) error {
			l := line()
			_, err := h.receptions.Receive(h.Context(), h.now(h.receiver), number, reception.Noted{Counts: []reception.Count{{Line: l.ID, Came: units, Seen: l.Version}}})
			return err
		}
		wants := func(err error) {
			h.Helper()
			if e, ok := apperr.As(err); !ok || e.Kind != apperr.Invalid || e.Fields[0].Name != reception.CameField(line().ID) {
				h.Errorf("counted over a claim: %v", err)
			}
		}
		wants(comes(5))
		h.ok(comes(3))
		wants(comes(2))
		h.ok(comes(1)) // the one that was missing
		corrects := func(of, units int64) error {
			l := line()
			_, err := h.receptions.Correct(h.Context(), h.now(h.receiver), number, of, reception.Correcting{Lines: []reception.Recount{{Line: l.ID, Came: units, Seen: l.Version}}})
			return err
		}
		wants(corrects(1, 4))
		h.ok(corrects(1, 2)) // less is no contradiction
		h.ok(h.claims.Answer(h.Context(), h.now(access.Actor{}), h.links[number], n, claim.Saying{Do: claim.Propose, Version: 1, Offer: claim.Replacement}))
		wants(comes(2))
		h.ok(h.claims.Say(h.Context(), h.now(h.receiver), n, claim.Saying{Do: claim.Accept, Version: 2}))
		h.ok(comes(3)) // what is replaced comes anew
		if l := line(); l.Received != 6 || l.State != order.LineComplete {
			h.Errorf("%+v", l.Line)
		}
	})
}
