package group

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// EditGroup changes a group's texts, and its dates while it is a draft. version is the one that the form was made from.
func (s *Service) EditGroup(ctx context.Context, who access.Actor, number, version int64, in Input) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		g, err := ByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := Next(ctx, tx, who, EditGroup, g); err != nil {
			return err
		}
		if g.Version != version {
			return conflict()
		}
		if !Moves.May(EditDates, g.State, RolesOf(who, g), Case{Group: g, At: who.At}) {
			in.JoinUntil, in.EntryFrom, in.EntryUntil = g.JoinUntil, g.EntryFrom, g.EntryUntil
			var f Faults
			if in.checkTexts(&f); f.Err() != nil {
				return f.Err()
			}
		} else if err := in.check(who.At).Err(); err != nil {
			return err
		}
		in.fill(&g)
		if err := save(ctx, tx, g); err != nil {
			return err
		}
		return writeLine(ctx, tx, who, g, EditGroup, g.State)
	})
}

// OpenGroup lists the group for everyone: from then on its dates and lots stand.
func (s *Service) OpenGroup(ctx context.Context, who access.Actor, number int64) error {
	return s.moveGroup(ctx, who, number, OpenGroup)
}

// AbandonGroup ends a group: nothing can be done in it any more. It stays readable for those who could read it: a draft that
// is abandoned is not published by it.
func (s *Service) AbandonGroup(ctx context.Context, who access.Actor, number int64) error {
	return s.moveGroup(ctx, who, number, AbandonGroup)
}

func (s *Service) moveGroup(ctx context.Context, who access.Actor, number int64, do Act) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		g, err := ByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		to, err := Next(ctx, tx, who, do, g)
		if err != nil {
			return err
		}
		from := g.State
		g.State = to
		if to == Open {
			g.OpenedAt = tx.Now()
		}
		if err := save(ctx, tx, g); err != nil {
			return err
		}
		return writeLine(ctx, tx, who, g, do, from)
	})
}
