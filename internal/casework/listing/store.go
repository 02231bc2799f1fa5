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

// readDesk reads all that somebody may see, with what fits to a filter; for a search by words with their keys.
func readDesk(ctx context.Context, tx *db.Tx, who access.Actor, f Filter, keys bool) (desk, error) {
	var ways []string
	var args []any
	for _, y := range demand.Ways(who) {
		fits, own := f.fits(who, y, tx.Now())
		line := fmt.Sprintf(`'%d' || substr(%[2]s.state, 1, 1) || %[3]s || %[4]s || ' ' || %[5]s || ' ' || coalesce(%[2]s.late_at, 0)`, sideBits[y.Side], y.Row, fits, y.ID, f.key(y.Row))
		if keys {
			line += ` || ` + y.Key()
		}
		ways = append(ways, `SELECT `+line+` AS line FROM `+y.From+` WHERE `+y.Cond)
		args = append(append(args, own...), y.Args...)
	}
	if len(ways) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And(strings.Join(ways, " UNION ALL "), args...)
	all, args := w.SQL(1)
	packed, err := db.Value[string](ctx, tx, `SELECT coalesce(string_agg(w.line, ';'), '') FROM `+all+` AS w`, args...)
	if err != nil {
		return nil, fmt.Errorf("demands: %w", err)
	}
	return parse(packed, tx.Now()), nil
}

// key is what a list is sorted by; a draft counts by its last change.
func (f Filter) key(row string) string {
	if f.Order == BySent {
		return "coalesce(" + row + ".sent_at, " + row + ".moved_at)"
	}
	return row + ".moved_at"
}

// fits is 'y' for what the list is narrowed to, as a column.
func (f Filter) fits(who access.Actor, y demand.Way, now time.Time) (string, []any) {
	conds, args := f.narrowed(y.Row, y.ID)
	if _, known := needing[f.Need]; known && f.List == Mine {
		cond, more := f.Need.met(who, now)
		conds, args = append(conds, "EXISTS (SELECT 1 FROM casework_demands q WHERE q.id = "+y.ID+" AND "+cond+")"), append(args, more...)
	}
	if len(conds) == 0 {
		return "'y'", nil
	}
	return "CASE WHEN " + strings.Join(conds, " AND ") + " THEN 'y' ELSE 'n' END", args
}

// narrowed are the conditions on demands by which a list is narrowed. A groupe's and an organisme's demands are looked up once, not asked of each demand: they
// are few among all.
func (f Filter) narrowed(row, id string) ([]string, []any) {
	var conds []string
	var args []any
	add := func(cond string, more ...any) { conds, args = append(conds, "("+cond+")"), append(args, more...) }
	if f.Urgent {
		add(row + ".urgent")
	}
	if f.Theme > 0 {
		add(row+".theme_id = (SELECT h.id FROM casework_themes h WHERE h.number = ?)", f.Theme)
	}
	if f.Team > 0 {
		const number = "(SELECT g.id FROM casework_teams g WHERE g.number = ?)"
		add(id+` IN (SELECT y.demand_id FROM casework_demand_teams y WHERE y.team_id = `+number+` UNION ALL SELECT e.id FROM casework_demands e WHERE e.team_id = `+number+`)`, f.Team, f.Team)
	}
	if f.Agency > 0 {
		add(id+` IN (SELECT y.demand_id FROM casework_demand_teams y WHERE y.team_id IN (SELECT g.id FROM casework_teams g JOIN casework_agencies o ON o.id = g.agency_id WHERE o.number = ?))`, f.Agency)
	}
	return conds, args
}

// rows are the lines that some demands show, in their order.
func rows(ctx context.Context, tx *db.Tx, who access.Actor, those []narrow) ([]Row, error) {
	at := make(map[string]int, len(those))
	for i, n := range those {
		at[n.id] = i
	}
	var w db.Where
	w.In("d.id", anyID(those)...)
	where, args := w.SQL(2)
	got, err := db.All(ctx, tx, func(r *Row) []any {
		return []any{&r.id, &r.Number, &r.State, &r.keyID, &r.Team, &r.Urgent, &r.sealed, &r.CreatorName, &r.SentAt, &r.MovedAt, &r.messages, &r.said, &r.Due, &r.seen}
	}, `SELECT d.id, d.number, d.state, d.key_id, t.name, d.urgent, d.title, d.creator_name, d.sent_at, d.moved_at, d.messages, d.said, d.late_at, coalesce(s.n, -1)
		FROM casework_demands d JOIN casework_teams t ON t.id = d.team_id LEFT JOIN casework_seen s ON s.demand_id = d.id AND s.account_id = $1 WHERE `+where, append([]any{who.ID}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("lines of demands: %w", err)
	}
	out := make([]Row, len(those))
	for _, r := range got {
		i := at[r.id]
		r.inner, r.Masked = those[i].on(demand.Officers), those[i].masked
		out[i] = r
	}
	return compact(out), nil
}

// compact leaves out what was wiped between the two looks.
func compact(some []Row) []Row {
	out := some[:0]
	for _, r := range some {
		if r.id != "" {
			out = append(out, r)
		}
	}
	return out
}

func anyID(those []narrow) []any {
	out := make([]any, len(those))
	for i, n := range those {
		out[i] = n.id
	}
	return out
}

// choices reads what a list may be narrowed by: an administrator's list of all that was sent by any groupe, the others by the reader's own.
func choices(ctx context.Context, tx *db.Tx, who access.Actor, list List, p *Page) error {
	var w db.Where
	if list != All { // there all groupes are, also closed ones, which keep their demands
		w.In("t.id", db.Any(team.TeamsOf(who, team.Helper, team.Officer))...)
	}
	where, args := w.SQL(1)
	fresh, more := newcomer(who).SQL(1 + len(args))
	type choice struct {
		kind string
		Choice
	}
	all, err := db.All(ctx, tx, func(c *choice) []any { return []any{&c.kind, &c.Number, &c.Name} }, `
		SELECT 'theme', number, name FROM casework_themes UNION ALL SELECT 'agency', number, name FROM casework_agencies
		UNION ALL SELECT 'team', t.number, a.name || ' · ' || t.name FROM casework_teams t JOIN casework_agencies a ON a.id = t.agency_id WHERE `+where+`
		UNION ALL SELECT 'new', t.number, a.name || ' · ' || t.name FROM `+newTo+` JOIN casework_agencies a ON a.id = t.agency_id WHERE `+fresh+` AND `+unknown+` > 0 ORDER BY 3, 2`, append(args, more...)...)
	if err != nil {
		return fmt.Errorf("what lists are narrowed by: %w", err)
	}
	for _, c := range all {
		switch c.kind {
		case "theme":
			p.Themes = append(p.Themes, c.Choice)
		case "agency":
			p.Bodies = append(p.Bodies, c.Choice)
		case "new":
			p.New = append(p.New, c.Choice)
		default:
			p.Teams = append(p.Teams, c.Choice)
		}
	}
	return nil
}
