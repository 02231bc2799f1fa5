package demand

import (
	"slices"

	"preau/internal/casework/absence"
	"preau/internal/casework/team"
	"preau/internal/core/access"
)

// Role is what somebody is to one demand: a column of the table of rights (1.2).
type Role string

// The relations.
const (
	AsCreator   Role = "creator"
	AsMate      Role = "invited colleague of the creator's team"
	AsGuest     Role = "invited aidant of another team"
	AsColleague Role = "colleague of the creator's team, not invited"
	AsOfficer   Role = "référent"
	AsModerator Role = "modérateur"
	AsLead      Role = "responsable"
	AsAdmin     Role = "administrator"
	AsTime      Role = "the program, when time is over"
)

// RolesOf says what somebody is to a demand. Rights follow grants: who is no aidant of the creator's team any more is no
// creator either, and a référent who left the team reads nothing. A deputy is what the absent person is, by roles of their own (C071).
func RolesOf(who access.Actor, d Demand) []Role {
	var out []Role
	helper := who.Holds(team.Helper, place(d.Team.ID))
	invited := func(side Side) bool {
		absentIn := "" // of any team
		if side == Helpers {
			absentIn = d.Team.ID
		}
		return slices.ContainsFunc(d.People, func(p Invited) bool {
			return p.Side == side && (p.AccountID == who.ID && who.SignedIn() || d.standsFor(who, p.AccountID, absentIn))
		})
	}
	switch {
	case who.SignedIn() && (d.CreatorID == who.ID || d.State != Draft && d.standsFor(who, d.CreatorID, d.Team.ID)) && helper:
		out = append(out, AsCreator)
	case invited(Helpers) && helper:
		out = append(out, AsMate)
	case invited(Helpers) && len(team.TeamsOf(who, team.Helper)) > 0:
		out = append(out, AsGuest)
	case helper:
		out = append(out, AsColleague)
	}
	if invited(Officers) && len(team.TeamsOf(who, team.Officer)) > 0 || officerOf(who, d) != "" {
		out = append(out, AsOfficer)
	}
	if invited(Moderators) && who.Holds(team.Moderator, access.Everywhere) {
		out = append(out, AsModerator)
	}
	if who.Holds(team.Lead, place(d.Team.ID)) || slices.ContainsFunc(d.Teams, func(a Asked) bool { return who.Holds(team.Lead, place(a.Team.ID)) }) {
		out = append(out, AsLead)
	}
	if who.IsAdmin() {
		out = append(out, AsAdmin)
	}
	return out
}

// standsFor says whether somebody stands for an absent person, in one team or in any. The demand was read for them.
func (d Demand) standsFor(who access.Actor, accountID, teamID string) bool {
	return who.SignedIn() && slices.ContainsFunc(d.stands, func(s absence.Stand) bool { return s.AccountID == accountID && (teamID == "" || s.TeamID == teamID) })
}

// officerOf is the id of the team for which somebody answers a demand: the first of those it was sent to and that have not
// left; empty where there is none.
func officerOf(who access.Actor, d Demand) string {
	for _, a := range d.Teams {
		if a.LeftAt.IsZero() && who.Holds(team.Officer, place(a.Team.ID)) {
			return a.Team.ID
		}
	}
	return ""
}

// readable is the number of the last message that somebody may read.
func (d Demand) readable(who access.Actor) int64 {
	if Moves.May(SeeBetween, d.State, RolesOf(who, d), d) {
		return d.Messages
	}
	return d.Said
}

// sideOf is the side on which somebody writes; empty for who does not.
func sideOf(roles []Role) Side {
	switch {
	case slices.Contains(roles, AsCreator), slices.Contains(roles, AsMate), slices.Contains(roles, AsGuest):
		return Helpers
	case slices.Contains(roles, AsOfficer):
		return Officers
	case slices.Contains(roles, AsModerator):
		return Moderators
	}
	return ""
}
