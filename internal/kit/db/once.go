package db

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db/msg"
	"preau/internal/kit/i18n"
)

// keepDone is how long a repeated form is known as one.
const keepDone = 7 * 24 * time.Hour

// Doer is who does something: an actor that carries what was posted.
type Doer interface{ Doing() Doing }

// Doing is one posted act. Key is the form's hidden key, or the API's idempotency key; without one nothing is guarded.
type Doing struct {
	Account string    // empty for visitors
	Act     string    // "POST /pattern"
	Key     string    // chosen when the form was drawn
	Body    string    // hash of the rest of what was posted
	At      time.Time // when the request arrived: decides deadlines
}

// Once is InTx for a posted act that a repeat must not do twice (double click, back button, lost answer).
// A repeat does nothing and answers as the first did; the same key with another body is a Conflict.
// An fn that fails records nothing, so the form can be sent again.
func (d *DB) Once(ctx context.Context, by Doer, fn func(tx *Tx) error) error {
	_, err := once(ctx, d, by, nameOf(fn), func(tx *Tx) (struct{}, error) { return struct{}{}, fn(tx) })
	return err
}

// OnceValue is Once for an act with a result, such as the number of what was created. The result is kept as JSON.
func OnceValue[T any](ctx context.Context, d *DB, by Doer, fn func(tx *Tx) (T, error)) (T, error) {
	return once(ctx, d, by, "", fn)
}

func once[T any](ctx context.Context, d *DB, by Doer, name string, fn func(tx *Tx) (T, error)) (T, error) {
	do := by.Doing()
	var result T
	err := d.inTx(ctx, do.Act+" "+name, func(tx *Tx) error {
		var err error
		if do.Key == "" {
			result, err = fn(tx)
			return err
		}
		result, err = guarded(ctx, tx, do, fn)
		return err
	})
	if err != nil {
		var zero T
		return zero, err
	}
	return result, nil
}

// kept is what core_done keeps of what was posted: a hash of the form's key, and of the rest one that is keyed by the form's key itself, which
// nobody knows but the one who posted it. So whoever holds the table, or a copy of it, cannot try out what was typed: a telephone number has
// few digits, and a plain hash of it is that number. A key may be as long as its sender likes.
func (do Doing) kept() (key, body string) {
	sum := sha256.Sum256([]byte(do.Key))
	m := hmac.New(sha256.New, []byte(do.Key))
	_, _ = m.Write([]byte(do.Body)) // never fails
	return hex.EncodeToString(sum[:]), hex.EncodeToString(m.Sum(nil))
}

// guarded waits, by the primary key, for another transaction that does the same. What the release before this one did has its row under the
// key as it was posted, for as long as a repeat is known.
func guarded[T any](ctx context.Context, tx *Tx, do Doing, fn func(tx *Tx) (T, error)) (T, error) {
	var result T
	key, body := do.kept()
	first, err := tx.Exec(ctx, `INSERT INTO core_done (account_id, act, form_key, body_hash, result, done_at)
		SELECT $1, $2, $3, $4, '', CAST($5 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM core_done WHERE account_id = $1 AND act = $2 AND form_key = $6)
		ON CONFLICT DO NOTHING`, do.Account, do.Act, key, body, tx.Now(), do.Key)
	if err != nil {
		return result, fmt.Errorf("note %s: %w", do.Act, err)
	}
	if first == 0 {
		return doneBefore[T](ctx, tx, do)
	}
	if result, err = fn(tx); err != nil {
		return result, err
	}
	raw, err := json.Marshal(result)
	if err != nil {
		return result, fmt.Errorf("keep the result of %s: %w", do.Act, err)
	}
	_, err = tx.Exec(ctx, `UPDATE core_done SET result = $1 WHERE account_id = $2 AND act = $3 AND form_key = $4`,
		string(raw), do.Account, do.Act, key)
	return result, err
}

func doneBefore[T any](ctx context.Context, tx *Tx, do Doing) (T, error) {
	var result T
	key, body := do.kept()
	type done struct{ body, result string }
	d, err := One(ctx, tx, func(d *done) []any { return []any{&d.body, &d.result} },
		`SELECT body_hash, result FROM core_done WHERE account_id = $1 AND act = $2 AND form_key IN ($3, $4)`,
		do.Account, do.Act, key, do.Key)
	if err != nil {
		return result, fmt.Errorf("what %s gave before: %w", do.Act, err)
	}
	if d.body != body {
		return result, &apperr.Error{Kind: apperr.Conflict, Msg: i18n.M(msg.KeyReused), Err: apperr.ErrKeyReused}
	}
	if err := json.Unmarshal([]byte(d.result), &result); err != nil {
		return result, fmt.Errorf("what %s gave before: %w", do.Act, err)
	}
	return result, nil
}

// ForgetDone drops what was done more than 7 days ago, a little at a time so that it never holds the writer.
func (d *DB) ForgetDone(ctx context.Context) error {
	for {
		n := int64(0)
		err := d.InTx(ctx, func(tx *Tx) error {
			var err error
			n, err = tx.Exec(ctx, `DELETE FROM core_done WHERE (account_id, act, form_key) IN
				(SELECT account_id, act, form_key FROM core_done WHERE done_at < $1 LIMIT 1000)`, tx.Now().Add(-keepDone))
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
