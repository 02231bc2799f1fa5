package membership

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
)

// AllowAgain lifts the refusal for good of an establishment, and tells who had asked: it may ask once more (R027). What
// was decided stays as it was.
func (s *Service) AllowAgain(ctx context.Context, who access.Actor, number int64, ref string) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		g, err := group.Held(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := group.Next(ctx, tx, who, group.FollowGroup, g); err != nil {
			return err
		}
		m, err := ByRef(ctx, tx, g, ref)
		if err != nil {
			return err
		}
		to, err := next(ctx, tx, who, AllowAgain, Case{Group: g, Membership: m, At: who.At})
		if err != nil {
			return err
		}
		m.Blocked = false
		if err := save(ctx, tx, who, g, &m, AllowAgain, to); err != nil {
			return err
		}
		return s.tellAllowed(ctx, tx, who, g, m)
	})
}
