package request

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"

	"preau/internal/core/request/msg"
)

const columns = `q.id, q.number, a.id, a.display_name, a.email, a.lang, q.role, q.place_kind, q.place_id, coalesce(o.name, ''), coalesce(o.ref, ''),
	coalesce(a.org_id = q.place_id AND q.place_kind = 'organisation', FALSE), q.state, q.asked_at, q.decided_name, q.decided_at, q.reason, q.version,
	q.more_ref, q.more_label, q.wanted, q.said,
	(SELECT count(*) FROM request_asks e WHERE e.account_id = q.account_id AND e.number < q.number AND e.asked_at > q.asked_at - 86400000000)`

const tables = `request_asks q JOIN account_accounts a ON a.id = q.account_id
	LEFT JOIN org_organisations o ON q.place_kind = 'organisation' AND o.id = q.place_id`

func into(r *Request) []any {
	wanted := lines{&r.Wanted}
	return []any{
		&r.ID, &r.Number, &r.AccountID, &r.Name, &r.Address, &r.Lang, &r.Role, &r.Place.Kind, &r.Place.ID, &r.PlaceName, &r.PlaceRef,
		&r.Named, &r.State, &r.AskedAt, &r.DecidedName, &r.DecidedAt, &r.Reason, &r.Version,
		&r.More.ID, &r.More.Label, wanted, &r.Said, &r.Earlier,
	}
}

func byNumber(ctx context.Context, tx *db.Tx, n int64) (Request, error) {
	r, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE q.number = $1`, n)
	if errors.Is(err, db.ErrNone) {
		return r, apperr.NotFoundErr()
	}
	if err != nil {
		return r, fmt.Errorf("request %d: %w", n, err)
	}
	return r, nil
}

// save writes a decision, if nobody else decided since the request was read.
func save(ctx context.Context, tx *db.Tx, who access.Actor, r *Request, do Act, to State) error {
	from := r.State
	n, err := tx.Exec(ctx, `UPDATE request_asks SET state = $1, decided_by = $2, decided_name = $3, decided_at = $4, reason = $5,
		version = version + 1 WHERE id = $6 AND version = $7`, to, who.ID, who.Name, tx.Now(), r.Reason, r.ID, r.Version)
	if err != nil {
		return fmt.Errorf("save request %d: %w", r.Number, err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	r.State, r.DecidedName, r.DecidedAt = to, who.Name, tx.Now()
	r.Version++
	return write(ctx, tx, who, *r, do, from)
}

// Last is the newest request of an account for a role itself at a place, if there is one.
func Last(ctx context.Context, tx *db.Tx, accountID string, role access.RoleKey, p access.Place) (Request, bool, error) {
	rs, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE q.account_id = $1 AND q.role = $2 AND q.place_kind = $3
		AND q.place_id = $4 AND q.more_ref = '' ORDER BY q.number DESC LIMIT 1`, accountID, role, p.Kind, p.ID)
	if err != nil || len(rs) == 0 {
		return Request{}, false, err
	}
	return rs[0], true, nil
}

// forLifter narrows to the requests that who may decide: it says in SQL what access.MayGive says in Go; a test holds them
// together.
func (s *Service) forLifter(w *db.Where, who access.Actor, now time.Time) {
	var conds []string
	var args []any
	for _, role := range s.roles {
		for _, kind := range role.Kinds {
			for _, key := range role.GivenBy {
				if cond, at := s.within(who, key, kind); cond != "" {
					conds = append(conds, "q.role = ? AND q.place_kind = ? AND "+cond)
					args = append(append(args, role.Key, kind), at...)
				}
			}
		}
	}
	more, at := s.forAbove(who, now)
	if conds, args = append(conds, more...), append(args, at...); len(conds) == 0 {
		conds = []string{"1 = 0"}
	}
	w.And("("+strings.Join(conds, ") OR (")+")", args...)
}

// within is the condition for places of a kind at which a role that who holds counts; empty when there are none.
func (s *Service) within(who access.Actor, role access.RoleKey, kind access.PlaceKind) (string, []any) {
	if _, ok := s.roles.At(role, access.Platform); ok && who.Holds(role, access.Everywhere) {
		return "1 = 1", nil
	}
	declared, ok := s.roles.At(role, kind)
	places := who.Places(role, kind)
	if !ok || len(places) == 0 {
		return "", nil
	}
	in := "IN (?" + strings.Repeat(", ?", len(places)-1) + ")"
	if declared.ReachesDown && kind == access.Organisation {
		return "q.place_id IN (SELECT c.descendant FROM org_closure c WHERE c.ancestor " + in + ")", db.Any(places)
	}
	return "q.place_id " + in, db.Any(places)
}
