package access

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// TakeBackAll ends all that an account holds or would hold later, and says how many grants that were.
func TakeBackAll(ctx context.Context, tx *db.Tx, who Actor, accountID string) (int64, error) {
	n, err := tx.Exec(ctx, `UPDATE access_grants SET taken_at = $1, ends_at = $1, taken_by = $2, taken_name = $3
		WHERE account_id = $4 AND taken_at IS NULL AND (ends_at IS NULL OR ends_at > $1)`, tx.Now(), who.ID, who.Name, accountID)
	if err != nil {
		return 0, fmt.Errorf("take back all grants: %w", err)
	}
	return n, nil
}
