package reception_test

import (
	"testing"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
)

// Goods of an order that may have arrived at its supplier are on the desk and are counted; a count that was wrong leads back. Of one that its
// supplier certainly does not have, nothing is.
func TestReceivePerhapsArrived(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R230", "R240", "R252")
		a := h.confirmed(h.ada, "103.299", 5)
		number := h.ordered()
		desk := func() int {
			rows, _, err := h.s.Desk(h.Context(), h.now(h.rita), reception.Filter{Page: 1, Size: 10})
			h.ok(err)
			return len(rows)
		}
		h.exec(`UPDATE ordering_orders SET state = 'to_resend', sent_at = NULL`)
		h.exec(`UPDATE ordering_basket_lines SET state = 'in_order'`)
		_, err := h.s.Receive(h.Context(), h.now(h.rita), number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 5)}})
		if h.wants(err, apperr.Forbidden, order.CodeNotAwaited); desk() != 0 {
			h.Error("what was refused is on the desk")
		}
		h.exec(`UPDATE ordering_orders SET perhaps = 'commandes@pont.test'`)
		if desk() != 1 {
			h.Error("what may have arrived is not on the desk")
		}
		n := h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 5)}})
		h.is(h.states(number), "received: complete 5/5")
		h.is(h.basket(h.ada, a), "closed: received 5/5")
		h.stands = order.ToResend
		_, err = h.s.Correct(h.Context(), h.now(h.rita), number, n, reception.Correcting{Lines: []reception.Recount{h.recount(number, "103.299", 0, false)}})
		h.ok(err)
		h.is(h.states(number), "to_resend: awaited 0/5")
		if v := h.view(h.rita, number); !v.PerhapsThere() || !v.SentAt.IsZero() {
			h.Errorf("it is %s, sent %s", v.State, v.SentAt)
		}
	})
}

// While its mail is tried again, too, after a try that broke off: a count that was wrong leads back to where the mail stands by then, and the
// supplier counts as having said nothing.
func TestReceiveWhileItIsTriedAgain(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R230", "R240", "R252")
		h.confirmed(h.ada, "103.299", 5)
		number := h.ordered()
		h.exec(`UPDATE ordering_orders SET state = 'sending', sent_at = NULL`)
		h.exec(`UPDATE ordering_basket_lines SET state = 'in_order'`)
		if _, err := h.s.Show(h.Context(), h.now(h.rita), number); !apperr.Is(err, apperr.NotFound) {
			h.Errorf("what is on its way is shown: %v", err)
		}
		slip := func() error {
			return h.d.View(h.Context(), func(tx *db.Tx) error {
				_, err := order.SlipSeen(h.Context(), tx, h.now(h.rita), number)
				return err
			})
		}
		if err := slip(); !apperr.Is(err, apperr.NotFound) {
			h.Errorf("the receipt note of what is on its way: %v", err)
		}
		h.exec(`UPDATE ordering_orders SET perhaps = 'commandes@pont.test'`)
		h.ok(slip())
		for _, to := range []struct {
			order.State
			sent bool
		}{{order.Sending, false}, {order.ToResend, false}, {order.Sent, true}} {
			if rows, _, err := h.s.Desk(h.Context(), h.now(h.rita), reception.Filter{Page: 1, Size: 10}); err != nil || len(rows) != 1 {
				h.Errorf("on the desk: %v, %v", rows, err)
			}
			h.stands, h.tookAt = to.State, time.Time{}
			if to.sent {
				h.tookAt = h.d.Clock.Now().Add(time.Minute) // the server's yes came after the wrong count
			}
			n := h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 5)}})
			h.is(h.states(number), "received: complete 5/5")
			h.d.Clock.Advance(time.Hour)
			_, err := h.s.Correct(h.Context(), h.now(h.rita), number, n, reception.Correcting{Lines: []reception.Recount{h.recount(number, "103.299", 0, false)}})
			h.ok(err)
			h.is(h.states(number), string(to.State)+": awaited 0/5")
			if v := h.view(h.rita, number); !v.SentAt.Equal(h.tookAt) || !v.AnsweredAt.IsZero() {
				h.Errorf("it is %s, sent %s, answered %s", v.State, v.SentAt, v.AnsweredAt)
			}
		}
	})
}

// What the supplier said since the goods were counted stays said, though they were not theirs.
func TestCorrectedAfterAnAnswer(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R252")
		h.confirmed(h.ada, "103.299", 5)
		number := h.ordered()
		h.exec(`UPDATE ordering_orders SET state = 'to_resend', sent_at = NULL, perhaps = 'commandes@pont.test'`)
		h.exec(`UPDATE ordering_basket_lines SET state = 'in_order'`)
		n := h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 2)}})
		h.d.Clock.Advance(time.Hour)
		answered := h.d.Clock.Now()
		h.exec(`UPDATE ordering_orders SET answered_at = $1`, answered)
		h.stands = order.ToResend
		h.d.Clock.Advance(time.Hour)
		_, err := h.s.Correct(h.Context(), h.now(h.rita), number, n, reception.Correcting{Lines: []reception.Recount{h.recount(number, "103.299", 0, false)}})
		h.ok(err)
		h.is(h.states(number), "sent: awaited 0/5")
		if v := h.view(h.rita, number); !v.SentAt.Equal(answered) || !v.AnsweredAt.Equal(answered) {
			h.Errorf("sent %s, answered %s, not %s", v.SentAt, v.AnsweredAt, answered)
		}
	})
}
