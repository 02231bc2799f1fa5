package offer

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// insertFile keeps a file for an offer, under a number of its own.
func insertFile(ctx context.Context, tx *db.Tx, offerID string, a *Attachment) error {
	n, err := db.Value[int64](ctx, tx, `UPDATE offers_counters SET n = n + 1 WHERE name = 'file' RETURNING n`)
	if err != nil {
		return fmt.Errorf("number of an attachment: %w", err)
	}
	a.N = n
	if _, err := tx.Exec(ctx, `INSERT INTO offers_files (n, offer_id, file_id) VALUES ($1, $2, $3)`, n, offerID, a.FileID); err != nil {
		return fmt.Errorf("attachment of an offer: %w", err)
	}
	return nil
}

// holdFile keeps whoever removes an attachment meanwhile waiting, until this transaction's own row of the file is there to be seen.
func holdFile(ctx context.Context, tx *db.Tx, o Offer, a Attachment) error {
	n, err := tx.Exec(ctx, `UPDATE offers_files SET file_id = file_id WHERE n = $1 AND offer_id = $2`, a.N, o.ID)
	if err != nil {
		return fmt.Errorf("attachment of offer %s: %w", o.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	return nil
}

// removeFile takes an attachment from its offer, and says whether no other offer has its file.
func removeFile(ctx context.Context, tx *db.Tx, a Attachment) (bool, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM offers_files WHERE n = $1`, a.N); err != nil {
		return false, fmt.Errorf("remove an attachment: %w", err)
	}
	left, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM offers_files WHERE file_id = $1`, a.FileID)
	if err != nil {
		return false, fmt.Errorf("remove an attachment: %w", err)
	}
	return left == 0, nil
}

// orphans are the files of offers that are gone: their rows went with them.
func orphans(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT f.id FROM document_files f WHERE f.use_key = $1 AND f.state = 'bound'
		AND NOT EXISTS (SELECT 1 FROM offers_files x WHERE x.file_id = f.id) ORDER BY f.id LIMIT $2`, Paper.Key, atOnce)
}
