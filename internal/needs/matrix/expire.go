package matrix

import (
	"context"
	"errors"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
	"preau/internal/needs/group"
)

// args are the args of a job about one matrix.
type args struct {
	ID string `json:"id"`
}

// expire ends a matrix whose time is over.
func (s *Service) expire(ctx context.Context, _ jobs.Job, a args) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.expireOne(ctx, tx, a.ID) })
}

func (s *Service) expireOne(ctx context.Context, tx *db.Tx, matrixID string) error {
	m, err := byID(ctx, tx, matrixID)
	if errors.Is(err, db.ErrNone) || err == nil && (m.State != Ready || m.ExpiresAt.After(tx.Now())) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.end(ctx, tx, m)
}

// sweep ends those whose own job did not.
func (s *Service) sweep(ctx context.Context, _ time.Time) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		overdue, err := overdue(ctx, tx)
		if err != nil {
			return err
		}
		for _, m := range overdue {
			if err := s.expireOne(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// end ends a matrix: its file can no longer be read from now on.
func (s *Service) end(ctx context.Context, tx *db.Tx, m Matrix) error {
	to, err := Moves.Next(End, m.State, []group.Role{AsProgram}, m)
	if err != nil {
		return err
	}
	ended, err := saveGone(ctx, tx, m, to)
	if err != nil || !ended || m.FileID == "" {
		return err
	}
	return s.o.Files.Forget(ctx, tx, m.FileID)
}

// at is when the request reached the server.
func at(tx *db.Tx, who access.Actor) time.Time {
	if who.At.IsZero() {
		return tx.Now()
	}
	return who.At
}
