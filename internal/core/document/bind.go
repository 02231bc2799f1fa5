package document

import (
	"context"
	"fmt"
	"io"

	"preau/internal/core/access"
	"preau/internal/core/document/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

// Bind makes a file that who staged for a use an object's. It is refused for one that is another's, was sent for
// something else, is bound already, or waited too long.
func (s *Service) Bind(ctx context.Context, tx *db.Tx, who access.Actor, u Use, fileID string, o Object) (File, error) {
	bound, err := bindFile(ctx, tx, who, u, fileID, o)
	if err != nil {
		return File{}, err
	}
	if !bound {
		return File{}, refuse(msg.FaultGone)
	}
	return ByID(ctx, tx, fileID)
}

// Unbind takes a file from its object: it can no longer be read from now on, and is deleted a day later.
func (s *Service) Unbind(ctx context.Context, tx *db.Tx, fileID string) error {
	n, err := tx.Exec(ctx, `UPDATE document_files SET state = 'unbound', unbound_at = $1 WHERE id = $2 AND state = 'bound'`, tx.Now(), fileID)
	if err != nil {
		return fmt.Errorf("unbind file: %w", err)
	}
	if n == 0 {
		return nil
	}
	return s.jobs.Add(ctx, tx, jobDelete, fileArgs{fileID}, jobs.Options{RunAt: tx.Now().Add(KeptFor), Unique: fileID})
}

// Drop lets a staged file go that who no longer wants: a repeated form's, or one that another replaced. A file that was
// bound meanwhile stays.
func (s *Service) Drop(ctx context.Context, who access.Actor, fileID string) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE document_files SET state = 'unbound', unbound_at = $1
			WHERE id = $2 AND state = 'staged' AND staged_by = $3`, tx.Now(), fileID, who.ID)
		if err != nil || n == 0 {
			return err
		}
		return s.jobs.Add(ctx, tx, jobDelete, fileArgs{fileID}, jobs.Options{Unique: fileID})
	})
}

// Open reads a bound file, for who was found to be allowed to.
func (s *Service) Open(ctx context.Context, f File) (Content, error) {
	b, err := s.store.Open(ctx, f.key)
	if err != nil {
		return Content{}, fmt.Errorf("file %s: %w", f.ID, err)
	}
	if size := b.Info().Size; size != f.Size {
		_ = b.Close() // it was only to be read
		return Content{}, fmt.Errorf("file %s: %w: %d bytes, not %d", f.ID, io.ErrUnexpectedEOF, size, f.Size)
	}
	return Content{File: f, ReadSeekCloser: b}, nil
}
