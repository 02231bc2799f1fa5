package casework_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/team"
	"preau/internal/kit/covers"
)

// Who was invited before the team by which they came was kept is given it where there was one alone; of several they keep any, and a colleague
// of the creator's has none.
func TestGuestsFromBefore(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C046")
		text, err := os.ReadFile("../migrations/0155_casework_guests.sql")
		h.ok(err)
		_, update, ok := strings.Cut(string(text), "\nUPDATE ")
		if !ok {
			h.Fatalf("the migration is %s", text)
		}
		n := h.sent(1)
		gael, gwen := h.holds(h.person("Gaël"), team.Helper, h.place(2)), h.holds(h.holds(h.person("Gwen"), team.Helper, h.place(2)), team.Helper, h.place(1))
		for _, ref := range []string{demand.ByAddress(gael.Address), demand.ByAddress(gwen.Address), "personne:" + h.erwan.ID} {
			h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, ref))
		}
		h.d.Clock.Advance(time.Minute)
		gael = h.loses(h.holds(gael, team.Helper, h.place(1)), team.Helper, h.place(2)) // the team by which they came
		h.exec(`UPDATE casework_demand_people SET team_id = NULL`)
		h.exec("UPDATE " + update)
		if got, want := h.value(`SELECT coalesce(team_id, '') FROM casework_demand_people WHERE account_id = $1`, gael.ID), h.place(2).ID; got != want {
			h.Errorf("the guest came by %q, want %q", got, want)
		}
		if got := h.count(`SELECT count(team_id) FROM casework_demand_people`); got != 1 {
			h.Errorf("%d have a team, want 1", got)
		}
		if err := second(h.Demands.Show(h.Context(), h.now(gael), n)); err == nil {
			h.Error("who left the team by which they came still reads the demand")
		}
		h.ok(second(h.Demands.Show(h.Context(), h.now(gwen), n)))
	})
}
