package membership

import (
	"preau/internal/core/access"
	"preau/internal/needs/group"
)

// RolesOf works out what who is to a group. m is the membership of the establishment that who acts for.
func RolesOf(who access.Actor, g group.Group, m Membership) []group.Role {
	out := group.RolesOf(who, g)
	if m.State == Accepted && m.Org.ID == who.OrgID && group.ActsFor(who, who.OrgID) {
		out = append(out, group.AsMember)
	}
	return out
}
