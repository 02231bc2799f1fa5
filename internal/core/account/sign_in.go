package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Login is what « Connexion » asks, and where it comes from.
type Login struct {
	Name     string // user name or address, in the one field (R006)
	Password string
	Remember bool
	Agent    string // family of the browser
	From     string // the client's network, see web.ClientNet; empty for the program itself
}

// SignIn opens a session. A wrong password and an unknown account answer alike, after the same work; the right password of
// an account that may not sign in is told why (R004). It is not guarded by Once: a repeat opens another session and harms nobody.
func (s *Service) SignIn(ctx context.Context, who access.Actor, in Login) (Session, error) {
	if err := s.allowed(ctx, instance.Password); err != nil {
		return Session{}, err
	}
	if err := in.missing(); err != nil {
		return Session{}, err
	}
	if err := s.countTry(ctx, who.At, in.Name, in.From); err != nil {
		return Session{}, err
	}
	a, err := s.lookUp(ctx, in.Name)
	if err != nil {
		return Session{}, err
	}
	ok, err := s.verify(ctx, a, in.Password)
	if err != nil {
		return Session{}, err
	}
	if !ok {
		return Session{}, &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorSignIn)}
	}
	if err := s.rehash(ctx, a, in.Password); err != nil {
		return Session{}, err
	}
	return s.signIn(ctx, who, a, in)
}

// missing names what was not typed at all, which is no try.
func (in Login) missing() error {
	var f faults
	if fold(in.Name) == "" {
		f.add(FieldUserName, msg.FaultLoginMissing)
	}
	if in.Password == "" {
		f.add(FieldPassword, msg.FaultPasswordMissing)
	}
	return f.err()
}

func (s *Service) lookUp(ctx context.Context, login string) (Account, error) {
	var a Account
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		a, err = accountByLogin(ctx, tx, login)
		return err
	})
	return a, err
}

// signIn is what follows the right password.
func (s *Service) signIn(ctx context.Context, who access.Actor, a Account, in Login) (Session, error) {
	var (
		o       Session
		refused error
	)
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := s.forgive(ctx, tx, in.From, in.Name); err != nil {
			return err
		}
		now, err := accountByID(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if _, refused = now.next(SignIn, now.actor(who)); refused != nil {
			return nil // the try stays forgiven
		}
		o, err = s.openSession(ctx, tx, who, now, in.Remember, in.Agent)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return Session{}, err
	}
	return s.withSecret(o), nil
}

// rehash brings a password that was just found right to today's cost.
func (s *Service) rehash(ctx context.Context, a Account, pw string) error {
	if !s.o.Hasher.Stale(a.passwordHash) {
		return nil
	}
	phc, err := s.hash(ctx, pw)
	if err != nil {
		return err
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE account_accounts SET password_hash = $1 WHERE id = $2 AND password_hash = $3`, phc, a.ID, a.passwordHash)
		return err
	})
}
