package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

type seen struct {
	access.Actor
	at time.Time
}

// Identify is who a cookie's secret belongs to, with their grants as they are now: false when the session ended, or the account may not
// act any more. It costs one indexed query, and every five minutes a small write.
func (s *Service) Identify(ctx context.Context, secret string) (access.Actor, bool, error) {
	if secret == "" {
		return access.Actor{}, false, nil
	}
	var (
		who seen
		at  time.Time
	)
	err := s.db.View(ctx, func(tx *db.Tx) error {
		at = tx.Now()
		var err error
		who, err = sessionBySecret(ctx, tx, secret, at)
		return err
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

// sessionBySecret is the session with its account, the account's grants and what it accepted: one statement, since it is asked at each request.
func sessionBySecret(ctx context.Context, tx *db.Tx, secret string, at time.Time) (seen, error) {
	type row struct {
		seen
		grant  access.GrantRow
		chosen string
		own    access.Work
		work   access.Work
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		into := append([]any{&r.Session, &r.at, &r.ID, &r.Name, &r.UserName, &r.Address, &r.Lang, &r.OrgID, &r.OrgName}, r.Bound.Into()...)
		into = append(into, &r.chosen, &r.own.Ref, &r.work.ID, &r.work.Ref, &r.work.Name)
		return append(into, r.grant.Into()...)
	}, `SELECT s.id, s.seen_at, a.id, a.display_name, a.user_name, a.email, a.lang, a.org_id, o.name, `+access.BoundColumns+`,
			s.acting_org_id, o.ref, w.id, w.ref, w.name, `+access.GrantColumns+`
		FROM account_sessions s
		JOIN account_accounts a ON a.id = s.account_id
		LEFT JOIN org_organisations o ON o.id = a.org_id
		LEFT JOIN access_grants g ON g.account_id = a.id AND `+access.GrantCounts+`
		LEFT JOIN org_organisations w ON g.place_kind = 'organisation' AND w.id = g.place_id AND w.closed_at IS NULL
		`+access.GrantLimits+`
		WHERE s.secret_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND (s.remembered OR s.seen_at > $3)
		  AND a.state = 'active' ORDER BY `+access.GrantOrder, notify.HashSecret(secret), at, at.Add(-Idle))
	if err != nil {
		return seen{}, err
	}
	if len(rows) == 0 {
		return seen{}, db.ErrNone
	}
	grants := make([]access.GrantRow, len(rows))
	who := rows[0].seen
	var works []access.Work
	if who.OrgID != "" {
		works = append(works, access.Work{ID: who.OrgID, Ref: rows[0].own.Ref, Name: who.OrgName})
	}
	for i, r := range rows {
		grants[i] = r.grant
		if r.work.ID != "" {
			works = append(works, r.work)
		}
	}
	who.Grants = access.Grants(grants, at)
	who.Acts(works, rows[0].chosen)
	return who, nil
}

// touchPatience is how long a page waits for its session to be noted.
const touchPatience = 500 * time.Millisecond

// touch notes that the session lives. A database that cannot write now must not keep anybody from reading.
func (s *Service) touch(ctx context.Context, who seen, at time.Time) {
	if at.Sub(who.at) < seenEvery {
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
	}
}
