package helping

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/core/account"
	"preau/internal/core/account/session"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// byNumber is the account of a public number.
func byNumber(ctx context.Context, tx *db.Tx, number int64) (account.Account, error) {
	ref, err := db.Value[string](ctx, tx, `SELECT id FROM account_accounts WHERE number = $1`, number)
	if errors.Is(err, db.ErrNone) {
		return account.Account{}, apperr.NotFoundErr()
	}
	if err != nil {
		return account.Account{}, fmt.Errorf("account %d: %w", number, err)
	}
	return account.ByID(ctx, tx, ref)
}

// sessionsOf is how many browsers an account is signed in on.
func sessionsOf(ctx context.Context, tx *db.Tx, accountID string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM account_sessions WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2
		AND (remembered OR seen_at > $3)`, accountID, tx.Now(), tx.Now().Add(-session.Idle))
	if err != nil {
		return 0, fmt.Errorf("sessions: %w", err)
	}
	return n, nil
}
