package demand

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// rows are the demands of a condition, the last that moved first, without their teams and people.
func rows(ctx context.Context, tx *db.Tx, who access.Actor, w db.Where, f Filter) ([]Row, int, error) {
	where, args := w.SQL(1)
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM casework_demands d WHERE `+where, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("count demands: %w", err)
	}
	where, args = w.SQL(4)
	args = append([]any{who.ID, f.Size, (f.Page - 1) * f.Size}, args...)
	out, err := db.All(ctx, tx, func(r *Row) []any { return append(into(&r.Demand), &r.seen) },
		`SELECT `+columns+`, coalesce((SELECT s.n FROM casework_seen s WHERE s.demand_id = d.id AND s.account_id = $1), -1) FROM `+tables+`
		WHERE `+where+` ORDER BY d.moved_at DESC, d.id LIMIT $2 OFFSET $3`, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("demands: %w", err)
	}
	return out, n, nil
}
