package request

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"

	"preau/internal/core/request/msg"
)

const columns = `q.id, q.number, a.id, a.display_name, a.email, a.lang, q.role, q.place_kind, q.place_id, coalesce(o.name, ''),
	q.state, q.asked_at, q.decided_name, q.decided_at, q.reason, q.version`

const tables = `request_asks q JOIN account_accounts a ON a.id = q.account_id
	LEFT JOIN org_organisations o ON q.place_kind = 'organisation' AND o.id = q.place_id`

func into(r *Request) []any {
	return []any{
		&r.ID, &r.Number, &r.AccountID, &r.Name, &r.Address, &r.Lang, &r.Role, &r.Place.Kind, &r.Place.ID, &r.PlaceName,
		&r.State, &r.AskedAt, &r.DecidedName, &r.DecidedAt, &r.Reason, &r.Version,
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

// forLifter narrows to the requests that who may decide: it says in SQL what mayGive says in Go.
func (s *Service) forLifter(w *db.Where, who access.Actor) {
	var conds []string
	var args []any
	for _, role := range s.roles {
		for _, giver := range role.GivenBy {
			if who.Holds(giver, access.Everywhere) {
				conds, args = append(conds, "q.role = ?"), append(args, role.Key)
			}
			for _, kind := range role.Kinds {
				if places := who.Places(giver, kind); len(places) > 0 && kind != access.Platform {
					conds = append(conds, "q.role = ? AND q.place_kind = ? AND q.place_id IN (?"+strings.Repeat(", ?", len(places)-1)+")")
					args = append(append(args, role.Key, kind), db.Any(places)...)
				}
			}
		}
	}
	if len(conds) == 0 {
		conds = []string{"1 = 0"}
	}
	w.And("("+strings.Join(conds, ") OR (")+")", args...)
}
