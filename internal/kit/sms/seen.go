package sms

import (
	"context"
	"errors"
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

// Before is when a text that says the same as this one was taken last, where nothing tells the two apart: neither the provider, nor what is
// remembered of its connection, as after a restart. It is zero where none was within the time in which one may be delivered again.
func Before(ctx context.Context, tx *db.Tx, provider string, in Incoming) (time.Time, error) {
	var none time.Time
	if !in.Alike || in.New {
		return none, nil
	}
	at, err := db.Value[time.Time](ctx, tx, `SELECT at FROM sms_events WHERE provider = $1 AND kind = 'message' AND id = $2 AND at >= $3`, provider, in.ID, tx.Now().Add(-redelivered))
	if errors.Is(err, db.ErrNone) {
		return none, nil
	}
	if err != nil {
		return none, fmt.Errorf("sms event: %w", err)
	}
	return at, nil
}
