package access

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/kit/db"
)

// Tenure is that somebody holds a role, from an instant until another; To is zero where no end is planned.
type Tenure struct {
	AccountID string
	From, To  time.Time
}

// Beside is a question for those who hold a role beside somebody, at any of some places, at any instant between two.
type Beside struct {
	Role     RoleKey
	Places   []Place
	From, To time.Time // To zero: forever
	But      []string  // accounts that do not count
	Coming   bool      // who has not opened their account yet counts, too
}

// Others are their tenures, by when they begin. Who is suspended holds nothing.
func Others(ctx context.Context, tx *db.Tx, b Beside) ([]Tenure, error) {
	var w db.Where
	w.And("g.role = ? AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?)", b.Role, b.From)
	if !b.To.IsZero() {
		w.And("g.starts_at < ?", b.To)
	}
	states := []string{"active"}
	if b.Coming {
		states = append(states, "created", "invited")
	}
	w.In("a.state", db.Any(states)...)
	conds, at := []string(nil), []any(nil)
	for _, p := range b.Places {
		conds, at = append(conds, "(g.place_kind = ? AND g.place_id = ?)"), append(at, p.Kind, p.ID)
	}
	w.And(strings.Join(conds, " OR "), at...)
	for _, id := range b.But {
		w.And("g.account_id <> ?", id)
	}
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(t *Tenure) []any { return []any{&t.AccountID, &t.From, &t.To} }, `SELECT g.account_id, g.starts_at, g.ends_at
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE `+where+` ORDER BY g.starts_at, g.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("who else holds %s: %w", b.Role, err)
	}
	return out, nil
}

// Covered says whether somebody of some tenures, which come by when they begin, holds the role at every instant between two: an end
// that is planned is followed by who begins by then. To is zero for ever.
func Covered(ts []Tenure, from, to time.Time) bool {
	until := from
	if !to.IsZero() && !from.Before(to) {
		return true
	}
	for _, t := range ts {
		if t.From.After(until) {
			return false
		}
		if t.To.IsZero() {
			return true
		}
		if t.To.After(until) {
			until = t.To
		}
		if !to.IsZero() && !until.Before(to) {
			return true
		}
	}
	return false
}

// Upheld says whether somebody else holds the role all the time.
func Upheld(ctx context.Context, tx *db.Tx, b Beside) (bool, error) {
	ts, err := Others(ctx, tx, b)
	return Covered(ts, b.From, b.To), err
}
