package update

import (
	"context"
	"slices"
	"time"

	"preau/internal/kit/db"
)

// emptiedAtOnce keeps a sweep's transactions short.
const emptiedAtOnce = 300

// sweep lets go of sheets that were kept long enough, and of what came of their lines. An update that nobody decided on ends.
func (s *Service) sweep(ctx context.Context, _ time.Time) error {
	for {
		var old []Update
		err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
			old, err = tooOld(ctx, tx, s.o.Clock.Now().Add(-KeptFor))
			return err
		})
		if err != nil || len(old) == 0 {
			return err
		}
		for _, u := range old {
			if err := s.empty(ctx, u.Number); err != nil {
				return err
			}
		}
	}
}

func (s *Service) empty(ctx context.Context, n int64) error {
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		u, err := byNumber(ctx, tx, n)
		if err != nil || !slices.Contains(lapsing(), u.State) {
			return err
		}
		return s.pass(ctx, tx, u, lapse)
	})
	for left := true; left && err == nil; {
		err = s.o.DB.InTx(ctx, func(tx *db.Tx) error {
			left, err = emptySome(ctx, tx, n, emptiedAtOnce)
			return err
		})
	}
	if err != nil {
		return err
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		u, err := byNumber(ctx, tx, n)
		if err != nil {
			return err
		}
		if u.fileID != "" {
			if err := s.o.Files.Unbind(ctx, tx, u.fileID); err != nil {
				return err
			}
		}
		return change(ctx, tx, n, `emptied_at = $1`, tx.Now())
	})
}

// lapsing are the states in which an update waits for somebody's decision.
func lapsing() []State {
	for _, r := range Moves().Rows {
		if r.Do == lapse {
			return r.From
		}
	}
	return nil
}
