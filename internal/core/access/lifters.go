package access

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// mostNamed is how many people a reason names; more are « … ».
const mostNamed = 3

// Lifters are those who may give a role at a place, by name, those who could do so first. Where there is nobody, those who may
// name one of them, and so on up the chain; in the end it is the operator, whose people are not named. For above see MayGive.
func Lifters(ctx context.Context, tx *db.Tx, roles Roles, role RoleKey, place Place, above ...Place) ([]apperr.Lifter, error) {
	found, err := holding(ctx, tx, givers(roles, role, place, above), lost{})
	if err != nil {
		return nil, err
	}
	return lifters(found), nil
}

// givers are the roles that give this one at a place, with where they would be held, then those that give these, and so on;
// those of administrators aside.
func givers(roles Roles, role RoleKey, place Place, above []Place) []giver {
	var from []giver
	seen := map[giverAt]bool{}
	for next := []giverAt{{role, place}}; len(next) > 0; {
		var level, further []giverAt
		for _, x := range next {
			declared, _ := roles.At(x.role, x.place.Kind)
			for _, key := range declared.GivenBy {
				for _, p := range over(x.place, above) {
					at := giverAt{key, p}
					if _, ok := roles.At(key, p.Kind); ok && key != Admin && !seen[at] {
						seen[at] = true
						level = append(level, at)
					}
				}
			}
		}
		if len(level) == 0 {
			break
		}
		far := 0
		if len(from) > 0 {
			far = from[len(from)-1].far + 1
		}
		for _, at := range level {
			r, _ := roles.At(at.role, at.place.Kind)
			from, further = append(from, giver{r, at.place, far}), append(further, at)
		}
		next = further
	}
	return from
}

type giverAt struct {
	role  RoleKey
	place Place
}

// Actors are those whose act lifts a reason: they hold a role at a place or, when it reaches down, above it. Where there is
// nobody it is the operator.
func Actors(ctx context.Context, tx *db.Tx, roles Roles, role RoleKey, place Place) ([]apperr.Lifter, error) {
	declared, ok := roles.At(role, place.Kind)
	if !ok {
		return lifters(nil), nil
	}
	found, err := holding(ctx, tx, []giver{{declared, place, 0}}, lost{})
	if err != nil {
		return nil, err
	}
	return lifters(found), nil
}

// ActorsBut are those whose act lifts a reason in somebody's place: who else holds a role at a place or, when it reaches down, above it.
// Where there is nobody it is who gives the role, that somebody aside: it takes another person.
func ActorsBut(ctx context.Context, tx *db.Tx, roles Roles, accountID string, role RoleKey, place Place) ([]apperr.Lifter, error) {
	declared, ok := roles.At(role, place.Kind)
	if !ok {
		return lifters(nil), nil
	}
	found, err := holding(ctx, tx, []giver{{declared, place, 0}}, lost{})
	if err != nil {
		return nil, err
	}
	self := func(n named) bool { return n.ID == accountID }
	if found = slices.DeleteFunc(found, self); len(found) > 0 {
		return lifters(found), nil
	}
	if found, err = holding(ctx, tx, givers(roles, role, place, nil), lost{}); err != nil {
		return nil, err
	}
	return lifters(slices.DeleteFunc(found, self)), nil
}

// lifters names some of the nearest, each once; the operator where there is nobody.
func lifters(found []named) []apperr.Lifter {
	var out []apperr.Lifter
	seen := map[string]bool{}
	for _, f := range found {
		if !seen[f.ID] && f.far == found[0].far {
			seen[f.ID] = true
			out = append(out, f.Lifter)
		}
	}
	switch {
	case len(out) == 0:
		return Operator()
	case len(out) > mostNamed:
		return append(out[:mostNamed], apperr.Lifter{Name: "…"})
	}
	return out
}

// Operator is the lifter of last resort, whose people are not named.
func Operator() []apperr.Lifter { return []apperr.Lifter{{Said: i18n.M(msg.Operator)}} }

// You is the lifter of what the reader does by themselves.
func You() []apperr.Lifter { return []apperr.Lifter{{Said: i18n.M(msg.You)}} }

// OfAnother are somebody's reasons as others read them: what the person asks for by themselves is no button of the reader's.
func OfAnother(rs []apperr.Reason) []apperr.Reason {
	out := slices.Clone(rs)
	for i := range out {
		out[i].Ask, out[i].Lifters = nil, slices.Clone(out[i].Lifters)
		for j := range out[i].Lifters {
			if out[i].Lifters[j].Said.Key == msg.You {
				out[i].Lifters[j].Said = i18n.M(msg.Themselves)
			}
		}
	}
	return out
}

