package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/links"
	"preau/internal/core/account/signup"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

// signedUp is the account that a sign-up asks for, not activated.
func signedUp(p signup.Kept) Account {
	return Account{ID: p.ID, UserName: p.UserName, Email: p.Email, Lang: p.Lang, State: Created, CreatedAt: p.CreatedAt, StateAt: p.CreatedAt}
}

// registeredKind is the job that looks whose address signed up. The request itself never looks: it does the same for
// everybody, in the same time (R016).
const registeredKind = "account.registered"

// registered is a sign-up that was kept. TokenID is its link's.
type registered struct {
	RegistrationID string
	TokenID        string
}

// enroll is the job: a new address gets an account that its link activates, the owner of a known one a mail. A job that a
// crash cut after it was done runs again, and does nothing.
func (s *Service) enroll(ctx context.Context, _ jobs.Job, r registered) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		first, err := signup.Note(ctx, tx, r.RegistrationID)
		if err != nil || !first {
			return err
		}
		p, err := signup.ByID(ctx, tx, r.RegistrationID)
		if err != nil || p.ID == "" {
			return err
		}
		a, err := s.enrolled(ctx, tx, p)
		if err != nil {
			return err
		}
		return s.sendFor(ctx, tx, recipient{a, p}, links.ForActivation, r.TokenID, p.Back, false)
	})
}

// enrolled is the account of a sign-up's address, made when there is none.
func (s *Service) enrolled(ctx context.Context, tx *db.Tx, p signup.Kept) (Account, error) {
	who := access.Actor{At: p.CreatedAt}
	a, err := accountByEmail(ctx, tx, p.Email)
	if err != nil {
		return a, err
	}
	if a.ID == "" {
		a = signedUp(p)
		isNew, err := insertAccount(ctx, tx, &a)
		if err != nil {
			return a, err
		}
		if isNew {
			return a, writeHistory(ctx, tx, a.actor(who), a, "sign_up")
		}
		if a, err = accountByEmail(ctx, tx, p.Email); err != nil { // somebody was faster by an instant
			return a, err
		}
	}
	return a, writeHistory(ctx, tx, who, a, "sign_up_again")
}

// recipient is who gets a link: an account, with the sign-up that an activation is for. Either may be missing.
type recipient struct {
	Account
	signUp signup.Kept
}

// recipientOf is whom a link goes to when this was typed. A sign-up's user name leads to the owner of its address.
func recipientOf(ctx context.Context, tx *db.Tx, login string) (recipient, error) {
	a, err := accountByLogin(ctx, tx, login)
	if err != nil {
		return recipient{}, err
	}
	p, err := signup.ByLogin(ctx, tx, login)
	if err != nil || p.ID == "" || a.ID != "" {
		return recipient{a, p}, err
	}
	a, err = accountByEmail(ctx, tx, p.Email)
	return recipient{a, p}, err
}

// waitingFor completes an account that waits for its activation with its newest sign-up.
func waitingFor(ctx context.Context, tx *db.Tx, a Account) (recipient, error) {
	if a.State != Created {
		return recipient{Account: a}, nil
	}
	p, err := signup.ByLogin(ctx, tx, a.Email)
	return recipient{a, p}, err
}

// mayBear says whether a user name may be given to the account of an address: it is free, or was held by a sign-up with it.
func mayBear(ctx context.Context, tx *db.Tx, a Account, name string) (bool, error) {
	free, err := holdName(ctx, tx, name)
	if err != nil || free {
		return free, err
	}
	p, err := signup.ByLogin(ctx, tx, name)
	return p.ID != "" && fold(p.Email) == fold(a.Email), err
}
