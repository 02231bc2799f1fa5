package demand

import (
	"context"
	"fmt"
	"strings"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// peopleOf are the creator and those invited, with what mails to them need.
func peopleOf(ctx context.Context, tx *db.Tx, d Demand) ([]party, error) {
	ids, sides := []string{d.CreatorID}, map[string]Side{d.CreatorID: Helpers}
	for _, p := range d.People {
		ids, sides[p.AccountID] = append(ids, p.AccountID), p.Side
	}
	var w db.Where
	w.In("id", db.Any(ids)...)
	w.And("state = 'active'")
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(p *party) []any { return []any{&p.AccountID, &p.Address, &p.Name, &p.Lang} },
		`SELECT id, email, display_name, lang FROM account_accounts WHERE `+where+` ORDER BY id`, args...)
	if err != nil {
		return nil, fmt.Errorf("people of a demand: %w", err)
	}
	for i := range out {
		out[i].side = sides[out[i].AccountID]
	}
	return out, nil
}

// visible narrows a list of demands d to those that who may read: it says in SQL what the rows « read the thread » of Moves say.
func visible(w *db.Where, who access.Actor) {
	var conds []string
	var args []any
	either := func(cond string, more ...any) { conds, args = append(conds, cond), append(args, more...) }
	in := func(ids []string) string { return " IN (?" + strings.Repeat(", ?", len(ids)-1) + ")" }
	const invited = `d.state <> 'draft' AND EXISTS (SELECT 1 FROM casework_demand_people p WHERE p.demand_id = d.id AND p.account_id = ? AND p.side = `
	if ids := team.TeamsOf(who, team.Helper); len(ids) > 0 {
		either(`d.creator_id = ? AND d.team_id`+in(ids), append([]any{who.ID}, db.Any(ids)...)...)
		either(invited+`'helper')`, who.ID)
	}
	if ids := team.TeamsOf(who, team.Officer); len(ids) > 0 {
		either(`d.state <> 'draft' AND EXISTS (SELECT 1 FROM casework_demand_teams x WHERE x.demand_id = d.id AND x.left_at IS NULL AND x.team_id`+in(ids)+`)`, db.Any(ids)...)
		either(invited+`'officer')`, who.ID)
	}
	if who.Holds(team.Moderator, access.Everywhere) {
		either(`d.state <> 'closed' AND `+invited+`'moderator')`, who.ID)
	}
	if len(conds) == 0 {
		w.And("1 = 0")
		return
	}
	w.And("("+strings.Join(conds, ") OR (")+")", args...)
}

// samePerson are the numbers of open demands about the person of a demand that who may read, but this one.
func samePerson(ctx context.Context, tx *db.Tx, who access.Actor, d Demand) ([]string, error) {
	if d.person == "" && d.nir == "" {
		return nil, nil
	}
	var w db.Where
	visible(&w, who)
	w.And("d.id <> ? AND d.state NOT IN ('draft', 'closed')", d.ID)
	w.And("d.person <> '' AND d.person = ? OR d.nir <> '' AND d.nir = ?", d.person, d.nir)
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT d.number FROM casework_demands d WHERE `+where+` ORDER BY d.number`, args...)
	if err != nil {
		return nil, fmt.Errorf("demands about the same person: %w", err)
	}
	return out, nil
}
