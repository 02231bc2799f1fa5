package team

import (
	"context"
	"fmt"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// WhyLastOfficer is why the role of a team's last référent is not ended while demands are open there: nobody would read or answer them (C043, C046). Another
// référent takes them over first.
var WhyLastOfficer = apperr.Reason{Code: "casework.last_officer", Kind: apperr.Act, Text: i18n.M(msg.SaidLastOfficer), Lifters: access.You()}

// leftAlone says why somebody's role in a team cannot be ended; nil when it can.
func leftAlone(ctx context.Context, tx *db.Tx, t Team, accountID string, role access.RoleKey) error {
	if role != Officer {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE casework_teams SET version = version WHERE id = $1`, t.ID); err != nil { // the last two are not ended at once
		return fmt.Errorf("hold a team: %w", err)
	}
	hs, err := access.Holders(ctx, tx, Officer, t.Place())
	if err != nil || len(hs) != 1 || hs[0].AccountID != accountID { // nobody reads them as it is, or others do
		return err
	}
	n, err := openDemands(ctx, tx, t.ID)
	if err != nil || n == 0 {
		return err
	}
	r := WhyLastOfficer
	r.Since, r.Text = hs[0].Since, i18n.M(msg.WhyLastOfficer, "name", hs[0].Name, "n", n)
	return apperr.ForbiddenErr(r)
}

// openDemands are how many open demands a team answers for.
func openDemands(ctx context.Context, tx *db.Tx, teamID string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM casework_demand_teams x WHERE x.team_id = $1 AND x.left_at IS NULL AND x.state IN ('sent', 'working', 'treated')`, teamID)
	if err != nil {
		return 0, fmt.Errorf("open demands of a team: %w", err)
	}
	return n, nil
}
