package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// NewPassword is what changing one's password asks.
type NewPassword struct {
	Current, Password, Again string
	From                     string // the client's network, see web.ClientNet; empty for the program itself
}

// ChangePassword sets a new password, the current one being known. Other sessions end. Wrong ones are counted as at sign-in.
func (s *Service) ChangePassword(ctx context.Context, who access.Actor, in NewPassword) error {
	a, err := s.Own(ctx, who)
	if err != nil {
		return err
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return err
	}
	var f faults
	s.password(&f, in.Password, in.Again, set.Title, a)
	if err := f.err(); err != nil {
		return err
	}
	if err := s.checkCurrent(ctx, who, a, in); err != nil {
		return err
	}
	phc, err := s.hash(ctx, in.Password)
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, withoutSecrets(who), func(tx *db.Tx) error {
		now, err := accountByID(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		if now.passwordHash != a.passwordHash {
			return apperr.ConflictErr(i18n.M(msg.ErrorMoved))
		}
		to, err := now.next(ChangePassword, who)
		if err != nil {
			return err
		}
		now.passwordHash, now.PasswordAt = phc, tx.Now()
		if err := move(ctx, tx, who, &now, ChangePassword, to, ""); err != nil {
			return err
		}
		return s.passwordIsNew(ctx, tx, who, now, ChangePassword, who.Session)
	})
}

func (s *Service) checkCurrent(ctx context.Context, who access.Actor, a Account, in NewPassword) error {
	if err := s.countTry(ctx, who.At, a.UserName, in.From); err != nil {
		return err
	}
	ok, err := s.verify(ctx, a, in.Current)
	if err != nil {
		return err
	}
	if !ok { // a repeated form: the first has set the new password already
		ok, err = s.verify(ctx, a, in.Password)
	}
	if err != nil {
		return err
	}
	if !ok {
		return apperr.InvalidField(FieldCurrent, i18n.M(msg.FaultPasswordCurrent))
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.forgive(ctx, tx, in.From, a.UserName) })
}

// Own is the actor's own account.
func (s *Service) Own(ctx context.Context, who access.Actor) (Account, error) {
	if !who.SignedIn() {
		return Account{}, apperr.UnauthenticatedErr()
	}
	var a Account
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		a, err = accountByID(ctx, tx, who.ID)
		return err
	})
	return a, err
}
