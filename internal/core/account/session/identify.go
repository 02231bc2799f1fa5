package session

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

type seen struct {
	access.Actor
	at    time.Time
	noted *atomic.Int64 // in microseconds, when it was noted since by this process: of a session that is known nobody reads it again
}

// Identify is who a cookie's secret belongs to, with their grants as they are now: false when the session ended, or the account may not
// act any more. It costs one indexed query, unless nothing was written since the last one that could say otherwise, and every five minutes a small
// write. The secret that a session had before its last proof serves a little longer, with what was proven before.
func (s *Service) Identify(ctx context.Context, secret string) (access.Actor, bool, error) {
	if secret == "" {
		return access.Actor{}, false, nil
	}
	hash := notify.HashSecret(secret)
	who, at, err := s.known.Get(ctx, hash, func(tx *db.Tx) (seen, time.Time, error) {
		who, until, err := sessionBySecret(ctx, tx, hash, tx.Now(), present)
		if errors.Is(err, db.ErrNone) {
			return sessionBySecret(ctx, tx, hash, tx.Now(), former)
		}
		return who, until, err
	})
	if errors.Is(err, db.ErrNone) {
		return access.Actor{}, false, nil
	}
	if err != nil {
		return access.Actor{}, false, fmt.Errorf("identify: %w", err)
	}
	s.touch(ctx, who, at)
	return who.Actor, true, nil
}

// which names the columns of one of a session's secrets.
type which struct{ hash, proved, way, until string }

var (
	present = which{hash: `s.secret_hash = $1`, proved: `s.proved_at`, way: `s.way`, until: `s.expires_at`}
	former  = which{hash: `s.former_hash <> '' AND s.former_hash = $1 AND s.former_until > $2`, proved: `s.former_proved_at`, way: `s.former_way`, until: `s.former_until`}
)

// sessionBySecret is the session with its account, the account's grants and what it accepted, and until when that is so if nothing is
// written: one statement, since it is asked at each request.
func sessionBySecret(ctx context.Context, tx *db.Tx, hash string, at time.Time, by which) (seen, time.Time, error) {
	type row struct {
		seen
		grant      access.PackedRow
		chosen     string
		way        string
		own        access.Work
		work       access.Work
		remembered bool
		expires    time.Time
		terms      time.Time // the next version of the general conditions
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		into := append([]any{&r.Session, &r.Proved, &r.way, &r.at, &r.remembered, &r.expires, &r.terms, &r.ID, &r.Number, &r.Name, &r.UserName, &r.Address, &r.Lang, &r.OrgID, &r.OrgName}, r.Bound.Into()...)
		into = append(into, &r.chosen, &r.own.Ref, &r.own.Closed, &r.work.ID, &r.work.Ref, &r.work.Name)
		return append(into, r.grant.Into()...)
	}, `SELECT s.id, CASE WHEN `+by.proved+` > s.created_at THEN `+by.proved+` ELSE s.created_at END, `+by.way+`, s.seen_at, s.remembered, `+by.until+`, `+access.BoundUntil+`, a.id, a.number, a.display_name, a.user_name, a.email, a.lang, a.org_id, o.name, `+access.BoundColumns+`,
			s.acting_org_id, o.ref, CASE WHEN o.closed_at IS NULL THEN FALSE ELSE TRUE END, w.id, w.ref, w.name, `+access.PackedColumns+`
		FROM account_sessions s
		JOIN account_accounts a ON a.id = s.account_id
		LEFT JOIN org_organisations o ON o.id = a.org_id
		LEFT JOIN access_grants g ON g.account_id = a.id AND `+access.GrantStands+`
		LEFT JOIN org_organisations w ON g.place_kind = 'organisation' AND w.id = g.place_id AND w.closed_at IS NULL AND g.starts_at <= $2
		WHERE `+by.hash+` AND s.ended_at IS NULL AND s.expires_at > $2 AND (s.remembered OR s.seen_at > $3)
		  AND a.state = 'active' ORDER BY `+access.PackedOrder, hash, at, at.Add(-Idle))
	if err != nil {
		return seen{}, time.Time{}, err
	}
	if len(rows) == 0 {
		return seen{}, time.Time{}, db.ErrNone
	}
	grants := make([]access.PackedRow, len(rows))
	first := rows[0]
	who := first.seen
	who.noted = new(atomic.Int64)
	who.Way, who.Strong = first.way, Strong(first.way)
	var works []access.Work
	if who.OrgID != "" {
		works = append(works, access.Work{ID: who.OrgID, Ref: first.own.Ref, Name: who.OrgName, Closed: first.own.Closed})
	}
	for i, r := range rows {
		grants[i] = r.grant
		if r.work.ID != "" {
			works = append(works, r.work)
		}
	}
	until := first.expires
	if !first.remembered {
		until = access.Soonest(at, until, who.at.Add(Idle))
	}
	var changes time.Time
	if who.Grants, changes, err = access.GrantsAt(grants, at); err != nil {
		return seen{}, time.Time{}, err
	}
	who.Acts(works, first.chosen)
	return who, access.Soonest(at, until, first.terms, changes), nil
}

// touchPatience is how long a page waits for its session to be noted.
const touchPatience = 500 * time.Millisecond

// touch notes that the session lives. A database that cannot write now must not keep anybody from reading.
func (s *Service) touch(ctx context.Context, who seen, at time.Time) {
	if at.Sub(who.at) < seenEvery || at.Sub(time.UnixMicro(who.noted.Load())) < seenEvery {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, touchPatience)
	defer cancel()
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE account_sessions SET seen_at = $1 WHERE id = $2 AND seen_at < $1 AND ended_at IS NULL`, at, who.Session)
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "a session's last use was not noted", "error", err)
		return
	}
	who.noted.Store(at.UnixMicro())
}
