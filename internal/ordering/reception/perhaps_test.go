package reception_test

import (
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
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
		_, err = h.s.Correct(h.Context(), h.now(h.rita), number, n, reception.Correcting{Lines: []reception.Recount{h.recount(number, "103.299", 0, false)}})
		h.ok(err)
		h.is(h.states(number), "to_resend: awaited 0/5")
		if v := h.view(h.rita, number); !v.PerhapsThere() || !v.SentAt.IsZero() {
			h.Errorf("it is %s, sent %s", v.State, v.SentAt)
		}
	})
}
