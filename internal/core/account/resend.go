package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/links"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Resend sends an account that waits its link once more: activation or invitation.
func (s *Service) Resend(ctx context.Context, who access.Actor, number int64) error {
	return s.ByAdmin(ctx, who, number, func(tx *db.Tx, a Account) error {
		if _, err := a.next(Resend, who); err != nil {
			return err
		}
		return s.ResendTx(ctx, tx, who, a)
	})
}

// ResendTx is Resend for who may do it by another rule.
func (s *Service) ResendTx(ctx context.Context, tx *db.Tx, who access.Actor, a Account) error {
	if err := s.limits.Left(ctx, tx, fold(a.Email)); err != nil {
		return err
	}
	if err := writeHistory(ctx, tx, who, a, string(Resend)); err != nil {
		return err
	}
	to, err := waitingFor(ctx, tx, a)
	if err != nil {
		return err
	}
	return s.sendFor(ctx, tx, to, links.ForActivation, id.New(), to.signUp.Back, true)
}
