// Package leap keeps numbers that a lost platform gave from being given again by the one that was restored from its copy: a supplier has an
// order of that number, and would take another for it.
package leap

import (
	"context"
	"fmt"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/db"
)

// Act is what the history of an authority calls numbers that were left out: those of its data, both included.
const Act = "ordering.numbers.leave_out"

type counter struct {
	headID string
	last   int64
}

// Orders has each authority's order numbers of a year go on after a thousand that are left out: 000123 is followed by 002001. Where somebody
// orders and the copy knows no number of the year they begin at 001001. Numbers of baskets and claims leap, too. R232 wants no number
// missing, but for this: those left out may be on orders that the copy does not know; the history of each authority says which and why. Done
// twice it leaps twice.
func Orders(ctx context.Context, tx *db.Tx, who access.Actor, year int) error {
	_, err := tx.Exec(ctx, `INSERT INTO ordering_order_numbers (head_id, year, n)
		SELECT DISTINCT coalesce(o.parent_id, o.id), CAST($1 AS INTEGER), CAST(0 AS BIGINT) FROM org_organisations o
		WHERE EXISTS (SELECT 1 FROM access_grants g WHERE g.place_kind = 'organisation' AND g.place_id = o.id AND g.taken_at IS NULL AND g.role LIKE 'ordering.%')
		ON CONFLICT (head_id, year) DO NOTHING`, year)
	if err != nil {
		return fmt.Errorf("order numbers: %w", err)
	}
	was, err := db.All(ctx, tx, func(c *counter) []any { return []any{&c.headID, &c.last} },
		`SELECT head_id, n FROM ordering_order_numbers WHERE year = $1 ORDER BY head_id`, year)
	if err != nil {
		return fmt.Errorf("order numbers: %w", err)
	}
	for _, c := range was {
		to, err := db.Value[int64](ctx, tx, `UPDATE ordering_order_numbers SET n = `+db.Leap+` WHERE head_id = $1 AND year = $2 RETURNING n`, c.headID, year)
		if err != nil {
			return fmt.Errorf("order numbers: %w", err)
		}
		err = history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "org", ID: c.headID}, Act: Act, Data: map[string]string{
			"year": strconv.Itoa(year), "from": fmt.Sprintf("%06d", c.last+1), "to": fmt.Sprintf("%06d", to),
		}})
		if err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE ordering_counters SET n = `+db.Leap); err != nil {
		return fmt.Errorf("numbers of baskets and claims: %w", err)
	}
	return nil
}
