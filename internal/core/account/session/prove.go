package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Prove notes that the person of who's session has just proven again who they are, by a way. A strong one counts for the whole session, which
// gets another secret (ASVS 7.2.4): the page gives it to this browser, see Renewed. The former serves for seconds, and has proven nothing: other
// tabs have sent their forms with it, and the button was pressed twice. That second proof finds the new secret made, and makes no third.
func (s *Service) Prove(ctx context.Context, tx *db.Tx, who access.Actor, way string) error {
	t, err := turnOf(ctx, tx, who)
	if err != nil {
		return err
	}
	if !t.until.After(tx.Now()) {
		if err := s.renew(ctx, tx, who, t.n+1); err != nil {
			return fmt.Errorf("renew a session: %w", err)
		}
	}
	set, args := `proved_at = $1`, []any{tx.Now(), who.Session, who.ID}
	if Strong(way) {
		set, args = set+`, way = $4`, append(args, way)
	}
	if _, err := tx.Exec(ctx, `UPDATE account_sessions SET `+set+` WHERE id = $2 AND account_id = $3 AND ended_at IS NULL`, args...); err != nil {
		return fmt.Errorf("prove a session: %w", err)
	}
	return nil
}

type turn struct {
	n     int64
	until time.Time // the secret before it serves
}

// turnOf is which secret the session of who has. Who else proves the same session waits until this proof is there.
func turnOf(ctx context.Context, tx *db.Tx, who access.Actor) (turn, error) {
	if _, err := tx.Exec(ctx, `UPDATE account_sessions SET seen_at = seen_at WHERE id = $1`, who.Session); err != nil {
		return turn{}, fmt.Errorf("hold a session: %w", err)
	}
	t, err := db.One(ctx, tx, func(t *turn) []any { return []any{&t.n, &t.until} },
		`SELECT turn, former_until FROM account_sessions WHERE id = $1 AND account_id = $2 AND ended_at IS NULL`, who.Session, who.ID)
	if errors.Is(err, db.ErrNone) {
		return t, apperr.UnauthenticatedErr()
	}
	return t, err
}

func (s *Service) renew(ctx context.Context, tx *db.Tx, who access.Actor, turn int64) error {
	_, err := tx.Exec(ctx, `UPDATE account_sessions SET former_hash = secret_hash, former_until = $1, former_proved_at = proved_at, former_way = way, secret_hash = $2, turn = $3
		WHERE id = $4`, tx.Now().Add(lingers), notify.HashSecret(s.secretOf(who.Session, turn)), turn, who.Session)
	return err
}

// Renewed is the session of who, with the secret that their last proof gave it: for the page that took the proof alone.
func (s *Service) Renewed(ctx context.Context, who access.Actor) (Session, error) {
	o := Session{ID: who.Session, AccountID: who.ID, Number: who.Number}
	if who.Session == "" {
		return o, apperr.UnauthenticatedErr()
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		t, err := db.One(ctx, tx, func(t *turn) []any { return []any{&t.n, &o.Remember, &o.ExpiresAt} },
			`SELECT turn, remembered, expires_at FROM account_sessions WHERE id = $1 AND account_id = $2`, who.Session, who.ID)
		o.Secret = s.secretOf(o.ID, t.n)
		return err
	})
	return o, err
}
