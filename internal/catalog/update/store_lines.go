package update

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// The kinds of changes, as they are stored.
const (
	kindNew       = 1
	kindChanged   = 2
	kindWithdrawn = 3
)

// changed is one article that an update changes.
type changed struct {
	kind    int
	rise    int64 // of its price, in hundredths of a percent
	article int64
}

func insertChanges(ctx context.Context, tx *db.Tx, n int64, all []changed) error {
	rows := db.NewRows(`INSERT INTO catalog_update_changes (update_number, kind, rise, article) VALUES `, 4)
	for _, c := range all {
		rows.Add(n, c.kind, c.rise, c.article)
	}
	if err := rows.Write(ctx, tx); err != nil {
		return fmt.Errorf("changes of update %d: %w", n, err)
	}
	return nil
}

func insertFaults(ctx context.Context, tx *db.Tx, n int64, all []Fault) error {
	rows := db.NewRows(`INSERT INTO catalog_update_faults (update_number, line, n, warning, letter, header, value, reason) VALUES `, 8)
	at := 0
	for i, f := range all {
		if at++; i == 0 || all[i-1].Line != f.Line {
			at = 0
		}
		rows.Add(n, f.Line, at, f.Warning, f.Letter, f.Header, f.Value, written(f.Reason))
	}
	if err := rows.Write(ctx, tx); err != nil {
		return fmt.Errorf("faults of update %d: %w", n, err)
	}
	return nil
}

// emptySome forgets some of what came of an update's lines, and says whether anything was left. What was wrong stays, without
// what the cells held.
func emptySome(ctx context.Context, tx *db.Tx, n int64, most int) (bool, error) {
	gone, err := tx.Exec(ctx, `DELETE FROM catalog_update_changes WHERE update_number = $1 AND article IN (
		SELECT article FROM catalog_update_changes WHERE update_number = $1 LIMIT $2)`, n, most)
	if err != nil {
		return false, fmt.Errorf("empty update %d: %w", n, err)
	}
	if gone > 0 {
		return true, nil
	}
	if _, err = tx.Exec(ctx, `UPDATE catalog_update_faults SET value = '' WHERE update_number = $1 AND value <> ''`, n); err != nil {
		return false, fmt.Errorf("empty update %d: %w", n, err)
	}
	return false, nil
}
