package team

import (
	"slices"
	"time"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
)

// The roles of the service (C010). One person may hold several, in several teams.
const (
	Helper    access.RoleKey = "casework.helper"    // aidant: creates demands
	Officer   access.RoleKey = "casework.officer"   // référent opérateur: answers those sent to the team
	Lead      access.RoleKey = "casework.lead"      // team manager: manages its people, never reads demands
	Moderator access.RoleKey = "casework.moderator" // called into a demand
	Observer  access.RoleKey = "casework.observer"  // sees statistics
)

// Roles declares them. Administrators name team managers; those invite the people of their team.
var Roles = access.Roles{
	{Key: Helper, Label: msg.RoleHelper, Hint: msg.RoleHelperHint, Words: []string{"Aidant", "Aidante", "Helper"}, Kinds: inTeam, GivenBy: byLead},
	{Key: Officer, Label: msg.RoleOfficer, Hint: msg.RoleOfficerHint, Words: []string{"Référent opérateur", "Référente opérateur", "Référent", "Référente", "Case officer", "Officer"}, Kinds: inTeam, GivenBy: byLead},
	{Key: Lead, Label: msg.RoleLead, Hint: msg.RoleLeadHint, Words: []string{"Responsable de groupe", "Responsable", "Team manager", "Team lead", "Manager"}, Kinds: inTeam, GivenBy: byLead},
	{Key: Moderator, Label: msg.RoleModerator, Hint: msg.RoleModeratorHint, Kinds: onPlatform, GivenBy: byAdmin},
	{Key: Observer, Label: msg.RoleObserver, Hint: msg.RoleObserverHint, Kinds: onPlatform, GivenBy: byAdmin},
}

var (
	inTeam     = []access.PlaceKind{access.Group}
	onPlatform = []access.PlaceKind{access.Platform}
	byLead     = []access.RoleKey{Lead, access.Admin}
	byAdmin    = []access.RoleKey{access.Admin}
)

// delegation is who gives whom what: this room's roles, and the administrators above them.
var delegation = slices.Concat(access.Base(), Roles)

// InTeam are the roles that are held in a team.
func InTeam() []access.RoleKey { return []access.RoleKey{Helper, Officer, Lead} }

// Role is what somebody is to a team, or to any other thing of this room.
type Role string

// The relations.
const (
	AsAdmin  Role = "administrator"
	AsLead   Role = "responsable"
	AsWorker Role = "aidant or référent"
)

// RolesOf says what somebody is to a team; with the zero team, to the other things.
func RolesOf(who access.Actor, t Team) []Role {
	var out []Role
	if who.IsAdmin() {
		out = append(out, AsAdmin)
	}
	if t.ID != "" && who.Holds(Lead, t.Place()) {
		out = append(out, AsLead)
	}
	if t.ID != "" && (who.Holds(Helper, t.Place()) || who.Holds(Officer, t.Place())) {
		out = append(out, AsWorker)
	}
	return out
}

// TeamsOf are the ids of the teams where somebody holds one of some roles.
func TeamsOf(who access.Actor, roles ...access.RoleKey) []string {
	var out []string
	for _, r := range roles {
		for _, id := range who.Places(r, access.Group) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// Since is when somebody came to hold a role in a team; false when they do not.
func Since(who access.Actor, role access.RoleKey, teamID string) (time.Time, bool) {
	var at time.Time
	held := false
	for _, g := range who.Grants {
		if g.Role != role || g.Place != (access.Place{Kind: access.Group, ID: teamID}) {
			continue
		}
		if !held || g.From.Before(at) {
			at = g.From
		}
		held = true
	}
	return at, held
}

// Works says whether somebody works in the service at all.
func Works(who access.Actor) bool { return len(TeamsOf(who, InTeam()...)) > 0 }
