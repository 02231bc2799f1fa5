package attached

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// Stored is a file as its row has it.
type Stored struct {
	File
	Mark    string // of its content: equal ones have equal marks
	Between bool   // its message is between operators
}

// Of are the files of a demand in their order; those that wait for their message only when they are asked for.
func Of(ctx context.Context, tx *db.Tx, demandID string, waiting bool) ([]Stored, error) {
	var w db.Where
	w.And("f.demand_id = ?", demandID)
	if !waiting {
		w.And("NOT f.waits")
	}
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(x *Stored) []any {
		return []any{&x.ID, &x.N, &x.MessageID, &x.AccountID, &x.sealed, &x.MediaType, &x.Size, &x.Mark, &x.Waits, &x.At, &x.Between}
	}, `SELECT f.id, f.n, coalesce(f.message_id, ''), f.account_id, f.name, f.media_type, f.size, f.mark, f.waits, f.at, coalesce(m.confined, FALSE)
		FROM casework_files f LEFT JOIN casework_messages m ON m.id = f.message_id WHERE `+where+` ORDER BY f.n`, args...)
	if err != nil {
		return nil, fmt.Errorf("files of a demand: %w", err)
	}
	return out, nil
}

// Where the numbers of files begin, which stand in addresses: those that everybody reads have no gap where operators sent each other some.
const (
	fromShared  = 0
	fromBetween = 1_000_000
	// FromWaiting is added to the number of a file that waits for its message.
	FromWaiting = 2_000_000
)

// Next is the demand's next number of a file; whoever adds one at the same time waits for the demand's row.
func Next(ctx context.Context, tx *db.Tx, demandID string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `UPDATE casework_demands SET files = files + 1 WHERE id = $1 RETURNING files`, demandID)
	if err != nil {
		return 0, fmt.Errorf("number of a file: %w", err)
	}
	return n, nil
}

// Insert adds a file, and says when that is.
func Insert(ctx context.Context, tx *db.Tx, demandID string, a *File, mark string) error {
	a.At = tx.Now()
	_, err := tx.Exec(ctx, `INSERT INTO casework_files (id, demand_id, n, account_id, name, media_type, size, mark, waits, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		a.ID, demandID, a.N, a.AccountID, a.sealed, a.MediaType, a.Size, mark, a.Waits, a.At)
	if err != nil {
		return fmt.Errorf("insert file of a demand: %w", err)
	}
	return nil
}

// Give gives a file to its message, with a number among those that are read with it.
func Give(ctx context.Context, tx *db.Tx, demandID, fileID, messageID string, between bool) error {
	from, to := fromShared, fromBetween
	if between {
		from, to = fromBetween, FromWaiting
	}
	if _, err := tx.Exec(ctx, `UPDATE casework_files SET message_id = $1, waits = FALSE,
		n = (SELECT coalesce(max(x.n), $2) + 1 FROM casework_files x WHERE x.demand_id = $3 AND x.n > $2 AND x.n <= $4) WHERE id = $5 AND waits`, messageID, from, demandID, to, fileID); err != nil {
		return fmt.Errorf("file of a message: %w", err)
	}
	return nil
}

// Delete removes a file's row.
func Delete(ctx context.Context, tx *db.Tx, fileID string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM casework_files WHERE id = $1`, fileID); err != nil {
		return fmt.Errorf("take a file out of a draft: %w", err)
	}
	return nil
}
