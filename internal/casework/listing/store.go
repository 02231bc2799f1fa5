package listing

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// in narrows demands d to those of a list that who may read.
func (l List) in(w *db.Where, now time.Time, who access.Actor) {
	demand.Visible(w, who)
	l.only(w, now, who)
}

// only is what makes a list among what who may read.
func (l List) only(w *db.Where, now time.Time, who access.Actor) {
	helper, officer := team.TeamsOf(who, team.Helper), team.TeamsOf(who, team.Officer)
	switch l {
	case Mine:
		if len(helper) == 0 {
			w.And("1 = 0")
			return
		}
		w.And(`d.creator_id = ? OR d.id IN (SELECT p.demand_id FROM casework_demand_people p WHERE p.account_id = ? AND p.side = 'helper') OR d.id IN (`+demand.StandIn+`)`, who.ID, who.ID, who.ID, who.At, who.At)
	case ToDo:
		w.And("d.state IN ('sent', 'working')")
		answers(w, who, officer)
	case LateOnes:
		w.And("d.id IN (SELECT y.demand_id FROM casework_demand_teams y WHERE y.due_at <= ?)", now)
	case TreatedOnes:
		w.And("d.state = 'treated'")
	case ClosedOnes:
		w.And("d.state = 'closed'")
	}
}

// answers narrows to what somebody answers for: by their teams, or invited as référent or modérateur.
func answers(w *db.Where, who access.Actor, officer []string) {
	const invited = `d.id IN (SELECT p.demand_id FROM casework_demand_people p WHERE p.account_id = ? AND p.side IN ('officer', 'moderator'))`
	if len(officer) == 0 {
		w.And(invited, who.ID)
		return
	}
	w.And(`d.id IN (SELECT y.demand_id FROM casework_demand_teams y WHERE y.left_at IS NULL AND y.team_id`+among(officer)+`) OR `+invited, append(db.Any(officer), any(who.ID))...)
}

// narrow adds what a reader narrowed a list by.
func (f Filter) narrow(w *db.Where) {
	if f.Urgent {
		w.And("d.urgent")
	}
	if f.Theme > 0 {
		w.And("d.theme_id IN (SELECT h.id FROM casework_themes h WHERE h.number = ?)", f.Theme)
	}
	if f.Team > 0 {
		w.And(`d.team_id IN (SELECT g.id FROM casework_teams g WHERE g.number = ?)
			OR d.id IN (SELECT y.demand_id FROM casework_demand_teams y JOIN casework_teams g ON g.id = y.team_id WHERE g.number = ?)`, f.Team, f.Team)
	}
	if f.Agency > 0 {
		w.And(`d.id IN (SELECT y.demand_id FROM casework_demand_teams y JOIN casework_teams g ON g.id = y.team_id JOIN casework_agencies o ON o.id = g.agency_id WHERE o.number = ?)`, f.Agency)
	}
}

// inner is true of demands where the reader reads what is between operators.
func inner(who access.Actor) (string, []any) {
	officer := team.TeamsOf(who, team.Officer)
	if len(officer) == 0 {
		return "FALSE", nil
	}
	return `(EXISTS (SELECT 1 FROM casework_demand_teams y WHERE y.demand_id = d.id AND y.left_at IS NULL AND y.team_id` + among(officer) + `)
		OR EXISTS (SELECT 1 FROM casework_demand_people p WHERE p.demand_id = d.id AND p.account_id = ? AND p.side = 'officer'))`, append(db.Any(officer), any(who.ID))
}

// orders are the columns by which lists are sorted.
var orders = map[Order]string{ByMove: "d.moved_at", BySent: "coalesce(d.sent_at, d.created_at)"}

