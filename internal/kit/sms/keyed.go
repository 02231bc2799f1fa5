package sms

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// byKey begins the id of a text that was made of its number and words, and is keyed.
const byKey = "keyed-"

func keyed(hash func(string) string, id string) string { return byKey + hash("sms event "+id) }

// KeyEvents keys what earlier releases remembered of a message centre's texts, by hashes that gave the number back to whoever tried all of them:
// some of them at a time, each told to renamed. It says of how many. A centre is listened to once there is none left, so that what it delivers
// again is known.
func KeyEvents(ctx context.Context, tx *db.Tx, provider string, hash func(string) string, most int, renamed func(was, is string) error) (int, error) {
	ids, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT id FROM sms_events WHERE provider = $1 AND kind = 'message' AND id NOT LIKE $2 ORDER BY id LIMIT $3`, provider, byKey+"%", most)
	for _, was := range ids {
		is := keyed(hash, was)
		if err == nil {
			_, err = tx.Exec(ctx, `UPDATE sms_events SET id = $1 WHERE provider = $2 AND kind = 'message' AND id = $3`, is, provider, was)
		}
		if err == nil {
			err = renamed(was, is)
		}
	}
	if err != nil {
		return 0, fmt.Errorf("sms events: %w", err)
	}
	return len(ids), nil
}
