package sms

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
)

// redelivered is how long after a text a provider that names none may still deliver it again: another that says the same is not
// known from it before.
const redelivered = time.Hour

// Seen says whether an event of a provider was taken before, and notes it. It is asked in the transaction of what follows
// from the event, so a repetition does nothing and one that was not committed is taken anew.
func Seen(ctx context.Context, tx *db.Tx, provider string, e Event) (bool, error) {
	kind, eventID, before := "message", "", tx.Now().AddDate(-100, 0, 0) // an id is of one text for ever
	switch {
	case e.Incoming != nil:
		eventID = e.Incoming.ID
		if e.Incoming.Alike {
			before = tx.Now().Add(-redelivered)
		}
		if e.Incoming.New {
			before = tx.Now().Add(redelivered)
		}
	case e.Receipt != nil && e.Receipt.Delivered:
		kind, eventID = "delivered", e.Receipt.Provider
	case e.Receipt != nil:
		kind, eventID = "failed", e.Receipt.Provider
	}
	n, err := tx.Exec(ctx, `INSERT INTO sms_events (provider, kind, id, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (provider, kind, id) DO UPDATE SET at = excluded.at WHERE sms_events.at < $5`, provider, kind, eventID, tx.Now(), before)
	if err != nil {
		return false, fmt.Errorf("sms event: %w", err)
	}
	return n == 0, nil
}
