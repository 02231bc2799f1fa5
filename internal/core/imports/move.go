package imports

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/imports/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Apply lets what was compared be written. seen is the version that who looked at.
func (s *Service) Apply(ctx context.Context, who access.Actor, at Place, n, seen int64) error {
	return s.step(ctx, who, at, n, Apply, seen)
}

// CompareAgain compares the lines with what is there by now.
func (s *Service) CompareAgain(ctx context.Context, who access.Actor, at Place, n, seen int64) error {
	return s.step(ctx, who, at, n, Again, seen)
}

// Stop ends the writing after the step that runs. What is written stays, and Apply takes up the rest.
func (s *Service) Stop(ctx context.Context, who access.Actor, at Place, n, seen int64) error {
	return s.step(ctx, who, at, n, Stop, seen)
}

// Cancel gives an import up: nothing more is read or written.
func (s *Service) Cancel(ctx context.Context, who access.Actor, at Place, n, seen int64) error {
	return s.step(ctx, who, at, n, Cancel, seen)
}

func (s *Service) step(ctx context.Context, who access.Actor, at Place, n int64, do Act, seen int64) error {
	if err := s.Allow(ctx, who, at); err != nil {
		return err // before anybody waits
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		if err := hold(ctx, tx); err != nil {
			return err
		}
		i, err := s.here(ctx, tx, who, at, n)
		if err != nil {
			return err
		}
		to, err := Moves().Next(do, i.State, by{InCharge}, i)
		if err == nil && i.Version != seen {
			err = apperr.ConflictErr(i18n.M(msg.FaultStale))
		}
		if err != nil {
			return err
		}
		if err := s.move(ctx, tx, who, i, do, to); err != nil || !to.working() {
			return err
		}
		return s.wake(ctx, tx, n)
	})
}

// Why is nil when who may do an act on an import of a place; else it says why not.
func (s *Service) Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, at Place, n int64) error {
	i, err := s.here(ctx, tx, who, at, n)
	if err == nil {
		_, err = Moves().Next(do, i.State, by{InCharge}, i)
	}
	return err
}

// pass makes a move of the program's own.
func (s *Service) pass(ctx context.Context, tx *db.Tx, i Import, do Act) error {
	to, err := Moves().Next(do, i.State, by{Program}, i)
	if err != nil {
		return err
	}
	return s.move(ctx, tx, access.ByProgram("", tx.Now()), i, do, to)
}

// move writes where an import stands now, from its beginning there; one that goes on writing goes on where it stopped.
func (s *Service) move(ctx context.Context, tx *db.Tx, who access.Actor, i Import, do Act, to State) error {
	now := i
	now.State, now.MovedBy, now.MovedName, now.MovedAt = to, who.ID, who.Name, tx.Now()
	switch {
	case to == Comparing:
		now.atLine, now.atAbsent, now.Done, now.Total = 0, "", 0, i.Lines
	case to == Applying && i.State == Ready:
		now.atLine, now.Done, now.Total = 0, 0, i.ToWrite()
	}
	ok, err := saveMove(ctx, tx, now)
	if err == nil && !ok {
		err = apperr.ConflictErr(i18n.M(msg.FaultStale))
	}
	if err != nil {
		return err
	}
	return s.write(ctx, tx, who, i, do, to)
}
