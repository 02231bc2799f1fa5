package document

import (
	"context"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

// fileArgs are the args of a job about one file.
type fileArgs struct {
	ID string `json:"id"`
}

// deleteFile deletes an unbound file: first what is kept, then what the row says of it. Done again, it does nothing.
func (s *Service) deleteFile(ctx context.Context, _ jobs.Job, a fileArgs) error {
	var f File
	err := s.db.View(ctx, findFile(ctx, &f, a.ID))
	if apperr.Is(err, apperr.NotFound) || err == nil && f.State != Unbound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.store.Delete(ctx, f.key); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE document_files SET state = 'deleted', name = '', deleted_at = $1 WHERE id = $2 AND state = 'unbound'`, tx.Now(), f.ID)
		return err
	})
}

const (
	// sweptAtOnce keeps a sweep's transactions short.
	sweptAtOnce = 200
	// overdue is the age at which an unbound file's own job must have failed for good.
	overdue = KeptFor + 24*time.Hour
)

// sweep lets go of the files that nothing was bound to, and takes up those that could not be deleted.
func (s *Service) sweep(ctx context.Context, _ time.Time) error {
	for {
		var n int
		err := s.db.InTx(ctx, func(tx *db.Tx) error {
			ids, err := letGo(ctx, tx)
			if err != nil {
				return err
			}
			n = len(ids)
			return s.addDeletions(ctx, tx, ids)
		})
		if err != nil {
			return err
		}
		if n < sweptAtOnce {
			break
		}
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		ids, err := db.All(ctx, tx, intoText, `SELECT id FROM document_files WHERE state = 'unbound' AND unbound_at < $1
			ORDER BY unbound_at LIMIT $2`, tx.Now().Add(-overdue), sweptAtOnce)
		if err != nil {
			return err
		}
		return s.addDeletions(ctx, tx, ids)
	})
}

// letGo marks the staged files that waited too long. The state stands in the outer condition too: one that is bound
// while this statement waits for it stays bound.
func letGo(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.All(ctx, tx, intoText, `UPDATE document_files SET state = 'unbound', unbound_at = $1
		WHERE state = 'staged' AND id IN (SELECT id FROM document_files WHERE state = 'staged' AND staged_at < $2 ORDER BY staged_at LIMIT $3)
		RETURNING id`, tx.Now(), tx.Now().Add(-StagedFor), sweptAtOnce)
}

func (s *Service) addDeletions(ctx context.Context, tx *db.Tx, ids []string) error {
	for _, id := range ids {
		if err := s.jobs.Add(ctx, tx, jobDelete, fileArgs{id}, jobs.Options{Unique: id}); err != nil {
			return err
		}
	}
	return nil
}

func intoText(s *string) []any { return []any{s} }
