package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Why is nil when who, an administrator or the account's owner, may do an act on the account of a number; else it says why
// not. Closing one's own account is account/closing's.
func Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64) error {
	a, err := ByPublicNumber(ctx, tx, number)
	if err != nil {
		return err
	}
	if len(a.roles(who)) == 0 {
		return apperr.NotFoundErr()
	}
	m := matter{Account: a, who: who}
	if do == Suspend {
		others, _, err := adminsBeside(ctx, tx, who, a)
		if err != nil {
			return err
		}
		m.last = others == 0
	}
	_, err = moves.Next(do, a.State, a.roles(who), m)
	return err
}
