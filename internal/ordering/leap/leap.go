// Package leap keeps numbers that a lost platform gave from being given again by the one that was restored from its copy: a supplier has an
// order of that number, and would take another for it.
package leap

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// over is how many numbers at least are left out: more than are given between two backups, and a round step that is seen for what it is.
const over = 1000

// Orders has each authority's order numbers of a year go on after a thousand that are left out: 000123 is followed by 002001. Where somebody
// orders and the copy knows no number of the year they begin at 001001. Numbers of baskets and claims leap, too. R232 wants no number
// missing, but for this: those left out may be on orders that the copy does not know. Done twice it leaps twice.
func Orders(ctx context.Context, tx *db.Tx, year int) error {
	_, err := tx.Exec(ctx, `INSERT INTO ordering_order_numbers (head_id, year, n)
		SELECT DISTINCT coalesce(o.parent_id, o.id), CAST($1 AS INTEGER), CAST(0 AS BIGINT) FROM org_organisations o
		WHERE EXISTS (SELECT 1 FROM access_grants g WHERE g.place_kind = 'organisation' AND g.place_id = o.id AND g.taken_at IS NULL AND g.role LIKE 'ordering.%')
		ON CONFLICT (head_id, year) DO NOTHING`, year)
	if err != nil {
		return fmt.Errorf("order numbers: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE ordering_order_numbers SET n = ((n + $1 - 1) / $1 + 1) * $1 WHERE year = $2`, over, year); err != nil {
		return fmt.Errorf("order numbers: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE ordering_counters SET n = ((n + $1 - 1) / $1 + 1) * $1`, over); err != nil {
		return fmt.Errorf("numbers of baskets and claims: %w", err)
	}
	return nil
}
