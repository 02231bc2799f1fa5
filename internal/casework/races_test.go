package casework_test

import (
	"testing"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// A demand that is closed while changed delays are counted anew waits for nobody afterwards, and is late nowhere.
func TestClosedWhileDelaysAreCounted(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C042")
		n := h.sent(1)
		h.told()
		demandID := h.value(`SELECT id FROM casework_demands WHERE number = $1`, n)
		_, err := h.SaveAgency(h.Context(), h.now(h.ines), 2, 1, team.AgencyInput{Name: "Caf", FirstDays: 1, FollowDays: 15})
		h.ok(err)
		h.at("2026-12-01 16:10")
		for _, err := range h.d.Behind(h, func(tx *db.Tx) error {
			_, err := h.Demands.Lapse(h.Context(), tx, access.ByProgram("Préau", tx.Now()), demandID)
			return err
		}, func() error {
			_, err := h.queue.Drain(h.Context())
			return err
		}) {
			h.ok(err)
		}
		if got := h.count(`SELECT count(*) FROM casework_demand_teams x JOIN casework_demands d ON d.id = x.demand_id WHERE coalesce(x.due_at, x.asked_at, x.late_at, d.late_at, d.call_at) IS NOT NULL`); got != 0 {
			h.Error("a closed demand is waited for")
		}
	})
}

// The last two référents of a groupe with open demands are not ended at once, each while the other is still there: the second waits, and is refused.
func TestLastTwoAreNotEndedAtOnce(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C043", "C046")
		h.sent(1)
		nour := h.holds(h.person("Nour"), team.Officer, h.place(1))
		who := h.now(h.ines)
		for _, err := range h.d.Behind(h, func(tx *db.Tx) error { // as ending a role does
			if _, err := tx.Exec(h.Context(), `UPDATE casework_teams SET version = version WHERE id = $1`, h.place(1).ID); err != nil {
				return err
			}
			_, err := access.TakeBack(h.Context(), tx, who, nour.ID, team.Officer, h.place(1))
			return err
		}, func() error { return h.EndMember(h.Context(), who, h.teams[1], h.edith.ID, team.Officer) }) {
			h.refused(apperr.Forbidden, err)
		}
	})
}
