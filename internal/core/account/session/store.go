package session

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Open signs a browser in. The session it had before ends.
func (s *Service) Open(ctx context.Context, tx *db.Tx, who access.Actor, a Owner, b Browser) (Session, error) {
	o := Session{ID: id.New(), AccountID: a.ID, Number: a.Number, Remember: b.Remember, ExpiresAt: tx.Now().Add(life), FirstTime: a.Never}
	_, err := tx.Exec(ctx, `INSERT INTO account_sessions
		(id, account_id, secret_hash, created_at, seen_at, expires_at, remembered, agent, net, way, ended_why)
		VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, '')`,
		o.ID, a.ID, notify.HashSecret(s.secretOf(o.ID, 0)), tx.Now(), o.ExpiresAt, b.Remember, b.Agent, s.netOf(a.ID, b.Net), b.Way)
	if err != nil {
		return o, fmt.Errorf("open a session: %w", err)
	}
	_, err = tx.Exec(ctx, `UPDATE account_accounts SET last_signed_in_at = $1, first_signed_in_at = coalesce(first_signed_in_at, $1) WHERE id = $2`, tx.Now(), a.ID)
	if err != nil {
		return o, fmt.Errorf("open a session: %w", err)
	}
	if who.Session != "" {
		err = End(ctx, tx, SignedOut, "id = ?", who.Session)
	}
	return o, err
}

// End ends those that a condition names.
func End(ctx context.Context, tx *db.Tx, why, cond string, args ...any) error {
	var w db.Where
	w.And(cond, args...)
	w.And("ended_at IS NULL")
	where, rest := w.SQL(3)
	_, err := tx.Exec(ctx, `UPDATE account_sessions SET ended_at = $1, ended_why = $2 WHERE `+where, append([]any{tx.Now(), why}, rest...)...)
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// alive is the condition of sessions that still count at an instant, for Where.
const alive = `ended_at IS NULL AND expires_at > ? AND (remembered OR seen_at > ?)`

func aliveArgs(at time.Time) []any { return []any{at, at.Add(-Idle)} }

// CountOpen is how many browsers are signed in.
func CountOpen(ctx context.Context, tx *db.Tx) (int64, error) {
	now := tx.Now()
	return db.Value[int64](ctx, tx, `SELECT count(*) FROM account_sessions
		WHERE seen_at > $1 AND ended_at IS NULL AND expires_at > $2 AND (remembered OR seen_at > $3)`, now.Add(-life), now, now.Add(-Idle))
}

// Weaken has the session of who count no more as opened by a way that the account has lost: it goes on, as one that a password opened does.
func Weaken(ctx context.Context, tx *db.Tx, who access.Actor, way string) error {
	if _, err := tx.Exec(ctx, `UPDATE account_sessions SET way = $1, former_way = CASE WHEN former_way = $4 THEN $1 ELSE former_way END WHERE id = $2 AND account_id = $3 AND way = $4`, lost, who.Session, who.ID, way); err != nil {
		return fmt.Errorf("weaken a session: %w", err)
	}
	return nil
}
