package needs

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// EditGroup changes a group's texts, and its dates while it is a draft. version is the one that the form was made from.
func (s *Service) EditGroup(ctx context.Context, who access.Actor, number, version int64, in GroupInput) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		g, err := groupByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := nextGroup(ctx, tx, who, EditGroup, g); err != nil {
			return err
		}
		if g.Version != version {
			return conflictGroup()
		}
		if !GroupMoves.May(EditDates, g.State, roles(who, g, Membership{}), GroupCase{Group: g, At: who.At}) {
			in.JoinUntil, in.EntryFrom, in.EntryUntil = g.JoinUntil, g.EntryFrom, g.EntryUntil
			var f faults
			if in.checkTexts(&f); f.err() != nil {
				return f.err()
			}
		} else if err := in.check(who.At).err(); err != nil {
			return err
		}
		in.fill(&g)
		if err := saveGroup(ctx, tx, g); err != nil {
			return err
		}
		return writeGroupLine(ctx, tx, who, g, EditGroup, g.State)
	})
}

// OpenGroup lists the group for everyone: from then on its dates and lots stand.
func (s *Service) OpenGroup(ctx context.Context, who access.Actor, number int64) error {
	return s.moveGroup(ctx, who, number, OpenGroup)
}

// AbandonGroup ends a group: it stays readable, and nothing can be done in it.
func (s *Service) AbandonGroup(ctx context.Context, who access.Actor, number int64) error {
	return s.moveGroup(ctx, who, number, AbandonGroup)
}

func (s *Service) moveGroup(ctx context.Context, who access.Actor, number int64, do GroupAct) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		g, err := groupByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		to, err := nextGroup(ctx, tx, who, do, g)
		if err != nil {
			return err
		}
		from := g.State
		g.State = to
		if err := saveGroup(ctx, tx, g); err != nil {
			return err
		}
		return writeGroupLine(ctx, tx, who, g, do, from)
	})
}
