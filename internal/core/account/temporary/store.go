package temporary

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/kit/db"
)

// Give keeps one for its address, in the place of the one it had.
func Give(ctx context.Context, tx *db.Tx, t Temporary) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_temporaries (id, email_fold, password_hash, typed, ref, token_id, given_at, expires_at, known)
		VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8)
		ON CONFLICT (email_fold) DO UPDATE SET id = excluded.id, password_hash = excluded.password_hash, typed = excluded.typed, ref = excluded.ref,
			token_id = '', given_at = excluded.given_at, expires_at = excluded.expires_at, known = excluded.known`,
		t.ID, t.Address, t.Hash, t.Typed, t.Ref, tx.Now(), tx.Now().Add(Life), t.Known)
	if err != nil {
		return fmt.Errorf("keep a temporary password: %w", err)
	}
	return nil
}

// Now is Of outside a transaction.
func Now(ctx context.Context, d *db.DB, address string) (t Temporary, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		t, err = Of(ctx, tx, address)
		return err
	})
	return t, err
}

// Of is the one of a folded address, late or not; zero where there is none.
func Of(ctx context.Context, tx *db.Tx, address string) (Temporary, error) {
	return where(ctx, tx, "email_fold = $1", address)
}

func where(ctx context.Context, tx *db.Tx, cond, arg string) (Temporary, error) {
	t, err := db.One(ctx, tx, func(t *Temporary) []any {
		return []any{&t.ID, &t.Address, &t.Typed, &t.Hash, &t.Ref, &t.TokenID, &t.ExpiresAt, &t.Claimed, &t.Known}
	}, `SELECT id, email_fold, typed, password_hash, ref, token_id, expires_at, expires_at <= given_at, known FROM account_temporaries WHERE `+cond, arg)
	if errors.Is(err, db.ErrNone) {
		return Temporary{}, nil
	}
	if err != nil {
		return t, fmt.Errorf("temporary password: %w", err)
	}
	return t, nil
}

// opened notes the link that it opened; the account is there from now on.
func opened(ctx context.Context, tx *db.Tx, t Temporary, tokenID string) error {
	_, err := tx.Exec(ctx, `UPDATE account_temporaries SET token_id = $1, ref = '' WHERE id = $2`, tokenID, t.ID)
	if err != nil {
		return fmt.Errorf("open by a temporary password: %w", err)
	}
	return nil
}

// Joined keeps the one that a ref had given to who came by the mailed link: the account is there from now on, and until its owner chose a
// password of their own this one leads to where they do, as its mail says. What others give the account makes a typed one worthless (Claim).
func Joined(ctx context.Context, tx *db.Tx, ref string) error {
	if _, err := tx.Exec(ctx, `UPDATE account_temporaries SET ref = '' WHERE ref = $1`, ref); err != nil {
		return fmt.Errorf("keep a temporary password: %w", err)
	}
	return nil
}

// Withdrawn makes the one that a ref had given worthless. What was typed, then or before, is kept until its term: who typed it still knows it, when the
// address is invited anew.
func Withdrawn(ctx context.Context, tx *db.Tx, ref string) error {
	if _, err := tx.Exec(ctx, `UPDATE account_temporaries SET ref = '', token_id = '', given_at = $1, expires_at = $1 WHERE ref = $2 AND (typed OR known <> '')`, tx.Now(), ref); err != nil {
		return fmt.Errorf("withdraw a temporary password: %w", err)
	}
	return drop(ctx, tx, ref)
}

func drop(ctx context.Context, tx *db.Tx, ref string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_temporaries WHERE ref = $1`, ref); err != nil {
		return fmt.Errorf("drop a temporary password: %w", err)
	}
	return nil
}

// TypedOf says whether a typed password that a ref gave still serves.
func TypedOf(ctx context.Context, tx *db.Tx, ref string) (bool, error) {
	t, err := where(ctx, tx, "ref = $1", ref)
	return t.Typed && !t.Late(tx.Now()), err
}

// claimed makes one worthless: one that ends as it begins never served.
func claimed(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `UPDATE account_temporaries SET token_id = '', given_at = $1, expires_at = $1 WHERE id = $2`, tx.Now(), id); err != nil {
		return fmt.Errorf("claim a temporary password: %w", err)
	}
	return nil
}

func forget(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_temporaries WHERE id = $1`, id); err != nil {
		return fmt.Errorf("end a temporary password: %w", err)
	}
	return nil
}
