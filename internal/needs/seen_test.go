package needs_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db/dbtest"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// Who merely names an establishment learns where it stands with a group, and not who asked, who decided or why: the rule
// « see » of a membership says who does.
func TestNamingASchoolTellsNoNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École du Port")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.group(c, o)
		claire, stranger := h.member("Claire Delvaux", school), h.person("Un Inconnu")
		stranger.OrgID, stranger.OrgName = school.ID, school.Name
		for state, move := range map[membership.State]func() error{
			membership.Asked: func() error { return nil },
			membership.Refused: func() error {
				_, err := h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Refuse, Refs: []string{school.Ref}, Reason: "Hors du département"})
				return err
			},
			membership.Accepted: func() error {
				_, err := h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Accept, Refs: []string{school.Ref}})
				return err
			},
			membership.Withdrawn: func() error { return h.s.Withdraw(t.Context(), h.now(claire), n) },
		} {
			n = h.group(c, o)
			h.ok(h.s.Join(t.Context(), h.now(claire), n))
			h.ok(move())
			v, err := h.s.Show(t.Context(), h.now(stranger), n)
			h.ok(err)
			all, err := h.s.Memberships(t.Context(), h.now(stranger))
			h.ok(err)
			mine := all[0]
			for _, m := range all {
				if m.Group.Number == n {
					mine = m
				}
			}
			for _, m := range []membership.Membership{v.Membership, mine.Membership} {
				if m.State != state || !m.Hidden || m.AskedBy+m.AskedName+m.DecidedBy+m.DecidedName+m.Reason != "" {
					t.Errorf("%s: %+v", state, m)
				}
			}
			_, overview := h.s.ShowNeeds(t.Context(), h.now(stranger), n)
			_, lot := h.s.ShowLot(t.Context(), h.now(stranger), n, 1)
			for _, err := range []error{
				overview, lot, h.s.SaveSheet(t.Context(), h.now(stranger), n, 1, sheet.Input{}),
				h.s.Join(t.Context(), h.now(stranger), n), h.s.Withdraw(t.Context(), h.now(stranger), n),
			} {
				h.wantReason(err, "needs.not_confirmed")
				var e *apperr.Error
				errors.As(err, &e)
				for i := range e.Reasons {
					e.Reasons[i].Lifters = nil // colleagues who can confirm are named
				}
				said, err := json.Marshal(e.Reasons)
				h.ok(err)
				if strings.Contains(string(said), "Claire") || strings.Contains(string(said), "Hors du") {
					t.Errorf("%s: %s", state, said)
				}
			}
			if v, err = h.s.Show(t.Context(), h.now(claire), n); err != nil || v.Membership.AskedName != "Claire Delvaux" || v.Membership.Hidden {
				t.Errorf("%s: who works there sees %+v, %v", state, v.Membership, err)
			}
		}
	})
}
