package notify

import (
	"context"
	"time"

	"preau/internal/kit/db"
)

// readersWaiting are accounts for whom mails wait that were queued before the cut, beyond the last one read.
func readersWaiting(ctx context.Context, tx *db.Tx, cut time.Time, last string, limit int) ([]string, error) {
	return db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT DISTINCT account_id FROM notify_mails
		WHERE digest = 'for_digest' AND queued_at < $1 AND account_id > $2 ORDER BY account_id LIMIT $3`, cut, last, limit)
}

// waitingFor are the mails that wait for an account's digest, the oldest first.
func waitingFor(ctx context.Context, tx *db.Tx, accountID string, cut time.Time, limit int) ([]outgoing, error) {
	return db.All(ctx, tx, intoMail, `SELECT `+columns+` FROM notify_mails
		WHERE digest = 'for_digest' AND account_id = $1 AND queued_at < $2 ORDER BY queued_at, id LIMIT $3`, accountID, cut, limit)
}

// forgetWaiting wipes what waits for nobody any more.
func forgetWaiting(ctx context.Context, tx *db.Tx, accountID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM notify_mails WHERE digest = 'for_digest' AND account_id = $1`, accountID)
	return err
}

// partsOf are the mails that a digest told, the oldest first.
func partsOf(ctx context.Context, tx *db.Tx, digestID string) ([]outgoing, error) {
	return db.All(ctx, tx, intoMail, `SELECT `+columns+` FROM notify_mails WHERE digest_id = $1 AND digest_id <> '' ORDER BY queued_at, id`, digestID)
}

// forgetParts wipes the data of the mails that a digest told: it arrived, or will not go any more.
func forgetParts(ctx context.Context, tx *db.Tx, digestID string) error {
	_, err := tx.Exec(ctx, `UPDATE notify_mails SET data = '' WHERE digest_id = $1 AND digest_id <> '' AND data <> ''`, digestID)
	return err
}
