package account

import (
	"context"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/links"
	"preau/internal/core/account/session"
	"preau/internal/core/account/signlog"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Reset is what the page of a reset link asks.
type Reset struct {
	UserName        string   // of an account that waits for its activation; others keep theirs
	Identity        Identity // instead, where identifiers are built of it
	Password, Again string
}

// ResetPassword sets a new password by a link (R011, R012): it serves once, all other links die, all sessions end, and the
// failures that kept the person out are forgotten. An account that was never activated is so by it: the mailbox is proven. Its user
// name is asked for, since somebody else may have signed up with the address.
func (s *Service) ResetPassword(ctx context.Context, who access.Actor, secret string, in Reset) (back string, err error) {
	try := signlog.Try{Way: signlog.Reset}
	defer func() { s.Tried(ctx, try, err) }()
	g := given{in.UserName, in.Identity}
	phc, set, err := s.chosen(ctx, who, secret, in.Password, in.Again, links.ForReset, g)
	if err != nil {
		return "", err
	}
	who = s.anyone(who, g.secrets(in.Password), notify.HashSecret(secret), in.UserName)
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (string, error) {
		a, t, err := s.spendLink(ctx, tx, who, secret, links.ForReset)
		if err != nil {
			return "", err
		}
		try.Account = a.Number
		owner := a.actor(who)
		to, err := a.next(ResetPassword, owner)
		if err != nil {
			return "", err
		}
		naming := Named
		if a.State == Created {
			if naming, err = s.name(ctx, tx, who, set, &a, g); err != nil {
				return "", err
			}
		}
		a.passwordHash, a.PasswordAt = phc, tx.Now()
		if err := move(ctx, tx, owner, &a, ResetPassword, to, ""); err != nil {
			return "", err
		}
		if naming == Building {
			if err := s.tellIdentifier(ctx, tx, a); err != nil {
				return "", err
			}
		}
		return t.Back, s.passwordIsNew(ctx, tx, owner, a, ResetPassword, "")
	})
}

// chosen checks the password that the holder of a link chose, and hashes it. A dead link is refused first, so that nobody
// has the server hash for nothing; a repeated form is let through, to be answered as the first was.
func (s *Service) chosen(ctx context.Context, who access.Actor, secret, pw, again string, p links.Purpose, in given) (string, instance.Settings, error) {
	a, at, err := s.linkOwner(ctx, who, secret, p)
	if err != nil {
		return "", instance.Settings{}, err
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return "", set, err
	}
	var f faults
	if p == links.ForInvitation || a.State == Created {
		a = f.given(namingOf(set, a), in, a, at.In(set.Location()))
	}
	where, err := s.around(ctx, set, a)
	if err != nil {
		return "", set, err
	}
	s.password(&f, pw, again, where, a)
	if p == links.ForInvitation && f.Err() == nil { // else it is typed again anyway
		if err := s.notGiven(ctx, &f, a, pw); err != nil {
			return "", set, err
		}
	}
	if err := f.Err(); err != nil {
		return "", set, err
	}
	phc, err := s.hash(ctx, pw)
	return phc, set, err
}

// secrets are what of a form must not be found from what is kept of it: the passwords, and a day of birth.
func (g given) secrets(passwords string) string {
	if g.Born == "" {
		return passwords
	}
	return strings.Join([]string{passwords, g.FirstName, g.LastName, g.Born}, "\x00")
}

func (s *Service) linkOwner(ctx context.Context, who access.Actor, secret string, p links.Purpose) (Account, time.Time, error) {
	var (
		a  Account
		at time.Time
	)
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		t, err := links.BySecret(ctx, tx, secret, p)
		if err != nil {
			return err
		}
		at = instant(tx, who)
		st := t.Standing(at)
		if st != links.Live && (st != links.Used || who.Key == "") {
			return links.Refuse(st)
		}
		a, err = ByID(ctx, tx, t.AccountID)
		return err
	})
	return a, at, err
}

// passwordIsNew is what follows each new password: links and access tokens die, sessions end but the one that is kept,
// and the owner is told.
func (s *Service) passwordIsNew(ctx context.Context, tx *db.Tx, who access.Actor, a Account, act Act, kept string) error {
	if err := links.KillAll(ctx, tx, a.ID); err != nil {
		return err
	}
	if err := session.End(ctx, tx, session.NewPassword, "account_id = ? AND id <> ?", a.ID, kept); err != nil {
		return err
	}
	if err := s.locked(ctx, tx, who, a.ID, act); err != nil {
		return err
	}
	if _, err := s.End(ctx, tx, a.ID, a.Email, ""); err != nil {
		return err
	}
	if err := s.limits.Forgive(ctx, tx, fold(a.Email), login(a.UserName)); err != nil {
		return err
	}
	return s.tell(ctx, tx, a, letter.PasswordChanged, id.New())
}