// giver is a role that gives another, at a place where it would be held.
type giver struct {
	role  Role
	place Place
	far   int // how many others stand between: 0 gives the role itself
}

// holding are the first of the active accounts that are such givers, by the givers' order, before them how somebody lost what
// they had: one statement, since pages explain several reasons.
func holding(ctx context.Context, tx *db.Tx, from []giver, gone lost) ([]named, error) {
	var parts []string
	var args []any
	for i, g := range from {
		part, more := held(g, i, len(args)+1, tx.Now())
		parts, args = append(parts, part), append(args, more...)
	}
	if !gone.empty() {
		part, more := gone.sql(len(args)+1, tx.Now())
		parts, args = append(parts, part), append(args, more...)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	found, err := db.All(ctx, tx, func(n *named) []any { return []any{&n.ID, &n.Name, &n.Place, &n.far, &n.nearness, &n.since} },
		`SELECT id, name, place, far, nearness, since FROM (`+strings.Join(parts, " UNION ALL ")+`) AS h ORDER BY nearness, since, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("who can give what is missing: %w", err)
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
	return fmt.Sprintf(`SELECT * FROM (SELECT a.id AS id, a.display_name AS name, %d AS far, %d AS nearness, min(g.starts_at) AS since,
		min(CASE WHEN g.place_id = $%d THEN '' ELSE coalesce(o.name, '') END) AS place
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		LEFT JOIN org_organisations o ON g.place_kind = 'organisation' AND o.id = g.place_id
		WHERE %s GROUP BY a.id, a.display_name ORDER BY since, id LIMIT %d) AS h%d`,
		g.far, nearness, start, where, mostNamed+1, nearness), append([]any{g.place.ID}, args...)
}

type named struct {
	apperr.Lifter
	far      int
	nearness int
	since    time.Time
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
	gone := lostBy(roles, who.ID, []RoleKey{role}, append([]Place{place}, above...))
	return explain(ctx, tx, r, givers(roles, role, place, above), gone)
}

// explain says who lifts a reason, and how what would have lifted it was lost.
func explain(ctx context.Context, tx *db.Tx, r *apperr.Reason, from []giver, gone lost) error {
	found, err := holding(ctx, tx, from, gone)
	if err != nil {
		return err
	}
	r.Since, r.By = time.Time{}, ""
	if len(found) > 0 && found[0].nearness == nearnessLost {
		r.Since, r.By, found = found[0].since, found[0].Name, found[1:]
	}
	r.Lifters = lifters(found)
	return nil
}

// nearnessLost marks the row of a loss, and puts it before all who give.
const nearnessLost = -1

// lost asks for the last grant that ended of some that an account had: when, and by whose decision, that of who took it
// back or, when it ended by itself, of who gave it until then.
type lost struct {
	account string
	conds   []string
	args    []any
}

// lostBy is the loss of one of these roles at one of these places.
func lostBy(roles Roles, accountID string, keys []RoleKey, places []Place) lost {
	l := lost{account: accountID}
	for _, k := range keys {
		for _, p := range places {
			if role, ok := roles.At(k, p.Kind); ok {
				cond, at := standing(role, p)
				l.conds, l.args = append(l.conds, "g.role = ? AND "+cond), append(append(l.args, k), at...)
			}
		}
	}
	return l
}

func (l lost) empty() bool { return l.account == "" || len(l.conds) == 0 }

func (l lost) sql(start int, now time.Time) (string, []any) {
	var w db.Where
	w.And("g.account_id = ? AND g.ends_at <= ? AND g.starts_at < g.ends_at", l.account, now)
	w.And("("+strings.Join(l.conds, ") OR (")+")", l.args...)
	where, args := w.SQL(start)
	return fmt.Sprintf(`SELECT * FROM (SELECT '' AS id, CASE WHEN g.taken_name = '' THEN g.given_name ELSE g.taken_name END AS name, 0 AS far, %d AS nearness,
		g.ends_at AS since, '' AS place FROM access_grants g WHERE %s ORDER BY g.ends_at DESC, g.id DESC LIMIT 1) AS l`, nearnessLost, where), args
}

// Ask leads to « Nous contacter », which carries the reason's code and the page that it was met on.
func Ask(code, page string) *apperr.Ask {
	q := url.Values{"motif": {code}}
	if page != "" {
		q.Set("page", page)
	}
	return &apperr.Ask{Label: i18n.M(msg.Ask), Path: "/contact?" + q.Encode()}
}
