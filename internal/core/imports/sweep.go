package imports

import (
	"context"
	"slices"
	"time"

	"preau/internal/kit/db"
)

// emptiedAtOnce keeps a sweep's transactions short.
const emptiedAtOnce = 300

// sweep lets go of files that were kept long enough, and of what was read of them. An import that nobody ended ends.
func (s *Service) sweep(ctx context.Context, _ time.Time) error {
	for {
		var old []Import
		err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
			old, err = tooOld(ctx, tx, s.o.Clock.Now().Add(-KeptFor))
			return err
		})
		if err != nil || len(old) == 0 {
			return err
		}
		for _, i := range old {
			if err := s.empty(ctx, i.Number); err != nil {
				return err
			}
		}
	}
}

func (s *Service) empty(ctx context.Context, n int64) error {
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		i, err := importByNumber(ctx, tx, n)
		if err != nil || !slices.Contains(lapsing(), i.State) {
			return err
		}
		return s.pass(ctx, tx, i, lapse)
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
		i, err := importByNumber(ctx, tx, n)
		if err != nil {
			return err
		}
		if err := s.o.Files.Unbind(ctx, tx, i.FileID); err != nil {
			return err
		}
		return saveEmptied(ctx, tx, n)
	})
}

// lapsing are the states in which an import has not ended.
func lapsing() []State {
	for _, r := range Moves().Rows {
		if r.Do == lapse {
			return r.From
		}
	}
	return nil
}
