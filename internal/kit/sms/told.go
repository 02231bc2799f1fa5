package sms

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/kit/db"
)

// Told is when a provider told that a text was delivered, or given up; zero when it did not. A receipt may come before the
// provider's own answer to the text was recorded.
func Told(ctx context.Context, tx *db.Tx, provider string, delivered bool, id string) (time.Time, error) {
	kind := "failed"
	if delivered {
		kind = "delivered"
	}
	at, err := db.Value[time.Time](ctx, tx, `SELECT at FROM sms_events WHERE provider = $1 AND kind = $2 AND id = $3`, provider, kind, id)
	if errors.Is(err, db.ErrNone) {
		return time.Time{}, nil
	}
	if err != nil {
		return at, fmt.Errorf("sms event: %w", err)
	}
	return at, nil
}
