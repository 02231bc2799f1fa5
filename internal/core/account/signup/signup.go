// Package signup keeps what people typed at « Inscription », until the mailbox's owner makes an account of it or it is swept.
//
// It is kept whether or not the address has an account, so that nothing tells them apart but a mail (R016); it opens an account by
// its own link and its own password only. That it becomes one, when, and under which name are the rules of core/account.
package signup

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/account/identifier"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Kept is a sign-up; the zero one is none.
type Kept struct {
	ID                        string
	UserName                  string // typed, or a place holder where identifiers are built of the three that follow
	FirstName, LastName, Born string
	Email                     string
	PasswordHash              string
	Lang                      i18n.Lang
	Back                      string // the page that led to signing up; empty: none
	CreatedAt                 time.Time
}

func into(k *Kept) []any {
	return []any{&k.ID, &k.UserName, &k.FirstName, &k.LastName, &k.Born, &k.Email, &k.PasswordHash, &k.Lang, &k.Back, &k.CreatedAt}
}

// where gives the newest sign-up of a condition on one argument; the zero one when there is none.
func where(ctx context.Context, tx *db.Tx, cond, arg string) (Kept, error) {
	k, err := db.One(ctx, tx, into, `SELECT id, user_name, first_name, last_name, born_on, email, password_hash, lang, back, created_at
		FROM account_registrations WHERE `+cond+` ORDER BY created_at DESC, id DESC LIMIT 1`, arg)
	if errors.Is(err, db.ErrNone) {
		return Kept{}, nil
	}
	return k, err
}

// ByID is the sign-up of an id.
func ByID(ctx context.Context, tx *db.Tx, ref string) (Kept, error) {
	return where(ctx, tx, `id = $1`, ref)
}

// ByLogin is the sign-up of a user name, or the newest of an address.
func ByLogin(ctx context.Context, tx *db.Tx, login string) (Kept, error) {
	if login = identifier.Fold(login); strings.Contains(login, "@") {
		return where(ctx, tx, `email_fold = $1`, login)
	}
	return where(ctx, tx, `user_name_fold = $1`, login)
}

// Insert keeps a sign-up. Its user name was held before, so an older one of that name has served its time.
func Insert(ctx context.Context, tx *db.Tx, k Kept) error {
	if err := Delete(ctx, tx, k.UserName); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO account_registrations
		(id, email, email_fold, user_name, user_name_fold, password_hash, lang, back, created_at, first_name, last_name, born_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULLIF($12, ''))`,
		k.ID, k.Email, identifier.Fold(k.Email), k.UserName, identifier.Fold(k.UserName), k.PasswordHash, k.Lang, k.Back, tx.Now(),
		k.FirstName, k.LastName, k.Born)
	if err != nil {
		return fmt.Errorf("keep a sign-up: %w", err)
	}
	return nil
}

// Note says whether a sign-up is looked at for the first time.
func Note(ctx context.Context, tx *db.Tx, ref string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE account_registrations SET enrolled_at = $1 WHERE id = $2 AND enrolled_at IS NULL`, tx.Now(), ref)
	if err != nil {
		return false, fmt.Errorf("note a sign-up: %w", err)
	}
	return n == 1, nil
}

// Delete forgets the sign-up of a user name: it has become an account. The others of the address stay, answering as
// they did: nobody but the mailbox's owner is to know that one of them was activated.
func Delete(ctx context.Context, tx *db.Tx, userName string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_registrations WHERE user_name_fold = $1`, identifier.Fold(userName)); err != nil {
		return fmt.Errorf("forget a sign-up: %w", err)
	}
	return nil
}
