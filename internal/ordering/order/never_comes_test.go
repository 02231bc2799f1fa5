package order_test

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/ordering/order"
)

// What a supplier does not deliver of an order that goes on is neither ordered before nor asked for by somebody else.
func TestWhatNeverComesIsNotCounted(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R214")
		h.confirmed(h.ada, h.pen, 2, h.eraser, 5)
		h.creates(order.Together)
		h.exec(`UPDATE ordering_basket_lines SET state = 'cancelled' WHERE article = $1`, h.eraser)
		n := h.confirmed(h.ada, h.eraser, 10)
		v, err := h.s.Review(h.Context(), h.now(h.validator), n)
		h.ok(err)
		if v.Past[0].Own.Net != 83 || len(v.Doubles[h.eraser]) != 0 {
			h.Errorf("own %+v, doubles %+v", v.Past[0].Own, v.Doubles)
		}
	})
}
