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

// ForgetOf is Forget for each file of an object. Their names, which may speak of somebody, are gone with this transaction.
func (s *Service) ForgetOf(ctx context.Context, tx *db.Tx, o Object) error {
	files, err := db.All(ctx, tx, func(f *string) []any { return []any{f} }, `UPDATE document_files SET state = 'unbound', unbound_at = $1, name = ''
		WHERE object_kind = $2 AND object_id = $3 AND state = 'bound' RETURNING id`, tx.Now(), o.Kind, o.ID)
	if err != nil {
		return fmt.Errorf("forget files: %w", err)
	}
	for _, f := range files {
		if err := s.jobs.Add(ctx, tx, jobDelete, fileArgs{f}, jobs.Options{Unique: f}); err != nil {
			return err
		}
	}
	return nil
}
