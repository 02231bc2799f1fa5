package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/session"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// NewPassword is what changing one's password asks.
type NewPassword struct {
	Current, Password, Again string
	From                     string // the client's network, see web.ClientNet; empty for the program itself
}

// ChangePassword sets a new password, the current one being known, which is a proof for the session. Other sessions end. Wrong ones are counted as at sign-in.
func (s *Service) ChangePassword(ctx context.Context, who access.Actor, in NewPassword) error {
	a, err := s.Own(ctx, who)
	if err != nil {
		return err
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return err
	}
	where, err := s.around(ctx, set, a)
	if err != nil {
		return err
	}
	var f faults
	s.password(&f, in.Password, in.Again, where, a)
	if err := f.Err(); err != nil {
		return err
	}
	// A repeated form: the first has set the new password already.
	if err := s.current(ctx, who, a, in.From, in.Current, in.Password); err != nil {
		return err
	}
	phc, err := s.hash(ctx, in.Password)
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, s.withoutSecrets(who, in.Current+"\x00"+in.Password), func(tx *db.Tx) error {
		now, err := ByID(ctx, tx, who.ID)
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
		if err := s.Prove(ctx, tx, who, session.ByPassword); err != nil {
			return err
		}
		return s.passwordIsNew(ctx, tx, who, now, ChangePassword, who.Session)
	})
}

// Own is the actor's own account.
func (s *Service) Own(ctx context.Context, who access.Actor) (Account, error) {
	if !who.SignedIn() {
		return Account{}, apperr.UnauthenticatedErr()
	}
	var a Account
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		a, err = ByID(ctx, tx, who.ID)
		return err
	})
	return a, err
}
