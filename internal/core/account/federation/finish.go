package federation

import (
	"cmp"
	"context"
	"crypto/subtle"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/federation/msg"
	"preau/internal/core/account/session"
	"preau/internal/core/account/signlog"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/oidc"
)

// Answer is what the provider's redirect says.
type Answer struct {
	State, Code string
	Refused     string // its word for why there is no code
}

// Came is what becomes of an answer that was believed.
type Came struct {
	Session session.Session // of the account that the identity opens; zero: none does yet, or somebody is signed in already
	Back    string
	Waits   string // what the browser keeps of an identity that waits to be linked; empty: none does
	Already bool   // it is linked to the account of who is signed in
	Proven  bool   // by it they have proven again who they are
	Ends    string // what the browser keeps to sign out at the provider, too; empty: nothing
}

// Finish ends a trip: the identity opens the account to which it is linked, or waits to be linked. keep is what the browser brought
// back of Begin; it serves once, the page takes it away.
func (s *Service) Finish(ctx context.Context, who access.Actor, key, keep string, a Answer, b account.Browser) (came Came, err error) {
	p, err := s.provider(ctx, key)
	if err != nil {
		return Came{}, err
	}
	var t trip
	try := signlog.Try{Way: signlog.Provider}
	defer func() { s.tried(ctx, who, t, try, came, err) }()
	name := p.Settings().Name
	known := s.o.Box.Get(placeTrip, keep, s.o.Clock.Now(), &t)
	switch {
	case !known || t.Provider != key || t.Issuer != p.Settings().Issuer || t.Account != who.ID || subtle.ConstantTimeCompare([]byte(a.State), []byte(t.State)) != 1:
		return Came{}, &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorOtherBrowser, "name", name)}
	case a.Refused == "access_denied":
		return Came{}, &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorGivenUp, "name", name)}
	case a.Refused == "temporarily_unavailable" || a.Refused == "server_error":
		return Came{}, &apperr.Error{Kind: apperr.Unavailable, Msg: i18n.M(msg.ErrorDown, "name", name), RetryAfter: 30 * time.Second}
	case a.Refused != "" || a.Code == "":
		return Came{}, &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorBroken, "name", name)}
	}
	if err := s.o.Accounts.Asked(ctx, who, b.Net); err != nil { // counted for a trip that began here alone: anybody's page can ask for this one
		return Came{}, err
	}
	person, err := p.Finish(ctx, t.Trip, a.Code, s.back(key))
	if err != nil {
		return Came{}, s.said(ctx, p, err)
	}
	came, err = s.came(ctx, who, &try, p, person, b, t.Proves)
	if err != nil {
		return Came{}, err
	}
	came.Back = t.Back
	came.Ends = s.ends(key, person, cmp.Or(came.Session.ID, who.Session))
	return came, nil
}

// tried tells what came of a trip that was to sign somebody in, or to prove again who they are. One that opens no account yet failed: it
// may be linked next.
func (s *Service) tried(ctx context.Context, who access.Actor, t trip, try signlog.Try, c Came, err error) {
	switch {
	case t.Proves:
		try = signlog.Try{Way: signlog.Confirmation, Account: who.Number}
	case who.SignedIn(): // links an identity
		return
	case err == nil && c.Waits != "":
		err = apperr.UnauthenticatedErr()
	}
	s.o.Accounts.Tried(ctx, try, err)
}

// came is one transaction: who is this, and what does it open.
func (s *Service) came(ctx context.Context, who access.Actor, try *signlog.Try, p *oidc.Provider, person oidc.Person, b account.Browser, proves bool) (Came, error) {
	var c Came
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		i, err := identityOf(ctx, tx, person.Issuer, person.Subject)
		if err != nil {
			return err
		}
		switch {
		case i.ID == "" && proves:
			return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorNotLinked, "name", p.Settings().Name)}
		case proves && i.AccountID == who.ID:
			c.Proven = true
			if err := s.o.Accounts.Prove(ctx, tx, who, session.ByProvider+p.Settings().Key); err != nil {
				return err
			}
			return noteUse(ctx, tx, i, label(person))
		case i.ID == "":
			c.Waits, err = s.waits(p, person)
			return err
		case who.SignedIn() && i.AccountID == who.ID:
			c.Already = true
			return nil
		case who.SignedIn():
			_, err := moves.Next(Unlink, Linked, by{Other}, matter{provider: p.Settings().Name})
			return err
		}
		c.Session, err = s.open(ctx, tx, who, try, p, i, person, b)
		return err
	})
	return c, err
}

// open signs in the account of an identity.
func (s *Service) open(ctx context.Context, tx *db.Tx, who access.Actor, try *signlog.Try, p *oidc.Provider, i Identity, person oidc.Person, b account.Browser) (session.Session, error) {
	a, err := account.ByID(ctx, tx, i.AccountID)
	if err != nil {
		return session.Session{}, err
	}
	try.Account = a.Number
	m, err := s.matter(ctx, tx, p, a, person.Siret)
	if err != nil {
		return session.Session{}, err
	}
	o, err := s.o.Accounts.Enter(ctx, tx, who, a, b.By(session.ByProvider+p.Settings().Key))
	if err != nil {
		return session.Session{}, err
	}
	if _, err := moves.Next(SignIn, Linked, by{Bearer}, m); err != nil {
		return session.Session{}, err
	}
	return o, noteUse(ctx, tx, i, label(person))
}

// matter is what the rules ask of an identity and an account.
func (s *Service) matter(ctx context.Context, tx *db.Tx, p *oidc.Provider, a account.Account, siret string) (matter, error) {
	x := p.Settings()
	m := matter{provider: x.Name, anyOrg: x.Kind != oidc.ProConnect || x.AnyOrg, siret: siret}
	if m.anyOrg {
		return m, nil
	}
	var err error
	m.works, err = worksOf(ctx, tx, a.ID)
	return m, err
}

// label is what a person recognises an identity by.
func label(p oidc.Person) string {
	switch {
	case p.Email != "":
		return p.Email
	case p.FirstName != "" || p.LastName != "":
		return trimmed(p.FirstName + " " + p.LastName)
	}
	return p.Subject
}
