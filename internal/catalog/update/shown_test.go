package update_test

import (
	"testing"

	"preau/internal/catalog/update"
)

// Who searches is woken when a market shows another edition, and undone; not by what nobody sees, nor by a refusal.
func TestWhoSearchesIsWoken(t *testing.T) {
	onBoth(t, func(h *house) {
		u := h.sent(update.Full, sheetOf("1 1,00"))
		if h.woken != 0 {
			h.Errorf("woken %d times by what nobody sees", h.woken)
		}
		h.ok(h.do(golive, u))
		h.refusal(h.do(golive, u))
		if h.woken != 1 {
			h.Errorf("woken %d times once it is live", h.woken)
		}
		h.ok(h.do(undo, u))
		h.drain()
		if h.woken != 2 {
			h.Errorf("woken %d times once it is undone", h.woken)
		}
	})
}
