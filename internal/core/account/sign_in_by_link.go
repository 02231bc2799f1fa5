package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/links"
	"preau/internal/core/account/session"
	"preau/internal/core/account/signlog"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// Browser is where a session is opened.
type Browser = session.Browser

// SignInByLink opens a session by a link that serves once. A repeated form gets the same session again, ended or not.
func (s *Service) SignInByLink(ctx context.Context, who access.Actor, secret string, b Browser) (o session.Session, err error) {
	try := signlog.Try{Way: signlog.Link}
	defer func() { s.Tried(ctx, try, err) }()
	o, err = db.OnceValue(ctx, s.o.DB, s.anyone(who, "", notify.HashSecret(secret)), func(tx *db.Tx) (session.Session, error) {
		a, t, err := s.spendLink(ctx, tx, who, secret, links.ForSignIn)
		if err != nil {
			return session.Session{}, err
		}
		try.Account = a.Number
		if _, err := a.next(SignIn, a.actor(who)); err != nil {
			return session.Session{}, err
		}
		o, err := s.Open(ctx, tx, who, a.owner(), b.By(session.ByLink))
		o.Back = t.Back
		return o, err
	})
	if err != nil {
		return session.Session{}, err
	}
	try.Account = o.Number
	return s.WithSecret(o), nil
}
