package needs_test

import (
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/needs/group"
)

// A restored platform gives no number of a group again that the lost one may have given.
func TestNumbersLeap(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o := h.org("Lycée Lakanal")
		who := h.coordinator("Ada", o)
		was := h.draft(who, o)
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error { return group.Leap(t.Context(), tx) }))
		if next := h.draft(who, o); next != 2001 {
			t.Errorf("%d after %d", next, was)
		}
	})
}
