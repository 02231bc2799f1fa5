package seal_test

import (
	"slices"
	"testing"

	"preau/internal/casework/seal"
	"preau/internal/kit/db"
)

// What a backup does not find is missed while a demand or the store needs it, and not once its key was destroyed or before it has a demand.
func TestNeeded(t *testing.T) {
	onBoth(t, func(h *house) {
		_, err := h.s.Stage(h.t.Context())
		h.ok(err)
		h.key("1")
		wiped := h.key("2")
		needed := func(ask []string) (out []string) {
			h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
				if ask == nil {
					out, err = seal.Needed(h.t.Context(), tx)
				} else {
					out, err = seal.NeededOf(h.t.Context(), tx, ask)
				}
				return err
			}))
			return out
		}
		all := needed(nil)
		before := needed(all)
		h.destroy(wiped)
		after := needed(all)
		if len(all) != 4 || len(before) != 3 || len(after) != 2 || slices.ContainsFunc(after, func(n string) bool { return !slices.Contains(before, n) }) {
			h.t.Errorf("of %q are needed %q, and then %q", all, before, after)
		}
	})
}
