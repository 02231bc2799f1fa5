package listing_test

import (
	"slices"
	"testing"
	"time"

	"preau/internal/casework/listing"
	"preau/internal/casework/team"
	"preau/internal/kit/covers"
)

// A search that finds more than it brings gives the latest, and says that there are others; one that finds as many says nothing.
func TestSearchSaysWhatItLeavesOut(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C047")
		awa := h.holds(h.person("Awa"), team.Helper, h.place(0))
		h.holds(h.person("Édith"), team.Officer, h.place(2))
		var all []string
		for _, title := range []string{"Loyers", "Loyers encore", "Loyers toujours"} {
			h.d.Clock.Advance(time.Hour)
			n, err := h.drafts.Begin(h.Context(), h.now(awa), h.teams[0])
			h.ok(err)
			h.ok(h.drafts.Save(h.Context(), h.now(awa), n, 1, h.input(title, 2)))
			all = slices.Insert(all, 0, n)
		}
		f := listing.Filter{List: listing.Mine, Query: "loyers"}
		for most, want := range map[int][]string{2: all[:2], 3: all, 4: all} {
			h.lists.Brings(most)
			got, p := h.numbers(awa, f)
			if !slices.Equal(got, want) || p.Cut != (most < len(all)) {
				t.Errorf("a search that brings %d has %v, cut: %v; want %v", most, got, p.Cut, want)
			}
		}
	})
}
