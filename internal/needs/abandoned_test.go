package needs_test

import (
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/needs"
	"preau/internal/needs/group"
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
			items, err := inbox.New(h.s).Waiting(t.Context(), tx, h.now(c))
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

// Abandoning a draft does not publish it: only its coordinators and the administrators find it, as before.
func TestAnAbandonedDraftStaysUnknown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c, m, admin := h.coordinator("Bénédicte Goffin", o), h.member("Claire Delvaux", h.org("École du Port")), h.grant(h.person("Ada Min"), access.Admin, access.Everywhere)
		draft, opened := h.draft(c, o), h.group(c, o)
		for _, n := range []int64{draft, opened} {
			h.ok(h.s.AbandonGroup(t.Context(), h.now(c), n))
		}
		for _, x := range []struct {
			who   access.Actor
			finds bool
		}{{access.Actor{At: d.Clock.Now()}, false}, {h.now(m), false}, {h.now(c), true}, {h.now(admin), true}} {
			_, err := h.s.Show(t.Context(), x.who, draft)
			if x.finds {
				h.ok(err)
			} else {
				h.wantKind(err, apperr.NotFound)
				h.wantKind(h.s.Join(t.Context(), h.now(m), draft), apperr.NotFound)
				_, err = h.s.ShowDocuments(t.Context(), x.who, draft)
				h.wantKind(err, apperr.NotFound)
			}
			_, err = h.s.Show(t.Context(), x.who, opened)
			h.ok(err)
			for _, phase := range []group.Phase{"", group.PhaseAbandoned} {
				l, err := h.s.Groups(t.Context(), x.who, needs.Filter{Phase: phase, Size: 20})
				h.ok(err)
				if want := map[bool]int{true: 2, false: 1}[x.finds]; l.Total != want || len(l.Rows) != want {
					t.Errorf("%q lists %d groups, want %d", x.who.Name, l.Total, want)
				}
			}
		}
	})
}
