package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/limits"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/signlog"
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
	return s.current(ctx, who, a, from, pw)
}

// current checks that one of these is the password of who. Wrong ones are counted as at sign-in.
func (s *Service) current(ctx context.Context, who access.Actor, a Account, from string, pws ...string) (err error) {
	try := signlog.Try{Way: signlog.Confirmation, Account: a.Number}
	defer func() { s.Tried(ctx, try, err) }()
	g := limits.Guess{At: who.At, Login: login(a.UserName), Owner: fold(a.Email), From: from}
	ok, blind, err := s.limits.Compare(ctx, g, func() (ok bool, err error) {
		for _, pw := range pws {
			if ok, err = s.verify(ctx, a.passwordHash, pw); ok || err != nil {
				break
			}
		}
		return ok, err
	})
	switch {
	case err != nil:
		return err
	case blind > 0: // who is signed in may know which failures count
		return limits.TooMany(msg.ErrorTriesLogin, blind)
	case !ok:
		return apperr.InvalidField(FieldCurrent, i18n.M(msg.FaultPasswordCurrent))
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.limits.Forgive(ctx, tx, fold(a.Email), login(a.UserName)) })
}

// locked runs OnLock, where it is given.
func (s *Service) locked(ctx context.Context, tx *db.Tx, who access.Actor, accountID string, act Act) error {
	if s.o.OnLock == nil {
		return nil
	}
	return s.o.OnLock(ctx, tx, who, accountID, act)
}
