package access

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// Counts are how many hold each of some roles at some organisations now, those that have not opened their account yet among them;
// under the empty role, how many people that are.
func Counts(ctx context.Context, tx *db.Tx, roles Roles, orgs []string) (map[string]map[RoleKey]int, error) {
	type row struct {
		place string
		role  RoleKey
		n     int
	}
	out := map[string]map[RoleKey]int{}
	if len(orgs) == 0 {
		return out, nil
	}
	var w db.Where
	Counting(&w, tx, roles)
	w.In("g.place_id", db.Any(orgs)...)
	where, args := w.SQL(1)
	from := ` FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE ` + where
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.place, &r.role, &r.n} },
		`SELECT g.place_id, g.role, count(DISTINCT g.account_id)`+from+` GROUP BY g.place_id, g.role
		UNION ALL SELECT g.place_id, '', count(DISTINCT g.account_id)`+from+` GROUP BY g.place_id`, args...)
	if err != nil {
		return nil, fmt.Errorf("count holders: %w", err)
	}
	for _, r := range rows {
		if out[r.place] == nil {
			out[r.place] = map[RoleKey]int{}
		}
		out[r.place][r.role] = r.n
	}
	return out, nil
}

// Counting narrows to grants g of some roles at organisations that count now, of accounts a that are there.
func Counting(w *db.Where, tx *db.Tx, roles Roles) {
	w.And("g.place_kind = 'organisation' AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)", tx.Now(), tx.Now())
	w.In("g.role", db.Any(roles.Keys())...)
	w.In("a.state", "created", "invited", "active")
}
