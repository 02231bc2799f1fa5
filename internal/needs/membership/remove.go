package membership

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Remove takes an accepted member out of its group, with a reason that is mailed to who had asked: it is excluded, or wants
// to leave after entry began, when it can no more by itself (R031). Its sheets leave the totals, which are those of accepted
// members, and stay readable (R058); they count again if it asks once more and is accepted.
func (s *Service) Remove(ctx context.Context, who access.Actor, number int64, ref, reason string) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		g, err := group.Held(ctx, tx, who, number)
		if err != nil {
			return err
		}
		m, to, err := removable(ctx, tx, who, g, ref)
		if err != nil {
			return err
		}
		var f group.Faults
		if group.CheckText(&f, FieldReason, reason, maxReason, msg.FaultRemoval); f.Err() != nil {
			return f.Err()
		}
		m.DecidedBy, m.DecidedName, m.DecidedAt, m.Reason, m.ToldAt = who.ID, who.Name, tx.Now(), reason, time.Time{}
		if err := save(ctx, tx, who, g, &m, Remove, to); err != nil {
			return err
		}
		return s.tellRemoved(ctx, tx, g, m)
	})
}

// ToRemove is the member that Remove would take out, or why who may not.
func (s *Service) ToRemove(ctx context.Context, who access.Actor, number int64, ref string) (group.Group, Membership, error) {
	var g group.Group
	var m Membership
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if g, err = group.ByNumber(ctx, tx, who, number); err != nil {
			return err
		}
		m, _, err = removable(ctx, tx, who, g, ref)
		return err
	})
	return g, m, err
}

func removable(ctx context.Context, tx *db.Tx, who access.Actor, g group.Group, ref string) (Membership, State, error) {
	if _, err := group.Next(ctx, tx, who, group.FollowGroup, g); err != nil {
		return Membership{}, "", err
	}
	m, err := ByRef(ctx, tx, g, ref)
	if err != nil {
		return m, "", err
	}
	to, err := next(ctx, tx, who, Remove, Case{Group: g, Membership: m, At: who.At})
	return m, to, err
}
