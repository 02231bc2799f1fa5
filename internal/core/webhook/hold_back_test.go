package webhook_test

import (
	"testing"

	"preau/internal/core/webhook"
)

// What waited in a copy that is restored is not posted: an administrator sends it again, or lets it go. A trial is nobody's to miss.
func TestHoldBack(t *testing.T) {
	each(t, func(h *house) {
		n, _ := h.make()
		h.ok(h.does("test.thing.do"))
		h.ok(h.s.Try(h.Context(), h.admin(), n))
		if held, err := h.s.HoldBack(h.Context()); err != nil || held != 2 {
			h.Fatalf("%d are held back, %v", held, err)
		}
		h.drain()
		s := h.show(n)
		if len(h.to.got) != 0 || s.Missed.N != 1 || len(s.Deliveries) != 2 {
			h.Fatalf("%d are posted, %+v", len(h.to.got), s)
		}
		for _, d := range s.Deliveries {
			if d.State != webhook.Failed || d.Why != webhook.WhyRestored || d.Tries != 0 {
				h.Errorf("%+v", d)
			}
		}
		sent, err := h.s.ReplayMissed(h.Context(), h.admin(), n)
		h.ok(err)
		h.drain()
		if sent != 1 || len(h.to.got) != 1 || h.show(n).Missed.N != 0 {
			h.Errorf("%d sent again, %d posted", sent, len(h.to.got))
		}
	})
}
