package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/session"
	"preau/internal/core/account/signlog"
	"preau/internal/core/account/signup"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Acceptance is what an invitation's page asks.
type Acceptance struct {
	UserName        string
	Identity        Identity // instead, where identifiers are built of it
	Password, Again string
	Browser
}

// AcceptInvitation gives an invited account its user name, or what its identifier is built of, and its password, and signs its owner in: they read the mailbox and
// chose the password just now. A repeated form gets the same session.
func (s *Service) AcceptInvitation(ctx context.Context, who access.Actor, secret string, in Acceptance) (o session.Session, err error) {
	try := signlog.Try{Way: signlog.Invitation}
	defer func() { s.Tried(ctx, try, err) }()
	g := given{in.UserName, in.Identity}
	phc, set, err := s.chosen(ctx, who, secret, in.Password, in.Again, links.ForInvitation, g)
	if err != nil {
		return session.Session{}, err
	}
	o, err = db.OnceValue(ctx, s.o.DB, s.anyone(who, g.secrets(in.Password), notify.HashSecret(secret), in.UserName), func(tx *db.Tx) (session.Session, error) {
		a, t, err := s.spendLink(ctx, tx, who, secret, links.ForInvitation)
		if err != nil {
			return session.Session{}, err
		}
		to, err := a.next(Accept, a.actor(who))
		if err != nil {
			return session.Session{}, err
		}
		naming, err := s.name(ctx, tx, who, set, &a, g)
		if err != nil {
			return session.Session{}, err
		}
		a.passwordHash, a.PasswordAt = phc, tx.Now()
		if err := move(ctx, tx, a.actor(who), &a, Accept, to, ""); err != nil {
			return session.Session{}, err
		}
		if err := links.KillAll(ctx, tx, a.ID); err != nil {
			return session.Session{}, err
		}
		if err := s.endTemporary(ctx, tx, a, t.ID); err != nil {
			return session.Session{}, err
		}
		if naming == Building {
			if err := s.tellIdentifier(ctx, tx, a); err != nil {
				return session.Session{}, err
			}
		}
		return s.Open(ctx, tx, who, a.owner(), in.By(session.ByInvitation))
	})
	if err != nil {
		return session.Session{}, err
	}
	try.Account = o.Number
	return s.WithSecret(o), nil
}

// rename gives the user name that the person preferred to the one proposed. One that they typed at a sign-up is theirs.
func rename(ctx context.Context, tx *db.Tx, a *Account, name string) error {
	var f faults
	name = f.userName(name)
	if err := f.Err(); err != nil {
		return err
	}
	if fold(name) != fold(a.UserName) {
		may, err := mayBear(ctx, tx, *a, name)
		if err != nil {
			return err
		}
		if !may {
			return apperr.InvalidField(FieldUserName, i18n.M(msg.FaultUserNameTaken))
		}
	}
	a.UserName = name
	return signup.Delete(ctx, tx, name)
}
