package membership

import (
	"preau/internal/core/access"
	"preau/internal/needs/group"
)

// RolesOf works out what who is to a group. m is the membership of the establishment that who acts for.
func RolesOf(who access.Actor, g group.Group, m Membership) []group.Role {
	out := group.RolesOf(who, g)
	if m.Org.ID != who.OrgID || !group.ActsFor(who, who.OrgID) {
		return out
	}
	switch {
	case m.State == Accepted:
		out = append(out, group.AsMember)
	case m.State == Withdrawn && m.Reason != "": // its own leaving has no reason
		out = append(out, group.AsFormer)
	}
	return out
}
