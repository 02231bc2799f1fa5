package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/limits"
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

// Proof is what the page of an activation link asks: the password that was typed at that sign-up.
type Proof struct {
	Password string
	From     string // the client's network, see web.ClientNet; empty for the program itself
	Browser
}

// Activate opens the account as one sign-up asked for it, and signs in (R003, R005): its link proves the mailbox, its password
// that the same person signed up. Who signed up with another's address gains nothing by the owner's click, and the owner
// nothing by mistake; the address's other sign-ups are worth nothing from then on. See docs/decisions/0009-activation.md.
func (s *Service) Activate(ctx context.Context, who access.Actor, secret string, in Proof) (o session.Session, err error) {
	try := signlog.Try{Way: signlog.Activation}
	defer func() { s.Tried(ctx, try, err) }()
	p, err := s.toActivate(ctx, who, secret)
	if err != nil {
		return session.Session{}, err
	}
	if in.Password == "" {
		return session.Session{}, apperr.InvalidField(FieldPassword, i18n.M(msg.FaultPasswordMissing))
	}
	name := "activation " + notify.HashSecret(secret) // no login, and nobody else's failures
	ok, blind, err := s.limits.Compare(ctx, limits.Guess{At: who.At, Login: name, Owner: name, From: in.From}, func() (bool, error) {
		return s.verify(ctx, p.PasswordHash, in.Password)
	})
	try.Limited = blind > 0
	switch {
	case err != nil:
		return session.Session{}, err
	case blind > 0:
		return session.Session{}, limits.TooMany(msg.ErrorTriesLogin, blind)
	case !ok:
		return session.Session{}, apperr.InvalidField(FieldPassword, wrongPassword(p))
	}
	who = s.anyone(who, in.Password, notify.HashSecret(secret))
	o, err = db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (session.Session, error) { return s.activate(ctx, tx, who, secret, in) })
	if err != nil {
		return session.Session{}, err
	}
	try.Account = o.Number
	return s.WithSecret(o), nil
}

// toActivate is the sign-up of a link that lives. A repeated form is let through, to be answered as the first was: its
// password is the account's by now.
func (s *Service) toActivate(ctx context.Context, who access.Actor, secret string) (signup.Kept, error) {
	var p signup.Kept
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		t, err := links.BySecret(ctx, tx, secret, links.ForActivation)
		if err != nil {
			return err
		}
		st := t.Standing(instant(tx, who))
		if st == links.Used && who.Key != "" {
			a, err := ByID(ctx, tx, t.AccountID)
			p = signup.Kept{UserName: a.UserName, Born: a.Born, PasswordHash: a.passwordHash}
			return err
		}
		if st != links.Live {
			return links.Refuse(st)
		}
		if p, err = signup.ByID(ctx, tx, t.RegistrationID); err == nil && p.ID == "" {
			err = links.Refuse(links.Expired) // its sign-up was forgotten
		}
		return err
	})
	return p, err
}

func (s *Service) activate(ctx context.Context, tx *db.Tx, who access.Actor, secret string, in Proof) (session.Session, error) {
	a, t, err := s.spendLink(ctx, tx, who, secret, links.ForActivation)
	if err != nil {
		return session.Session{}, err
	}
	p, err := signup.ByID(ctx, tx, t.RegistrationID)
	if err != nil {
		return session.Session{}, err
	}
	if p.ID == "" {
		return session.Session{}, links.Refuse(links.Expired)
	}
	a.UserName, a.Lang, a.passwordHash, a.PasswordAt = p.UserName, p.Lang, p.PasswordHash, tx.Now()
	if p.Born != "" {
		if err := identify(ctx, tx, &a, Identity{FirstName: p.FirstName, LastName: p.LastName, Born: p.Born}); err != nil {
			return session.Session{}, err
		}
	}
	to, err := a.next(Activate, a.actor(who))
	if err != nil {
		return session.Session{}, err
	}
	if err := move(ctx, tx, a.actor(who), &a, Activate, to, ""); err != nil {
		return session.Session{}, err
	}
	if err := links.KillAll(ctx, tx, a.ID); err != nil {
		return session.Session{}, err
	}
	if err := signup.Delete(ctx, tx, p.UserName); err != nil {
		return session.Session{}, err
	}
	if p.Born != "" {
		if err := s.tellIdentifier(ctx, tx, a); err != nil {
			return session.Session{}, err
		}
	}
	o, err := s.Open(ctx, tx, who, a.owner(), in.By(session.ByActivation))
	o.Back = t.Back
	return o, err
}

// wrongPassword says whose password it is not: under which user name it was chosen, where one was.
func wrongPassword(p signup.Kept) i18n.Msg {
	if p.Born != "" {
		return i18n.M(msg.FaultPasswordSignUpBuilt)
	}
	return i18n.M(msg.FaultPasswordSignUp, "name", p.UserName)
}

// spendLink uses a link up and gives its account. Whoever holds the secret read the account's mailbox, so acts as its owner.
func (s *Service) spendLink(ctx context.Context, tx *db.Tx, who access.Actor, secret string, p links.Purpose) (Account, links.Token, error) {
	t, err := links.BySecret(ctx, tx, secret, p)
	if err != nil {
		return Account{}, t, err
	}
	if err := links.Spend(ctx, tx, t, instant(tx, who)); err != nil {
		return Account{}, t, err
	}
	if err := s.proves(ctx, tx, who, t); err != nil {
		return Account{}, t, err
	}
	a, err := ByID(ctx, tx, t.AccountID)
	return a, t, err
}
