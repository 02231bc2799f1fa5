package delegation

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
)

// counting is the condition for grants g of the chain that count now, of accounts a that are there.
func (s *Service) counting(w *db.Where, tx *db.Tx) {
	w.And("g.place_kind = 'organisation' AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)", tx.Now(), tx.Now())
	w.In("g.role", db.Any(s.o.Chain.Keys())...)
	w.In("a.state", "created", "invited", "active")
}

// counts are how many hold each role at some places; under the empty role, how many people that are.
func (s *Service) counts(ctx context.Context, tx *db.Tx, ps []place) (map[string]map[access.RoleKey]int, error) {
	type row struct {
		place string
		role  access.RoleKey
		n     int
	}
	out := map[string]map[access.RoleKey]int{}
	if len(ps) == 0 {
		return out, nil
	}
	at := make([]any, len(ps))
	for i, p := range ps {
		at[i] = p.ID
	}
	var w db.Where
	s.counting(&w, tx)
	w.In("g.place_id", at...)
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
			out[r.place] = map[access.RoleKey]int{}
		}
		out[r.place][r.role] = r.n
	}
	return out, nil
}

// aboveAll are the organisations above each of some, the nearest first.
func aboveAll(ctx context.Context, tx *db.Tx, below []string) (map[string][]org.Organisation, error) {
	type pair struct{ below, above string }
	var w db.Where
	w.In("c.descendant", db.Any(below)...)
	w.And("c.depth > 0")
	where, args := w.SQL(1)
	pairs, err := db.All(ctx, tx, func(p *pair) []any { return []any{&p.below, &p.above} },
		`SELECT c.descendant, c.ancestor FROM org_closure c WHERE `+where+` ORDER BY c.descendant, c.depth`, args...)
	if err != nil {
		return nil, fmt.Errorf("bodies above: %w", err)
	}
	var above []string
	for _, p := range pairs {
		above = append(above, p.above)
	}
	slices.Sort(above)
	found, err := org.ByIDs(ctx, tx, slices.Compact(above))
	out := map[string][]org.Organisation{}
	for _, p := range pairs {
		out[p.below] = append(out[p.below], found[p.above])
	}
	return out, err
}

// placesOf is a page of where who may give something, by name.
func (s *Service) placesOf(ctx context.Context, tx *db.Tx, who access.Actor, f Filter, l *Listing) ([]org.Organisation, error) {
	conds, at := s.theirs(who)
	var w db.Where
	open := "o.closed_at IS NULL AND ((" + strings.Join(conds, ") OR (") + "))"
	if who.IsAdmin() { // where somebody holds something still, though nobody works there any more
		left, more := s.leftOver(tx)
		open, at = "("+open+") OR "+left, append(at, more...)
	}
	w.And(open, at...)
	for _, word := range strings.Fields(registers.Fold(f.Text)) {
		w.And(`o.name_fold LIKE ? ESCAPE '\'`, db.Contains(word))
	}
	where, args := w.SQL(1)
	var err error
	if l.Total, err = db.Value[int](ctx, tx, `SELECT count(*) FROM org_organisations o WHERE `+where, args...); err != nil {
		return nil, fmt.Errorf("count places: %w", err)
	}
	l.Page = min(max(f.Page, 1), max((l.Total+f.Size-1)/f.Size, 1))
	n := len(args)
	found, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT o.id FROM org_organisations o WHERE `+where+
		` ORDER BY o.name_fold, o.id LIMIT $`+strconv.Itoa(n+1)+` OFFSET $`+strconv.Itoa(n+2), append(args, f.Size, (l.Page-1)*f.Size)...)
	if err != nil {
		return nil, fmt.Errorf("places: %w", err)
	}
	orgs, err := org.ByIDs(ctx, tx, found)
	out := make([]org.Organisation, 0, len(found))
	for _, id := range found {
		out = append(out, orgs[id])
	}
	return out, err
}

// leftOver is the condition for organisations o that have ceased, and where somebody holds a role of the chain.
func (s *Service) leftOver(tx *db.Tx) (string, []any) {
	chain := db.Any(s.o.Chain.Keys())
	return `o.closed_at IS NOT NULL AND o.id IN (SELECT g.place_id FROM access_grants g WHERE g.place_kind = 'organisation' AND g.taken_at IS NULL
		AND (g.ends_at IS NULL OR g.ends_at > ?) AND g.role IN (?` + strings.Repeat(", ?", len(chain)-1) + "))", append([]any{tx.Now()}, chain...)
}

// Where narrows to the organisations o where who may give something, as far as they can be listed.
func (s *Service) Where(w *db.Where, who access.Actor) {
	conds, at := s.theirs(who)
	w.And("("+strings.Join(conds, ") OR (")+")", at...)
}

// theirs are the conditions for the organisations o where who may give something: it says in SQL what given says in Go. Of
// who gives everywhere, those where somebody holds what they give.
func (s *Service) theirs(who access.Actor) ([]string, []any) {
	conds, args := []string{"1 = 0"}, []any(nil)
	add := func(cond string, at ...any) {
		if !slices.Contains(conds, cond) || len(at) > 0 {
			conds, args = append(conds, cond), append(args, at...)
		}
	}
	done := map[string]bool{}
	for _, r := range s.o.Chain {
		for _, giver := range r.GivenBy {
			once := fmt.Sprint(giver, r.Bodies, r.ReachesDown)
			if who.Holds(giver, access.Everywhere) {
				add(`o.id IN (SELECT g.place_id FROM access_grants g WHERE g.place_kind = 'organisation' AND g.role = ? AND g.taken_at IS NULL)`, r.Key)
				continue
			}
			declared, ok := s.o.Roles.At(giver, access.Organisation)
			places := who.Places(giver, access.Organisation)
			if !ok || len(places) == 0 || done[once] {
				continue
			}
			done[once] = true
			cond, at := standing(declared, places)
			top, more := atTop(r)
			add(cond+top, append(at, more...)...)
		}
	}
	return conds, args
}

// standing is the condition for organisations o at which a role that is held at some places counts.
func standing(r access.Role, places []string) (string, []any) {
	in := "IN (?" + strings.Repeat(", ?", len(places)-1) + ")"
	if r.ReachesDown {
		return "o.id IN (SELECT c.descendant FROM org_closure c WHERE c.ancestor " + in + ")", db.Any(places)
	}
	return "o.id " + in, db.Any(places)
}

// atTop is the rest of the condition: holdable, in SQL.
func atTop(r access.Role) (string, []any) {
	if len(r.Bodies) == 0 {
		return "", nil
	}
	in := "IN (?" + strings.Repeat(", ?", len(r.Bodies)-1) + ")"
	cond, args := " AND o.kind "+in, db.Any(r.Bodies)
	if r.ReachesDown {
		cond += ` AND NOT EXISTS (SELECT 1 FROM org_closure u JOIN org_organisations t ON t.id = u.ancestor
			WHERE u.descendant = o.id AND u.depth > 0 AND t.closed_at IS NULL AND t.kind ` + in + ")"
		args = append(args, db.Any(r.Bodies)...)
	}
	return cond, args
}
