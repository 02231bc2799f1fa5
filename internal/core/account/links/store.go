package links

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// Issue makes a link and kills the older ones of its purpose; of activations, those of the same sign-up: nobody's sign-up
// makes another's link worthless. With an id that was issued before it does nothing and says so.
func Issue(ctx context.Context, tx *db.Tx, ls notify.Links, t Token) (bool, error) {
	cond, args := "purpose = ?", []any{t.Purpose}
	if t.RegistrationID != "" {
		cond, args = cond+" AND registration_id = ?", append(args, t.RegistrationID)
	}
	if err := killWhere(ctx, tx, t.AccountID, t.ID, cond, args...); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO account_tokens (id, account_id, purpose, registration_id, back, secret_hash, created_at, expires_at)
		VALUES ($1, $2, $3, NULLIF($4, ''), $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
		t.ID, t.AccountID, t.Purpose, t.RegistrationID, t.Back, notify.HashSecret(ls.Secret(t.ID)), tx.Now(), tx.Now().Add(cmp.Or(t.For, t.Purpose.Life())))
	if err != nil {
		return false, fmt.Errorf("issue a link: %w", err)
	}
	return n == 1, nil
}

// KillAll makes all links of an account worthless.
func KillAll(ctx context.Context, tx *db.Tx, accountID string) error {
	return killWhere(ctx, tx, accountID, "", "1 = 1")
}

// Kill makes one link worthless.
func Kill(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `UPDATE account_tokens SET killed_at = $1 WHERE id = $2 AND used_at IS NULL AND killed_at IS NULL`, tx.Now(), id); err != nil {
		return fmt.Errorf("kill a link: %w", err)
	}
	return nil
}

// KillForAll makes the links of some purposes worthless, whosever they are.
func KillForAll(ctx context.Context, tx *db.Tx, ps ...Purpose) error {
	var w db.Where
	w.And("used_at IS NULL AND killed_at IS NULL")
	w.In("purpose", db.Any(ps)...)
	where, args := w.SQL(2)
	if _, err := tx.Exec(ctx, `UPDATE account_tokens SET killed_at = $1 WHERE `+where, append([]any{tx.Now()}, args...)...); err != nil {
		return fmt.Errorf("kill links: %w", err)
	}
	return nil
}

func killWhere(ctx context.Context, tx *db.Tx, accountID, but, cond string, args ...any) error {
	var w db.Where
	w.And("account_id = ?", accountID)
	w.And("id <> ?", but)
	w.And("used_at IS NULL AND killed_at IS NULL")
	w.And(cond, args...)
	where, args := w.SQL(2)
	_, err := tx.Exec(ctx, `UPDATE account_tokens SET killed_at = $1 WHERE `+where, append([]any{tx.Now()}, args...)...)
	if err != nil {
		return fmt.Errorf("kill links: %w", err)
	}
	return nil
}

// BySecret finds a link; the zero token when there is none.
func BySecret(ctx context.Context, tx *db.Tx, secret string, ps ...Purpose) (Token, error) {
	var w db.Where
	w.And("secret_hash = ?", notify.HashSecret(secret))
	w.In("purpose", db.Any(ps)...)
	where, args := w.SQL(1)
	t, err := db.One(ctx, tx, func(t *Token) []any {
		return []any{&t.ID, &t.AccountID, &t.Purpose, &t.RegistrationID, &t.Back, &t.ExpiresAt, &t.UsedAt, &t.KilledAt}
	}, `SELECT id, account_id, purpose, coalesce(registration_id, ''), back, expires_at, used_at, killed_at FROM account_tokens WHERE `+where, args...)
	if errors.Is(err, db.ErrNone) {
		return Token{}, nil
	}
	return t, err
}

// Spend uses a link up, once.
func Spend(ctx context.Context, tx *db.Tx, t Token, at time.Time) error {
	if st := t.Standing(at); st != Live {
		return Refuse(st)
	}
	n, err := tx.Exec(ctx, `UPDATE account_tokens SET used_at = $1 WHERE id = $2 AND used_at IS NULL AND killed_at IS NULL`, tx.Now(), t.ID)
	if err != nil {
		return fmt.Errorf("use a link: %w", err)
	}
	if n == 0 {
		return Refuse(Used)
	}
	return nil
}
