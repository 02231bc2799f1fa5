package document

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

// Forget is Unbind for what must not wait for a backup, because its time is over: it is deleted at once.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, fileID string) error {
	n, err := tx.Exec(ctx, `UPDATE document_files SET state = 'unbound', unbound_at = $1 WHERE id = $2 AND state = 'bound'`, tx.Now(), fileID)
	if err != nil {
		return fmt.Errorf("forget file: %w", err)
	}
	if n == 0 {
		return nil
	}
	return s.jobs.Add(ctx, tx, jobDelete, fileArgs{fileID}, jobs.Options{Unique: fileID})
}
