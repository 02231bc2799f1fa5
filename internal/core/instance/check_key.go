package instance

import (
	"context"
	"fmt"

	"preau/internal/core/instance/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// CheckKey keeps the key's fingerprint at the first start, and refuses any other key later: with it, sent links and sealed settings would be dead.
func CheckKey(ctx context.Context, tx *db.Tx, key Key) error {
	_, err := tx.Exec(ctx, `INSERT INTO instance_keys (id, fingerprint, seen_at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING`,
		key.fingerprint(), tx.Now())
	if err != nil {
		return fmt.Errorf("instance key: %w", err)
	}
	known, err := db.Value[string](ctx, tx, `SELECT fingerprint FROM instance_keys WHERE id = 1`)
	if err != nil {
		return fmt.Errorf("instance key: %w", err)
	}
	if known != key.fingerprint() {
		return apperr.ConflictErr(i18n.M(msg.KeyOther, "file", KeyFile))
	}
	return nil
}
