package access

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"preau/internal/core/access/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// mostNamed is how many people a reason names; more are « … ».
const mostNamed = 3

// Lifters are those who may give a role at a place, by name, those who could do so first. Where there is nobody it is the
// operator, whose people are not named. For above see MayGive.
func Lifters(ctx context.Context, tx *db.Tx, roles Roles, role RoleKey, place Place, above ...Place) ([]apperr.Lifter, error) {
	declared, _ := roles.At(role, place.Kind)
	var from []giver
	for _, key := range declared.GivenBy {
		for _, p := range over(place, above) {
			if r, ok := roles.At(key, p.Kind); ok && key != Admin {
				from = append(from, giver{r, p})
			}
		}
	}
	found, err := holding(ctx, tx, from)
	if err != nil {
		return nil, err
	}
	var out []apperr.Lifter
	seen := map[string]bool{}
	for _, f := range found {
		if !seen[f.id] {
			seen[f.id] = true
			out = append(out, f.Lifter)
		}
	}
	if len(out) == 0 {
		return []apperr.Lifter{{Said: i18n.M(msg.Operator)}}, nil
	}
	if len(out) > mostNamed {
		out = append(out[:mostNamed], apperr.Lifter{Name: "…"})
	}
	return out, nil
}

// giver is a role that gives another, at a place where it would be held.
type giver struct {
	role  Role
	place Place
}

// holding are the first of the active accounts that are such givers, by the givers' order, in one statement.
func holding(ctx context.Context, tx *db.Tx, from []giver) ([]named, error) {
	if len(from) == 0 {
		return nil, nil
	}
	var parts []string
	var args []any
	for i, g := range from {
		part, more := held(g, i, len(args)+1, tx.Now())
		parts, args = append(parts, part), append(args, more...)
	}
	found, err := db.All(ctx, tx, func(n *named) []any { return []any{&n.id, &n.Name, &n.Place} },
		`SELECT id, name, place FROM (`+strings.Join(parts, " UNION ALL ")+`) AS h ORDER BY nearness, since, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("who holds %s: %w", from[0].role.Key, err)
	}
	return found, nil
}

// held selects the first of the active accounts that hold a role at a place or, when it reaches down, above it; the place
// is told when it is another one. Its parameters begin at $start.
func held(g giver, nearness, start int, now time.Time) (string, []any) {
	var w db.Where
	w.And("g.role = ? AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)", g.role.Key, now, now)
	w.And("a.state = 'active'")
	cond, at := standing(g.role, g.place)
	w.And(cond, at...)
	where, args := w.SQL(start + 1)
	return fmt.Sprintf(`SELECT * FROM (SELECT a.id AS id, a.display_name AS name, %d AS nearness, min(g.starts_at) AS since,
		min(CASE WHEN g.place_id = $%d THEN '' ELSE coalesce(o.name, '') END) AS place
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		LEFT JOIN org_organisations o ON g.place_kind = 'organisation' AND o.id = g.place_id
		WHERE %s GROUP BY a.id, a.display_name ORDER BY since, id LIMIT %d) AS h%d`,
		nearness, start, where, mostNamed+1, nearness), append([]any{g.place.ID}, args...)
}

type named struct {
	apperr.Lifter
	id string
}

// standing is the condition for a grant g of a role that counts at a place; at a place without an id, any of its kind.
func standing(role Role, p Place) (string, []any) {
	if role.ReachesDown && p.Kind == Organisation {
		return "g.place_kind = 'organisation' AND g.place_id IN (SELECT c.ancestor FROM org_closure c WHERE c.descendant = ?)", []any{p.ID}
	}
	if p.ID == "" && p.Kind != Platform {
		return "g.place_kind = ?", []any{p.Kind}
	}
	return "g.place_kind = ? AND g.place_id = ?", []any{p.Kind, p.ID}
}

// Explain completes a reason that the role, held at the place, would lift: who may give it, and, when who had it, since when
// and by whose decision it is gone. Rules are pure and cannot know. For above see MayGive; a place without an id stands for
// any of its kind.
func Explain(ctx context.Context, tx *db.Tx, roles Roles, who Actor, r *apperr.Reason, role RoleKey, place Place, above ...Place) error {
	var err error
	if r.Lifters, err = Lifters(ctx, tx, roles, role, place, above...); err != nil {
		return err
	}
	r.Since, r.By, err = lastEnded(ctx, tx, roles, who.ID, []RoleKey{role}, append([]Place{place}, above...))
	return err
}

// lastEnded is when the last grant of one of these roles at one of these places ended, and by whose decision: of who took
// it back or, when it ended by itself, of who gave it until then. Zero when there was none.
func lastEnded(ctx context.Context, tx *db.Tx, roles Roles, accountID string, keys []RoleKey, places []Place) (time.Time, string, error) {
	var conds []string
	var args []any
	for _, k := range keys {
		for _, p := range places {
			if role, ok := roles.At(k, p.Kind); ok {
				cond, at := standing(role, p)
				conds, args = append(conds, "g.role = ? AND "+cond), append(append(args, k), at...)
			}
		}
	}
	if accountID == "" || len(conds) == 0 {
		return time.Time{}, "", nil
	}
	var w db.Where
	w.And("g.account_id = ? AND g.ends_at <= ? AND g.starts_at < g.ends_at", accountID, tx.Now())
	w.And("("+strings.Join(conds, ") OR (")+")", args...)
	where, args := w.SQL(1)
	type end struct {
		at time.Time
		by string
	}
	last, err := db.All(ctx, tx, func(e *end) []any { return []any{&e.at, &e.by} },
		`SELECT g.ends_at, CASE WHEN g.taken_name = '' THEN g.given_name ELSE g.taken_name END FROM access_grants g
		WHERE `+where+` ORDER BY g.ends_at DESC, g.id DESC LIMIT 1`, args...)
	if err != nil || len(last) == 0 {
		return time.Time{}, "", err
	}
	return last[0].at, last[0].by, nil
}

// Ask leads to « Nous contacter », which carries the reason's code and the page that it was met on.
func Ask(code, page string) *apperr.Ask {
	q := url.Values{"motif": {code}}
	if page != "" {
		q.Set("page", page)
	}
	return &apperr.Ask{Label: i18n.M(msg.Ask), Path: "/contact?" + q.Encode()}
}
