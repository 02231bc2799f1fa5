package needs_test

import (
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/needs/membership"
)

// An abandoned group is readable and nothing can be done in it: a demand that waited there is not decided any more, nor
// taken back, and waits for nobody.
func TestNothingIsDecidedInAnAbandonedGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École du Port")
		c, m := h.coordinator("Bénédicte Goffin", o), h.member("Claire Delvaux", school)
		n := h.group(c, o)
		h.ok(h.s.Join(t.Context(), m, n))
		h.ok(h.s.AbandonGroup(t.Context(), h.now(c), n))
		for _, do := range []membership.Act{membership.Accept, membership.Refuse} {
			_, err := h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: do, Refs: []string{school.Ref}, Reason: "non"})
			h.wantReason(err, "needs.group_abandoned")
		}
		h.wantReason(h.s.Withdraw(t.Context(), h.now(m), n), "needs.group_abandoned")
		h.ok(d.View(t.Context(), func(tx *db.Tx) error {
			items, err := h.s.Waiting(t.Context(), tx, h.now(c))
			if len(items) != 0 {
				t.Errorf("%+v wait for the coordinator", items)
			}
			return err
		}))
		h.drain()
		if got := h.mails.To(m.Address); len(got) != 0 {
			t.Errorf("mails %+v", got)
		}
	})
}
