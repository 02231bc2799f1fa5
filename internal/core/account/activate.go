package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// Activate proves the address of an account by its link (R003, R005). It signs nobody in: the password does, so that
// who had an account opened on another's address gains nothing by their click.
func (s *Service) Activate(ctx context.Context, who access.Actor, secret string) error {
	return s.o.DB.Once(ctx, anyone(who, notify.HashSecret(secret)), func(tx *db.Tx) error {
		a, err := s.spendLink(ctx, tx, who, secret, ForActivation)
		if err != nil {
			return err
		}
		to, err := a.next(Activate, a.actor(who))
		if err != nil {
			return err
		}
		return move(ctx, tx, a.actor(who), &a, Activate, to, "")
	})
}

// spendLink uses a link up and gives its account. Whoever holds the secret read the account's mailbox, so acts as its owner.
func (s *Service) spendLink(ctx context.Context, tx *db.Tx, who access.Actor, secret string, p Purpose) (Account, error) {
	t, err := tokenBySecret(ctx, tx, secret, p)
	if err != nil {
		return Account{}, err
	}
	if err := spend(ctx, tx, t, instant(tx, who)); err != nil {
		return Account{}, err
	}
	return accountByID(ctx, tx, t.AccountID)
}
