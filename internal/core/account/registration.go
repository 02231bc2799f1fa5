package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/links"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

// pending is what somebody typed at « Inscription ». It is kept whether or not the address has an account, so that nothing
// tells them apart but a mail (R016); it opens an account by its own link and its own password only.
type pending struct {
	ID           string
	UserName     string
	Identity     Identity // of who signed up where identifiers are built; the user name is none yet
	Email        string
	passwordHash string
	Lang         i18n.Lang
	Back         string // the page that led to signing up; empty: none
	CreatedAt    time.Time
}

// account is the account that the sign-up asks for, not activated.
func (p pending) account() Account {
	return Account{ID: p.ID, UserName: p.UserName, Email: p.Email, Lang: p.Lang, State: Created, CreatedAt: p.CreatedAt, StateAt: p.CreatedAt}
}

const pendingColumns = `id, user_name, first_name, last_name, born_on, email, password_hash, lang, back, created_at`

func intoPending(p *pending) []any {
	return []any{&p.ID, &p.UserName, &p.Identity.FirstName, &p.Identity.LastName, &p.Identity.Born, &p.Email, &p.passwordHash, &p.Lang, &p.Back, &p.CreatedAt}
}

// pendingWhere gives the newest sign-up of a condition on one argument; the zero one when there is none.
func pendingWhere(ctx context.Context, tx *db.Tx, cond string, arg any) (pending, error) {
	p, err := db.One(ctx, tx, intoPending, `SELECT `+pendingColumns+` FROM account_registrations WHERE `+cond+` ORDER BY created_at DESC, id DESC LIMIT 1`, arg)
	if errors.Is(err, db.ErrNone) {
		return pending{}, nil
	}
	return p, err
}

func pendingByID(ctx context.Context, tx *db.Tx, ref string) (pending, error) {
	return pendingWhere(ctx, tx, `id = $1`, ref)
}

// pendingByLogin is the sign-up of a user name, or the newest of an address.
func pendingByLogin(ctx context.Context, tx *db.Tx, login string) (pending, error) {
	if strings.Contains(fold(login), "@") {
		return pendingWhere(ctx, tx, `email_fold = $1`, fold(login))
	}
	return pendingWhere(ctx, tx, `user_name_fold = $1`, fold(login))
}

// insertPending keeps a sign-up. Its user name was held before, so an older one of that name has served its time.
func insertPending(ctx context.Context, tx *db.Tx, p pending) error {
	if err := deletePending(ctx, tx, p.UserName); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO account_registrations
		(id, email, email_fold, user_name, user_name_fold, password_hash, lang, back, created_at, first_name, last_name, born_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULLIF($12, ''))`,
		p.ID, p.Email, fold(p.Email), p.UserName, fold(p.UserName), p.passwordHash, p.Lang, p.Back, tx.Now(),
		p.Identity.FirstName, p.Identity.LastName, p.Identity.Born)
	if err != nil {
		return fmt.Errorf("keep a sign-up: %w", err)
	}
	return nil
}

// noteEnrolled says whether a sign-up is looked at for the first time.
func noteEnrolled(ctx context.Context, tx *db.Tx, pendingID string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE account_registrations SET enrolled_at = $1 WHERE id = $2 AND enrolled_at IS NULL`, tx.Now(), pendingID)
	if err != nil {
		return false, fmt.Errorf("note a sign-up: %w", err)
	}
	return n == 1, nil
}

// deletePending forgets the sign-up of a user name: it has become an account. The others of the address stay, answering as
// they did: nobody but the mailbox's owner is to know that one of them was activated.
func deletePending(ctx context.Context, tx *db.Tx, userName string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_registrations WHERE user_name_fold = $1`, fold(userName)); err != nil {
		return fmt.Errorf("forget a sign-up: %w", err)
	}
	return nil
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
		first, err := noteEnrolled(ctx, tx, r.RegistrationID)
		if err != nil || !first {
			return err
		}
		p, err := pendingByID(ctx, tx, r.RegistrationID)
		if err != nil || p.ID == "" {
			return err
		}
		a, err := s.enrolled(ctx, tx, p)
		if err != nil {
			return err
		}
		return s.sendFor(ctx, tx, recipient{a, p}, links.ForActivation, r.TokenID, p.Back)
	})
}

// enrolled is the account of a sign-up's address, made when there is none.
func (s *Service) enrolled(ctx context.Context, tx *db.Tx, p pending) (Account, error) {
	who := access.Actor{At: p.CreatedAt}
	a, err := accountByEmail(ctx, tx, p.Email)
	if err != nil {
		return a, err
	}
	if a.ID == "" {
		a = p.account()
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
	signUp pending
}

// recipientOf is whom a link goes to when this was typed. A sign-up's user name leads to the owner of its address.
func recipientOf(ctx context.Context, tx *db.Tx, login string) (recipient, error) {
	a, err := accountByLogin(ctx, tx, login)
	if err != nil {
		return recipient{}, err
	}
	p, err := pendingByLogin(ctx, tx, login)
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
	p, err := pendingByLogin(ctx, tx, a.Email)
	return recipient{a, p}, err
}

// mayBear says whether a user name may be given to the account of an address: it is free, or was held by a sign-up with it.
func mayBear(ctx context.Context, tx *db.Tx, a Account, name string) (bool, error) {
	free, err := holdName(ctx, tx, name)
	if err != nil || free {
		return free, err
	}
	p, err := pendingByLogin(ctx, tx, name)
	return p.ID != "" && fold(p.Email) == fold(a.Email), err
}
