package search_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"preau/internal/catalog/search"
)

// While an index is filled anew, what turns meanwhile is found at once, in the old one and then in the new one; nobody who searches
// finds less than before, or two editions at a time.
func TestRenew(t *testing.T) {
	each(t, func(h *house) {
		a := h.market("Fournitures")
		lines := make([]line, 60)
		title := func(edition int) {
			for i := range lines {
				lines[i] = line{ref: fmt.Sprint("R", i), title: fmt.Sprintf("Stylo teinte%d", edition)}
			}
		}
		title(0)
		h.show(a, h.prepare(a, lines...))
		h.refresh()

		var ended atomic.Bool
		var readers sync.WaitGroup
		for range 2 {
			readers.Go(func() {
				for !ended.Load() {
					if f := h.find(h.s, search.Query{Text: "stylo", Size: 1}); f.Total != len(lines) {
						t.Errorf("%d are found", f.Total)
						return
					}
				}
			})
		}
		readers.Go(func() {
			for !ended.Load() {
				h.s.Renew(h.Context())
			}
		})
		for edition := 1; edition < 5; edition++ {
			title(edition)
			h.show(a, h.prepare(a, lines...))
			h.refresh()
			for was := range edition + 1 {
				want := 0
				if was == edition {
					want = len(lines)
				}
				if f := h.find(h.s, search.Query{Text: fmt.Sprint("teinte", was)}); f.Total != want && len(f.Meant) == 0 {
					t.Errorf("of edition %d, when %d is shown, %d are found", was, edition, f.Total)
				}
			}
		}
		ended.Store(true)
		readers.Wait()
	})
}
