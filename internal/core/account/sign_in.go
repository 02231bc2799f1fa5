package account

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/account/limits"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/session"
	"preau/internal/core/account/signlog"
	"preau/internal/core/account/signup"
	"preau/internal/core/account/temporary"
	"preau/internal/core/instance"
	"preau/internal/kit/db"
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
func (s *Service) SignIn(ctx context.Context, who access.Actor, in Login) (o session.Session, err error) {
	if err := s.allowed(ctx, instance.Password); err != nil {
		return session.Session{}, err
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return session.Session{}, err
	}
	if err := in.missing(set); err != nil {
		return session.Session{}, err
	}
	try := signlog.Try{Way: signlog.Password}
	defer func() { s.Tried(ctx, try, err) }()
	k, err := s.lookUp(ctx, in.Name)
	if err != nil {
		return session.Session{}, err
	}
	try.Account = k.Number
	var (
		by      key
		refused error
	)
	g := limits.Guess{At: who.At, Login: login(in.Name), Owner: fold(k.owner(login(in.Name))), From: in.From}
	ok, blind, err := s.limits.Compare(ctx, g, func() (_ bool, err error) {
		by, refused, err = s.opens(ctx, who, k, in)
		return by != noKey, err
	})
	try.Limited = blind > 0
	if by == temporaryKey {
		try.Way = signlog.Temporary
	}
	switch {
	case err != nil:
		return session.Session{}, err
	case !ok:
		return session.Session{}, unknownLogin(set)
	case refused != nil:
		return session.Session{}, refused
	case by == temporaryKey:
		path, err := s.Passwords.Enter(ctx, who, k.temporary)
		if errors.Is(err, temporary.ErrReplaced) {
			err = unknownLogin(set)
		}
		return session.Session{First: path}, err
	}
	if err := s.rehash(ctx, k.Account, in.Password); err != nil {
		return session.Session{}, err
	}
	return s.signIn(ctx, who, set, k.Account, in)
}

// key is what a password was found to be.
type key int

const (
	noKey key = iota
	ownKey
	signUpKey    // of a sign-up that waits for its link
	temporaryKey // that somebody else made
)

// opens says what the password is: the account's, or else a sign-up's, which is told to wait for its link, or a temporary one. A user name
// is an account's or a sign-up's; an address may be of all three, so all are always compared, whichever there are.
func (s *Service) opens(ctx context.Context, who access.Actor, k known, in Login) (is key, refused, err error) {
	hash := k.hash()
	byAddress := strings.Contains(fold(in.Name), "@")
	if hash != "" || byAddress {
		if ok, err := s.verify(ctx, hash, in.Password); ok || err != nil || !byAddress {
			return found(ok, ownKey), nil, err
		}
	}
	if ok, err := s.verify(ctx, k.signUp.PasswordHash, in.Password); ok || err != nil {
		a := signedUp(k.signUp)
		_, refused = a.next(SignIn, a.actor(who))
		return found(ok, signUpKey), refused, err
	}
	if !byAddress {
		return noKey, nil, nil
	}
	ok, err := s.verify(ctx, k.temporary.TypedHash(), in.Password)
	return found(ok || s.IsMailed(k.temporary, in.Password), temporaryKey), nil, err
}

func found(ok bool, k key) key {
	if ok {
		return k
	}
	return noKey
}

// known is what a login names: an account, or a sign-up that waits, or for an address both, and a temporary password.
type known struct {
	recipient
	temporary temporary.Temporary
}

// hash is the account's password; one not activated has none but its sign-ups'.
func (k known) hash() string {
	if k.State == Created {
		return ""
	}
	return k.passwordHash
}

// owner is the address whose mailbox decides: failures are counted by it, too, so that user name and address have five in all.
func (k known) owner(typed string) string {
	switch {
	case k.ID != "":
		return k.Email
	case k.signUp.ID != "":
		return k.signUp.Email
	}
	return typed
}

// missing names what was not typed at all, which is no try.
func (in Login) missing(set instance.Settings) error {
	var f faults
	if fold(in.Name) == "" {
		f.Add(FieldUserName, loginMissing(set))
	} else if utf8.RuneCountInString(in.Name) > MaxEmail {
		f.Add(FieldUserName, msg.FaultTooLong, "max", MaxEmail)
	}
	if in.Password == "" {
		f.Add(FieldPassword, msg.FaultPasswordMissing)
	}
	return f.Err()
}

func (s *Service) lookUp(ctx context.Context, login string) (known, error) {
	var k known
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if k.Account, err = accountByLogin(ctx, tx, login); err != nil {
			return err
		}
		if k.signUp, err = signup.ByLogin(ctx, tx, login); err != nil || !strings.Contains(login, "@") {
			return err
		}
		k.temporary, err = temporary.Of(ctx, tx, fold(login))
		if k.temporary.Claimed || k.ID != "" && k.State != Invited && k.State != Created { // worthless, or they have a password of their own
			k.temporary = temporary.Temporary{}
		}
		return err
	})
	return k, err
}

// signIn is what follows the right password, unless it was changed in between. Failures are forgotten: the account's own
// password alone does that, never a sign-up's, which anybody can make.
func (s *Service) signIn(ctx context.Context, who access.Actor, set instance.Settings, a Account, in Login) (session.Session, error) {
	var (
		o       session.Session
		refused error
	)
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		now, err := ByID(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if !now.PasswordAt.Equal(a.PasswordAt) {
			return unknownLogin(set)
		}
		if err := s.limits.Forgive(ctx, tx, fold(now.Email), login(now.UserName)); err != nil {
			return err
		}
		if _, refused = now.next(SignIn, now.actor(who)); refused != nil {
			return nil // the try stays forgiven
		}
		o, err = s.Open(ctx, tx, who, now.owner(), Browser{Remember: in.Remember, Way: session.ByPassword, Agent: in.Agent, Net: in.From})
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return session.Session{}, err
	}
	return s.WithSecret(o), nil
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

// owner is the account as whose browser is signed in.
func (a Account) owner() session.Owner {
	return session.Owner{ID: a.ID, Number: a.Number, Never: a.Never()}
}
