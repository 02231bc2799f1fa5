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

// What a deputy sees for an absent person, while the absence lasts (C071): what they created, and what they were invited into.
const (
	// StandIn are ids of what the absent created; its places are the deputy's id and, twice, the instant.
	StandIn = `SELECT c.id FROM casework_demands c JOIN casework_absences z ON z.account_id = c.creator_id AND z.team_id = c.team_id
		WHERE z.deputy_id = ? AND z.from_at <= ? AND z.to_at > ? AND c.state <> 'draft'`
	standInvited = `SELECT p.demand_id FROM casework_demand_people p JOIN casework_absences z ON z.account_id = p.account_id WHERE z.deputy_id = ? AND z.from_at <= ? AND z.to_at > ? AND p.side = `
)

// Visible narrows a list of demands d to those that who may read: it says in SQL what the rows « read the thread » of Moves say. Each
// way in is a branch of its own, which an index serves.
func Visible(w *db.Where, who access.Actor) {
	helper, officer := team.TeamsOf(who, team.Helper), team.TeamsOf(who, team.Officer)
	var ways []string
	var args []any
	way := func(q string, more ...any) { ways, args = append(ways, q), append(args, more...) }
	const invited = `SELECT p.demand_id FROM casework_demand_people p WHERE p.account_id = ? AND p.side = `
	mine, own := "1 = 0", []any(nil)
	if len(helper) > 0 {
		mine, own = `d.creator_id = ? AND d.team_id`+among(helper), append([]any{who.ID}, db.Any(helper)...)
		way(`SELECT c.id FROM casework_demands c WHERE c.creator_id = ? AND c.team_id`+among(helper), own...)
		way(invited+`'helper'`, who.ID)
		way(StandIn, who.ID, who.At, who.At)
		way(standInvited+`'helper'`, who.ID, who.At, who.At)
	}
	if len(officer) > 0 {
		way(`SELECT x.demand_id FROM casework_demand_teams x WHERE x.left_at IS NULL AND x.team_id`+among(officer), db.Any(officer)...)
		way(invited+`'officer'`, who.ID)
		way(standInvited+`'officer'`, who.ID, who.At, who.At)
	}
	if who.Holds(team.Moderator, access.Everywhere) {
		way(`SELECT p.demand_id FROM casework_demand_people p JOIN casework_demands m ON m.id = p.demand_id WHERE p.account_id = ? AND p.side = 'moderator' AND m.state <> 'closed'`, who.ID)
	}
	if len(ways) == 0 {
		w.And("1 = 0")
		return
	}
	w.And("d.id IN ("+strings.Join(ways, " UNION ALL ")+")", args...)
	w.And("d.state <> 'draft' OR "+mine, own...)
}

// among is a condition with a place for each of some ids.
func among(ids []string) string { return " IN (?" + strings.Repeat(", ?", len(ids)-1) + ")" }

// samePerson are the numbers of open demands about the person of a demand that who may read, but this one.
func samePerson(ctx context.Context, tx *db.Tx, who access.Actor, d Demand) ([]string, error) {
	if d.person == "" && d.nir == "" {
		return nil, nil
	}
	var w db.Where
	Visible(&w, who)
	w.And("d.id <> ? AND d.state NOT IN ('draft', 'closed')", d.ID)
	w.And("d.person <> '' AND d.person = ? OR d.nir <> '' AND d.nir = ?", d.person, d.nir)
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT d.number FROM casework_demands d WHERE `+where+` ORDER BY d.number`, args...)
	if err != nil {
		return nil, fmt.Errorf("demands about the same person: %w", err)
	}
	return out, nil
}
