package group

import (
	"preau/internal/core/access"
	"preau/internal/needs/msg"
)

// Coordinator is the role that creates and runs groups: held at a support establishment, for all its groups, or at one group (R061).
const Coordinator access.RoleKey = "needs.coordinator"

// Roles declares the service's roles. Administrators name coordinators for an establishment; those add others to a group.
var Roles = access.Roles{
	{Key: Coordinator, Label: msg.RoleCoordinator, Kinds: []access.PlaceKind{access.Organisation}, GivenBy: []access.RoleKey{access.Admin}},
	{Key: Coordinator, Label: msg.RoleCoordinator, Kinds: []access.PlaceKind{access.Group}, GivenBy: []access.RoleKey{Coordinator}},
}

// Role is what a person is to one group: worked out from grants and the membership, never stored.
type Role string

// The relations of a person to a group, its memberships and its sheets.
const (
	AsVisitor     Role = "visitor"     // not signed in
	AsPerson      Role = "person"      // signed in
	AsAgent       Role = "agent"       // acts for an establishment
	AsMember      Role = "member"      // acts for an establishment that is an accepted member
	AsFormer      Role = "former"      // acts for an establishment that a coordinator has taken out
	AsCoordinator Role = "coordinator" // of this group
	AsAdmin       Role = "admin"       // of the platform
)

// RolesOf works out what who is to a group, memberships apart.
func RolesOf(who access.Actor, g Group) []Role {
	if !who.SignedIn() {
		return []Role{AsVisitor}
	}
	out := []Role{AsPerson}
	if ActsFor(who, who.OrgID) {
		out = append(out, AsAgent)
	}
	if Coordinates(who, g) {
		out = append(out, AsCoordinator)
	}
	if who.IsAdmin() {
		out = append(out, AsAdmin)
	}
	return out
}

// Coordinates says whether who coordinates a group: through its support establishment, or added to this one group.
func Coordinates(who access.Actor, g Group) bool {
	return who.Holds(Coordinator, access.Place{Kind: access.Organisation, ID: g.Support.ID}) || g.ID != "" && who.Holds(Coordinator, g.Place())
}

// ActsFor says whether who is confirmed as working in an establishment.
func ActsFor(who access.Actor, orgID string) bool {
	return orgID != "" && who.Holds(access.Member, access.Place{Kind: access.Organisation, ID: orgID})
}
