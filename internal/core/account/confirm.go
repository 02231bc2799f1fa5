package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Confirm checks that it is really who, by the password typed again, before what a passer-by at an open screen must not
// do. Wrong ones are counted as at sign-in. from is the client's network, see web.ClientNet.
func (s *Service) Confirm(ctx context.Context, who access.Actor, pw, from string) error {
	a, err := s.Own(ctx, who)
	if err != nil {
		return err
	}
	if err := s.countTry(ctx, who.At, a.UserName, from); err != nil {
		return err
	}
	ok, err := s.verify(ctx, a, pw)
	if err != nil {
		return err
	}
	if !ok {
		return apperr.InvalidField(FieldCurrent, i18n.M(msg.FaultPasswordCurrent))
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.forgive(ctx, tx, from, a.UserName) })
}

// locked runs OnLock, where it is given.
func (s *Service) locked(ctx context.Context, tx *db.Tx, who access.Actor, accountID string, act Act) error {
	if s.o.OnLock == nil {
		return nil
	}
	return s.o.OnLock(ctx, tx, who, accountID, act)
}
