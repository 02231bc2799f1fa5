package demand

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// DropWaiting lets go of files that waited for their message for more than a day, and says of how many (C027).
func (s *Service) DropWaiting(ctx context.Context, most int) (int, error) {
	n := 0
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		stale, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT id FROM casework_files WHERE waits AND at < $1 ORDER BY at LIMIT $2`, tx.Now().Add(-waitingFor), most)
		for _, fileID := range stale {
			if err == nil {
				err = s.forget(ctx, tx, fileID)
			}
		}
		n = len(stale)
		return err
	})
	if err != nil {
		return n, fmt.Errorf("files that wait: %w", err)
	}
	return n, nil
}
