package instance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/instance/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// kept are the settings as the row keeps them: the SMTP password and the secret of events only sealed.
type kept struct {
	Settings
	Sealed []byte `json:"smtp_password,omitempty"`
	Hook   []byte `json:"returns_secret,omitempty"`

	TextsPassword []byte `json:"texts_password,omitempty"`
	TextsSecret   []byte `json:"texts_secret,omitempty"`
}

// row is instance_settings as read.
type row struct {
	version int64
	data    string
	at      time.Time
	by      string
}

// Read gives the settings as they are in tx, for use cases that are already in a transaction.
func Read(ctx context.Context, tx *db.Tx) (Settings, error) {
	k, err := load(ctx, tx)
	return k.Settings, err
}

// versionNow is the saved version, 0 while nothing was saved.
func versionNow(ctx context.Context, tx *db.Tx) (int64, error) {
	v, err := db.Value[int64](ctx, tx, `SELECT version FROM instance_settings WHERE id = 1`)
	if errors.Is(err, db.ErrNone) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("version of the settings: %w", err)
	}
	return v, nil
}

// load reads the row over the defaults, so that settings of a later release start from theirs.
func load(ctx context.Context, tx *db.Tx) (kept, error) {
	k := kept{Settings: Defaults()}
	r, err := db.One(ctx, tx, func(r *row) []any { return []any{&r.version, &r.data, &r.at, &r.by} },
		`SELECT version, data, updated_at, updated_by FROM instance_settings WHERE id = 1`)
	if errors.Is(err, db.ErrNone) {
		return k, nil
	}
	if err != nil {
		return k, fmt.Errorf("settings: %w", err)
	}
	if err := json.Unmarshal([]byte(r.data), &k); err != nil {
		return k, fmt.Errorf("settings, version %d: %w", r.version, err)
	}
	k.Version, k.SavedAt, k.SavedBy = r.version, r.at, r.by
	k.SMTP.HasPassword, k.Returns.HasSecret = len(k.Sealed) > 0, len(k.Hook) > 0
	k.SMS.HasPassword, k.SMS.HasSecret = len(k.TextsPassword) > 0, len(k.TextsSecret) > 0
	return k, nil
}

// store writes the settings over the version that the person saw, or as the first ones.
func store(ctx context.Context, tx *db.Tx, who access.Actor, k kept, seen int64) error {
	data, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	var n int64
	if seen == 0 {
		n, err = tx.Exec(ctx, `INSERT INTO instance_settings (id, version, data, updated_at, updated_by)
			VALUES (1, 1, $1, $2, $3) ON CONFLICT (id) DO NOTHING`, string(data), tx.Now(), who.ID)
	} else {
		n, err = tx.Exec(ctx, `UPDATE instance_settings SET version = version + 1, data = $1, updated_at = $2, updated_by = $3
			WHERE id = 1 AND version = $4`, string(data), tx.Now(), who.ID, seen)
	}
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.SaveStale))
	}
	return nil
}
