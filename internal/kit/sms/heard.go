package sms

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/kit/db"
)

// line stands for a provider among the events: what is noted of it is to which machine a text was delivered last.
const line = "line"

// Heard notes that a text was delivered to a machine just now, and says whether the same words were delivered to no other since they came to this one last,
// within the time in which a centre may deliver again. What a machine remembers of its connection tells the next text from a repetition as long as that
// is so; else it may be what another machine took already, and is in doubt, as after a restart.
func Heard(ctx context.Context, tx *db.Tx, id, machine string) (bool, error) {
	last, err := db.Value[string](ctx, tx, `SELECT machine FROM sms_events WHERE provider = $1 AND kind = 'message' AND id = $2 AND at >= $3`, line, id, tx.Now().Add(-redelivered))
	if err != nil && !errors.Is(err, db.ErrNone) {
		return false, fmt.Errorf("who heard a text: %w", err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO sms_events (provider, kind, id, at, machine) VALUES ($1, 'message', $2, $3, $4)
		ON CONFLICT (provider, kind, id) DO UPDATE SET at = excluded.at, machine = excluded.machine`, line, id, tx.Now(), machine); err != nil {
		return false, fmt.Errorf("note who heard a text: %w", err)
	}
	return last == machine, nil
}

// alone says whether what this connection's machine remembers of a text may be trusted.
func (c *SMPP) alone(ctx context.Context, id string) (bool, error) {
	if c.o.Heard == nil {
		return true, nil
	}
	return c.o.Heard(ctx, id, c.machine)
}
