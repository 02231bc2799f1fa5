package ordering

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Lost is when a role ended that somebody last held at an establishment, and by whose act; false: they hold it, or never did.
func Lost(ctx context.Context, tx *db.Tx, accountID string, role access.RoleKey, orgID string) (Taken, bool, error) {
	last, err := db.All(ctx, tx, func(r *right) []any { return []any{&r.roleEnds, &r.roleTaken, &r.roleBy} }, `SELECT ends_at, taken_at, taken_name FROM access_grants
		WHERE account_id = $1 AND role = $2 AND place_kind = $3 AND place_id = $4 AND starts_at <= $5 ORDER BY starts_at DESC, id DESC LIMIT 1`,
		accountID, role, access.Organisation, orgID, tx.Now())
	if err != nil {
		return Taken{}, false, fmt.Errorf("last %s: %w", role, err)
	}
	if len(last) == 0 {
		return Taken{}, false, nil
	}
	end, over := last[0].end(tx.Now())
	return end, over, nil
}
