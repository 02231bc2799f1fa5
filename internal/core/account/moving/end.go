package moving

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/kit/db"
)

// Withdraw ends a change before it is done: the old address stays.
func (s *Service) Withdraw(ctx context.Context, who access.Actor, number int64, reason string) error {
	return s.end(ctx, who, number, Withdraw, reason)
}

// Settle lifts the guard that an objection put on an account; what was found is written down.
func (s *Service) Settle(ctx context.Context, who access.Actor, number int64, reason string) error {
	return s.end(ctx, who, number, Settle, reason)
}

func (s *Service) end(ctx context.Context, who access.Actor, number int64, do Act, reason string) error {
	reason, err := account.CleanReason(reason)
	if err != nil {
		return err
	}
	return s.o.Accounts.ByAdmin(ctx, who, number, func(tx *db.Tx, a account.Account) error {
		m, err := openMove(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		to, err := next(do, matter{Account: a, move: m, who: who, at: who.At}, rolesOf(who)...)
		if err != nil {
			return err
		}
		if err := s.move(ctx, tx, who, a, &m, do, to, reason); err != nil {
			return err
		}
		return s.tellEnded(ctx, tx, a, m)
	})
}
