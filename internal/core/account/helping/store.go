package helping

import (
	"context"
	"fmt"

	"preau/internal/core/account/session"
	"preau/internal/kit/db"
)

// sessionsOf is how many browsers an account is signed in on.
func sessionsOf(ctx context.Context, tx *db.Tx, accountID string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM account_sessions WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2
		AND (remembered OR seen_at > $3)`, accountID, tx.Now(), tx.Now().Add(-session.Idle))
	if err != nil {
		return 0, fmt.Errorf("sessions: %w", err)
	}
	return n, nil
}
