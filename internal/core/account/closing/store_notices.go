package closing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/account"
	"preau/internal/kit/db"
)

// notice is what the owner of an unused account was told. It counts for one absence.
type notice struct {
	UsedAt  time.Time // the last use that the absence is counted from
	AgainAt time.Time
	EndsAt  time.Time
}

// noticeOf is the account's notice, zero when there is none.
func noticeOf(ctx context.Context, tx *db.Tx, accountID string) (notice, error) {
	n, err := db.One(ctx, tx, func(n *notice) []any { return []any{&n.UsedAt, &n.AgainAt, &n.EndsAt} },
		`SELECT used_at, again_at, ends_at FROM account_notices WHERE account_id = $1`, accountID)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return n, fmt.Errorf("notice: %w", err)
	}
	return n, nil
}

// saveNotice writes the first warning of an absence, and says whether it is the first.
func saveNotice(ctx context.Context, tx *db.Tx, a account.Account, ends time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO account_notices (account_id, used_at, warned_at, ends_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id) DO UPDATE SET used_at = excluded.used_at, warned_at = excluded.warned_at, again_at = NULL, ends_at = excluded.ends_at
		WHERE account_notices.used_at <> excluded.used_at OR account_notices.ends_at < excluded.ends_at`, a.ID, lastUseOf(a), tx.Now(), ends)
	if err != nil {
		return false, fmt.Errorf("note a warning: %w", err)
	}
	return n > 0, nil
}

// saveNoticeAgain writes the second.
func saveNoticeAgain(ctx context.Context, tx *db.Tx, a account.Account, ends time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE account_notices SET again_at = $1, ends_at = $2 WHERE account_id = $3 AND used_at = $4 AND again_at IS NULL`,
		tx.Now(), ends, a.ID, lastUseOf(a))
	if err != nil {
		return false, fmt.Errorf("note a warning: %w", err)
	}
	return n > 0, nil
}
