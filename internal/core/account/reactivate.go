package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/letter"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Reactivate ends a suspension.
func (s *Service) Reactivate(ctx context.Context, who access.Actor, number int64) error {
	return s.ByAdmin(ctx, who, number, func(tx *db.Tx, a Account) error {
		to, err := a.next(Reactivate, who)
		if err != nil {
			return err
		}
		if err := move(ctx, tx, who, &a, Reactivate, to, ""); err != nil {
			return err
		}
		return s.tell(ctx, tx, a, letter.Reactivated, id.New())
	})
}
