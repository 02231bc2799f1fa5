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
