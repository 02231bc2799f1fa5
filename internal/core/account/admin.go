package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// ByAdmin runs an administrator's act on the account of a number, once.
func (s *Service) ByAdmin(ctx context.Context, who access.Actor, number int64, fn func(tx *db.Tx, a Account) error) error {
	if err := allow(who); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		a, err := ByPublicNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		return fn(tx, a)
	})
}
