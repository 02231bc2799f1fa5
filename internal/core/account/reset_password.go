package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// ResetPassword sets a new password by a link (R011, R012): it serves once, all other links die, all sessions end, and the
// failures that kept the person out are forgotten. An account that was never activated is so by it: the mailbox is proven.
func (s *Service) ResetPassword(ctx context.Context, who access.Actor, secret, pw, again string) error {
	phc, err := s.chosen(ctx, who, secret, pw, again, ForReset, "")
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, anyone(who, notify.HashSecret(secret)), func(tx *db.Tx) error {
		a, err := s.spendLink(ctx, tx, who, secret, ForReset)
		if err != nil {
			return err
		}
		owner := a.actor(who)
		to, err := a.next(ResetPassword, owner)
		if err != nil {
			return err
		}
		a.passwordHash, a.PasswordAt = phc, tx.Now()
		if err := move(ctx, tx, owner, &a, ResetPassword, to, ""); err != nil {
			return err
		}
		return s.passwordIsNew(ctx, tx, owner, a, ResetPassword, "")
	})
}

// chosen checks the password that the holder of a link chose, and hashes it. A dead link is refused first, so that nobody
// has the server hash for nothing; a repeated form is let through, to be answered as the first was.
func (s *Service) chosen(ctx context.Context, who access.Actor, secret, pw, again string, p Purpose, userName string) (string, error) {
	a, err := s.linkOwner(ctx, who, secret, p)
	if err != nil {
		return "", err
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return "", err
	}
	var f faults
	if p == ForInvitation {
		a.UserName = f.userName(userName)
	}
	s.password(&f, pw, again, set.Title, a)
	if err := f.err(); err != nil {
		return "", err
	}
	return s.hash(ctx, pw)
}

func (s *Service) linkOwner(ctx context.Context, who access.Actor, secret string, p Purpose) (Account, error) {
	var a Account
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		t, err := tokenBySecret(ctx, tx, secret, p)
		if err != nil {
			return err
		}
		st := t.standing(instant(tx, who))
		if st != Live && (st != Used || who.Key == "") {
			return linkErr(st)
		}
		a, err = accountByID(ctx, tx, t.AccountID)
		return err
	})
	return a, err
}

// passwordIsNew is what follows each new password: links and access tokens die, sessions end but the one that is kept,
// and the owner is told.
func (s *Service) passwordIsNew(ctx context.Context, tx *db.Tx, who access.Actor, a Account, act Act, kept string) error {
	if err := killTokens(ctx, tx, a.ID, ""); err != nil {
		return err
	}
	if err := endSessions(ctx, tx, endedPassword, "account_id = ? AND id <> ?", a.ID, kept); err != nil {
		return err
	}
	if err := s.locked(ctx, tx, who, a.ID, act); err != nil {
		return err
	}
	if err := s.forgive(ctx, tx, "", a.UserName, a.Email); err != nil {
		return err
	}
	return s.sendPasswordChanged(ctx, tx, a)
}
