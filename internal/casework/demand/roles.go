package demand

import (
	"slices"
	"time"

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
	AsNewcomer  Role = "référent who has not taken over what was there"
	AsModerator Role = "modérateur"
	AsLead      Role = "responsable"
	AsAdmin     Role = "administrator"
	AsTime      Role = "the program, when time is over"
)

// RolesOf says what somebody is to a demand. Rights follow grants: who is no aidant of the creator's team any more is no
// creator either, and a référent who left the team reads nothing. A deputy is what the absent person is, by roles of their own (C071).
func RolesOf(who access.Actor, d Demand) []Role {
	var out []Role
	helper := who.Holds(team.Helper, d.Place())
	invited := func(side Side, elsewhere bool) bool {
		return slices.ContainsFunc(d.People, func(p Invited) bool {
			return p.Side == side && p.elsewhere == elsewhere && (!elsewhere || p.teamID == "" || who.Holds(team.Helper, place(p.teamID))) && (p.AccountID == who.ID && who.SignedIn() || d.standsForInvited(who, p))
		})
	}
	switch {
	case who.SignedIn() && (d.CreatorID == who.ID || d.State != Draft && d.standsFor(who, d.CreatorID, d.Team.ID, team.Helper)) && helper:
		out = append(out, AsCreator)
	case invited(Helpers, false) && helper:
		out = append(out, AsMate)
	case invited(Helpers, true) && len(team.TeamsOf(who, team.Helper)) > 0:
		out = append(out, AsGuest)
	case helper:
		out = append(out, AsColleague)
	}
	switch {
	case invited(Officers, false) && len(team.TeamsOf(who, team.Officer)) > 0 || officerOf(who, d) != "":
		out = append(out, AsOfficer)
	case d.isNewTo(who):
		out = append(out, AsNewcomer)
	}
	if invited(Moderators, false) && who.Holds(team.Moderator, access.Everywhere) {
		out = append(out, AsModerator)
	}
	if who.Holds(team.Lead, d.Place()) || slices.ContainsFunc(d.Teams, func(a Asked) bool { return who.Holds(team.Lead, place(a.Team.ID)) }) {
		out = append(out, AsLead)
	}
	if who.IsAdmin() {
		out = append(out, AsAdmin)
	}
	return out
}

// standsFor says whether somebody stands for an absent person as one of some roles, in one team or in any. The demand was read for them.
func (d Demand) standsFor(who access.Actor, accountID, teamID string, as ...access.RoleKey) bool {
	return who.SignedIn() && slices.ContainsFunc(d.stands, func(s absence.Stand) bool {
		return s.AccountID == accountID && (teamID == "" || s.TeamID == teamID) && slices.Contains(as, s.Role)
	})
}

// standing are the roles as which somebody stands for who was invited on a side: a modérateur has no team, and is stood for by whoever stands for
// what else they are.
var standing = map[Side][]access.RoleKey{Helpers: {team.Helper}, Officers: {team.Officer}, Moderators: {team.Helper, team.Officer}}

// standsForInvited says whether somebody stands for one who was invited. A colleague of the creator's is absent from the creator's team, an aidant of
// another one from that by which they were invited (C071).
func (d Demand) standsForInvited(who access.Actor, p Invited) bool {
	switch {
	case p.Side != Helpers:
		return d.standsFor(who, p.AccountID, "", standing[p.Side]...)
	case !p.elsewhere:
		return d.standsFor(who, p.AccountID, d.Team.ID, team.Helper)
	}
	return slices.ContainsFunc(team.TeamsOf(who, team.Helper), func(teamID string) bool {
		return (p.teamID == "" || p.teamID == teamID) && d.standsFor(who, p.AccountID, teamID, team.Helper)
	})
}

// cameTo is when a demand came to one of its teams: when it was sent, or when the team was invited after that.
func (d Demand) cameTo(a Asked) time.Time {
	if d.State != Draft && a.addedAt.After(d.SentAt) {
		return a.addedAt
	}
	return d.SentAt
}

// Answers are the teams for which somebody answers a demand: those it was sent to and that have not left, where they are a référent and
// know of it, because they were there when it came to the team, or took over what was there (C046). What was closed before they came is not theirs.
func (d Demand) Answers(who access.Actor) []Asked {
	var out []Asked
	for _, a := range d.Teams {
		since, holds := team.Since(who, team.Officer, a.Team.ID)
		taken := slices.Contains(d.taken, a.Team.ID) && (d.State != Closed || !d.MovedAt.Before(since))
		if a.LeftAt.IsZero() && holds && (!d.cameTo(a).Before(since) || taken) {
			out = append(out, a)
		}
	}
	return out
}

// isNewTo says whether somebody is a référent of one of the demand's teams who came after it and has not taken over what was there.
func (d Demand) isNewTo(who access.Actor) bool {
	return slices.ContainsFunc(d.Teams, func(a Asked) bool {
		since, holds := team.Since(who, team.Officer, a.Team.ID)
		return a.LeftAt.IsZero() && holds && d.cameTo(a).Before(since) && !slices.Contains(d.taken, a.Team.ID)
	})
}

// officerOf is the id of the team for which somebody answers a demand: the one for which they have taken charge, else the first; empty
// where there is none.
func officerOf(who access.Actor, d Demand) string {
	all := d.Answers(who)
	if i := slices.IndexFunc(all, func(a Asked) bool { return a.TakenBy == who.ID }); i > 0 {
		all = all[i:]
	}
	if len(all) == 0 {
		return ""
	}
	return all[0].Team.ID
}

// answering are the ids of all of them.
func (d Demand) answering(who access.Actor) []string {
	var out []string
	for _, a := range d.Answers(who) {
		out = append(out, a.Team.ID)
	}
	return out
}

// readable is the number of the last message that somebody may read.
func (d Demand) readable(who access.Actor) int64 {
	if Moves.May(SeeBetween, d.State, RolesOf(who, d), d) {
		return d.Messages
	}
	return d.Said
}

// sideBy is the side for which somebody does something: what référents alone do, for theirs; else that on which they write.
func sideBy(do Act, roles []Role) Side {
	if slices.Contains(roles, AsOfficer) && mayAct(do, AsOfficer) && !mayAct(do, AsCreator) {
		return Officers
	}
	return sideOf(roles)
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
