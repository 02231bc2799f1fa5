package sms

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// Seen says whether an event of a provider was taken before, and notes it. It is asked in the transaction of what follows
// from the event, so a repetition does nothing and one that was not committed is taken anew.
func Seen(ctx context.Context, tx *db.Tx, provider string, e Event) (bool, error) {
	kind, eventID := "message", ""
	switch {
	case e.Incoming != nil:
		eventID = e.Incoming.ID
	case e.Receipt != nil && e.Receipt.Delivered:
		kind, eventID = "delivered", e.Receipt.Provider
	case e.Receipt != nil:
		kind, eventID = "failed", e.Receipt.Provider
	}
	n, err := tx.Exec(ctx, `INSERT INTO sms_events (provider, kind, id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, provider, kind, eventID, tx.Now())
	if err != nil {
		return false, fmt.Errorf("sms event: %w", err)
	}
	return n == 0, nil
}