// rows are a page of a list, without the demands' teams and people; found are the keys that a search left, nil without one.
func rows(ctx context.Context, tx *db.Tx, who access.Actor, f Filter, found []string) ([]Row, int, error) {
	var w db.Where
	f.List.in(&w, tx.Now(), who)
	f.narrow(&w)
	if found != nil {
		w.In("d.key_id", db.Any(found)...)
	}
	where, args := w.SQL(1)
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM casework_demands d WHERE `+where, args...)
	if err != nil || n == 0 {
		return nil, 0, err
	}
	by, way := orders[f.Order], " DESC"
	if by == "" {
		by = orders[ByMove]
	}
	if f.Back {
		way = ""
	}
	var x db.Where // numbers the places of the column, then those of the condition
	col, own := inner(who)
	x.And(col, own...)
	flag, flags := x.SQL(4)
	where, args = w.SQL(4 + len(flags))
	args = append(append([]any{who.ID, f.Size, (min(f.Page, (n-1)/f.Size+1) - 1) * f.Size}, flags...), args...)
	out, err := db.All(ctx, tx, func(r *Row) []any {
		return []any{&r.id, &r.Number, &r.State, &r.keyID, &r.Team, &r.Urgent, &r.sealed, &r.CreatorName, &r.SentAt, &r.MovedAt, &r.messages, &r.said, &r.seen, &r.Due, &r.inner}
	},
		`SELECT d.id, d.number, d.state, d.key_id, t.name, d.urgent, d.title, d.creator_name, d.sent_at, d.moved_at, d.messages, d.said, coalesce((SELECT s.n FROM casework_seen s WHERE s.demand_id = d.id AND s.account_id = $1), -1),
			(SELECT min(y.due_at) FROM casework_demand_teams y WHERE y.demand_id = d.id AND y.due_at IS NOT NULL), `+flag+`
		FROM casework_demands d JOIN casework_teams t ON t.id = d.team_id WHERE `+where+` ORDER BY `+by+way+`, d.id LIMIT $2 OFFSET $3`, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("demands: %w", err)
	}
	return out, n, nil
}

// candidate is a demand in which words may be looked for.
type candidate struct {
	keyID string
	inner bool
}

func candidates(ctx context.Context, tx *db.Tx, who access.Actor, f Filter) ([]candidate, error) {
	var w, x db.Where
	f.List.in(&w, tx.Now(), who)
	f.narrow(&w)
	col, own := inner(who)
	x.And(col, own...)
	flag, flags := x.SQL(1)
	where, args := w.SQL(1 + len(flags))
	out, err := db.All(ctx, tx, func(c *candidate) []any { return []any{&c.keyID, &c.inner} },
		`SELECT d.key_id, `+flag+` FROM casework_demands d WHERE `+where+` ORDER BY d.moved_at DESC, d.id`, append(flags, args...)...)
	if err != nil {
		return nil, fmt.Errorf("demands to look through: %w", err)
	}
	return out, nil
}

// counts are how many demands each list has for somebody, counted in one look at what they may read.
func counts(ctx context.Context, tx *db.Tx, who access.Actor) (map[List]int, error) {
	var cols []string
	var args []any
	for _, l := range Lists() {
		var w db.Where
		l.only(&w, tx.Now(), who)
		where, more := w.SQL(1 + len(args))
		cols, args = append(cols, `count(*) FILTER (WHERE `+where+`)`), append(args, more...)
	}
	var w db.Where
	demand.Visible(&w, who)
	where, more := w.SQL(1 + len(args))
	n, err := db.One(ctx, tx, func(n *[5]int) []any { return []any{&n[0], &n[1], &n[2], &n[3], &n[4]} },
		`SELECT `+strings.Join(cols, ", ")+` FROM casework_demands d WHERE `+where, append(args, more...)...)
	if err != nil {
		return nil, fmt.Errorf("count demands: %w", err)
	}
	out := map[List]int{}
	for i, l := range Lists() {
		out[l] = n[i]
	}
	return out, nil
}

// choices reads what a list may be narrowed by.
func choices(ctx context.Context, tx *db.Tx, who access.Actor, p *Page) error {
	var w db.Where
	w.In("t.id", db.Any(team.TeamsOf(who, team.Helper, team.Officer))...)
	where, args := w.SQL(1)
	type choice struct {
		kind string
		Choice
	}
	all, err := db.All(ctx, tx, func(c *choice) []any { return []any{&c.kind, &c.Number, &c.Name} }, `
		SELECT 'theme', number, name FROM casework_themes UNION ALL SELECT 'agency', number, name FROM casework_agencies
		UNION ALL SELECT 'team', t.number, a.name || ' · ' || t.name FROM casework_teams t JOIN casework_agencies a ON a.id = t.agency_id WHERE `+where+` ORDER BY 3, 2`, args...)
	if err != nil {
		return fmt.Errorf("what lists are narrowed by: %w", err)
	}
	for _, c := range all {
		switch c.kind {
		case "theme":
			p.Themes = append(p.Themes, c.Choice)
		case "agency":
			p.Bodies = append(p.Bodies, c.Choice)
		default:
			p.Teams = append(p.Teams, c.Choice)
		}
	}
	return nil
}

// among is a condition with a place for each of some ids.
func among(ids []string) string { return " IN (?" + strings.Repeat(", ?", len(ids)-1) + ")" }
