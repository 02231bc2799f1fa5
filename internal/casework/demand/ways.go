package demand

import (
	"slices"
	"strings"

	"preau/internal/casework/absence"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Way is one way in which somebody comes to see demands: rows of SQL that an index serves. A demand may come by several.
type Way struct {
	Side Side // on which they stand in it then

	ID   string // column of the demand's id
	From string // tables
	Row  string // alias of the table of From that has state, urgent, theme_id, sent_at, moved_at and late_at of the demand
	Cond string // with a ? for each of Args
	Args []any

	Teams []string // ids, where one comes as a référent of these
	// In is Cond for any row of casework_demand_teams, by its alias: where one comes as a référent.
	In func(alias string) (string, []any)
}

// Ways say in SQL what RolesOf says of one demand: by which somebody is its creator, invited, or a référent of one of its teams, or stands
// for who is (C071). What then may be seen is said by Moves. A draft comes to its creator alone. Administrators, who see all that was
// sent, come by no way.
func Ways(who access.Actor) []Way {
	var out []Way
	helper, officer := team.TeamsOf(who, team.Helper), team.TeamsOf(who, team.Officer)
	if len(helper) > 0 {
		in := "c.team_id" + among(helper)
		stands, args := standsIn(who, Helpers)
		out = append(
			out,
			Way{Helpers, "c.id", "casework_demands c", "c", "c.creator_id = ? AND " + in, append([]any{who.ID}, db.Any(helper)...), nil, nil},
			Way{Helpers, "c.id", "casework_absences z JOIN casework_demands c ON c.creator_id = z.account_id AND c.team_id = z.team_id", "c", stands + " AND c.state <> 'draft' AND " + in, append(args, db.Any(helper)...), nil, nil},
		)
		out = append(out, invitedWays(who, Helpers, helper)...)
	}
	if len(officer) > 0 {
		in := func(alias string) (string, []any) { return answers(who, officer, alias) }
		cond, args := in("x")
		out = append(out, Way{Officers, "x.demand_id", "casework_demand_teams x", "x", cond, args, officer, in})
		out = append(out, invitedWays(who, Officers, nil)...)
	}
	if who.Holds(team.Moderator, access.Everywhere) {
		out = append(out, invitedWays(who, Moderators, nil)...)
	}
	return out
}

// answers is the condition of a team's row, by its alias, that says what Answers says of one demand: sent, or the team invited, after
// somebody came into the team, or there before and taken over, unless it was closed by then.
func answers(who access.Actor, teams []string, alias string) (string, []any) {
	since, at := "CAST(? AS BIGINT)", []any(nil)
	for _, t := range teams {
		from, _ := team.Since(who, team.Officer, t)
		at = append(at, t, from)
	}
	if len(teams) == 1 {
		at = at[1:]
	} else {
		since = "CASE " + alias + ".team_id" + strings.Repeat(" WHEN ? THEN CAST(? AS BIGINT)", len(teams)) + " END"
	}
	cond := `x.left_at IS NULL AND x.state <> 'draft' AND x.team_id` + among(teams) + ` AND (x.sent_at >= ` + since + ` OR x.added_at >= ` + since + ` OR (x.state <> 'closed' OR x.moved_at >= ` + since + `)
		AND EXISTS (SELECT 1 FROM casework_takeovers k WHERE k.account_id = ? AND k.team_id = x.team_id))`
	return strings.ReplaceAll(cond, "x.", alias+"."), slices.Concat(db.Any(teams), at, at, at, []any{who.ID})
}

// invitedWays are by being invited on a side, and by standing for who was: for a colleague of the creator's in the creator's team, for an aidant of
// another in one of the deputy's.
func invitedWays(who access.Actor, side Side, helper []string) []Way {
	own, ownArgs, there := "", []any{who.ID, side}, ""
	stands, args := standsIn(who, side)
	args = append(args, side)
	if side == Helpers {
		by := " AND (p.team_id IS NULL OR p.team_id" + among(helper) + " OR c.team_id" + among(helper) + ")"
		own, ownArgs = by, slices.Concat(ownArgs, db.Any(helper), db.Any(helper))
		there = " AND z.team_id" + among(helper) + " AND (z.team_id = c.team_id OR coalesce(p.team_id, z.team_id) = z.team_id AND NOT EXISTS (" + inTeam("p.account_id", "c.team_id", "CAST(? AS BIGINT)") + "))"
		args = slices.Concat(args, db.Any(helper), []any{who.At, who.At})
	}
	return []Way{
		{side, "c.id", "casework_demand_people p JOIN casework_demands c ON c.id = p.demand_id", "c", "p.account_id = ? AND p.side = ? AND c.state <> 'draft'" + own, ownArgs, nil, nil},
		{
			side, "c.id", "casework_absences z JOIN casework_demand_people p ON p.account_id = z.account_id JOIN casework_demands c ON c.id = p.demand_id", "c",
			stands + " AND p.side = ? AND c.state <> 'draft'" + there, args, nil, nil,
		},
	}
}

// standsIn is the condition of an absence z during which somebody stands for who is absent, as they are on a side.
func standsIn(who access.Actor, side Side) (string, []any) {
	both, args := absence.Both("z", who.At, standing[side]...)
	return "z.deputy_id = ? AND z.from_at <= ? AND z.to_at > ? AND " + both, append([]any{who.ID, who.At, who.At}, args...)
}

// readable narrows demands d to those that who may read. It is for few of them: each is looked for in each of the ways.
func readable(w *db.Where, who access.Actor) {
	var conds []string
	var args []any
	for _, y := range Ways(who) {
		open := ""
		if y.Side == Moderators {
			open = " AND " + y.Row + ".state <> 'closed'"
		}
		conds, args = append(conds, "EXISTS (SELECT 1 FROM "+y.From+" WHERE "+y.ID+" = d.id AND "+y.Cond+open+")"), append(args, y.Args...)
	}
	if len(conds) == 0 {
		conds = append(conds, "1 = 0")
	}
	w.And(strings.Join(conds, " OR "), args...)
}

// Key is the id of the demand's key and its version, as a text after a space, for a search by words: in the way's own row, or in the demand's.
func (y Way) Key() string {
	of := "(SELECT ' ' || d.key_id || ' ' || d.version FROM casework_demands d WHERE d.id = " + y.ID + ")"
	if len(y.Teams) == 0 {
		return of
	}
	return "coalesce(' ' || " + y.Row + ".key_id || ' ' || " + y.Row + ".version, " + of + ")"
}

// among is a condition with a place for each of some ids.
func among(ids []string) string { return " IN (?" + strings.Repeat(", ?", len(ids)-1) + ")" }

// sideRoles are what somebody is, at least, who stands on a side.
var sideRoles = map[Side][]Role{Helpers: {AsGuest}, Officers: {AsOfficer}, Moderators: {AsModerator}}

// MaySee says whether who stands on some sides of a demand may do an act of seeing it: what a list shows of it. A draft comes to its creator
// alone.
func MaySee(do Act, s State, sides ...Side) bool {
	var roles []Role
	for _, side := range sides {
		roles = append(roles, sideRoles[side]...)
	}
	if s == Draft {
		roles = append(roles, AsCreator)
	}
	return Moves.May(do, s, roles, Demand{State: s})
}
