package needs

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// MembershipState is where an establishment stands with a group.
type MembershipState string

// The states of a membership. NoMembership is never stored.
const (
	NoMembership MembershipState = "none"
	Asked        MembershipState = "asked"
	Accepted     MembershipState = "accepted"
	Refused      MembershipState = "refused"
	Withdrawn    MembershipState = "withdrawn"
)

// Membership is an establishment's membership of a group (adhésion). It belongs to the establishment, not to who asked (R024).
type Membership struct {
	ID          string
	GroupID     string
	Org         Org
	State       MembershipState
	AskedBy     string
	AskedName   string
	AskedAt     time.Time
	DecidedBy   string
	DecidedName string
	DecidedAt   time.Time
	Reason      string // of a refusal
	Blocked     bool   // refused for good
	Hidden      bool   // who reads may not see who asked, who decided and why
	Version     int64
}

// seenBy is the membership as the rule « see » shows it: who merely names an establishment learns where it stands, and
// neither the people nor the reason.
func (m Membership) seenBy(who access.Actor, g Group) Membership {
	if m.ID == "" || JoinMoves.May(SeeMembership, m.State, roles(who, g, m), JoinCase{Group: g, Membership: m}) {
		return m
	}
	return Membership{
		ID: m.ID, GroupID: m.GroupID, Org: m.Org, State: m.State, AskedAt: m.AskedAt, DecidedAt: m.DecidedAt, Version: m.Version, Hidden: true,
	}
}

// Label is the state in words.
func (s MembershipState) Label() i18n.Key {
	switch s {
	case Asked:
		return msg.MembershipAsked
	case Accepted:
		return msg.MembershipAccepted
	case Refused:
		return msg.MembershipRefused
	case Withdrawn:
		return msg.MembershipWithdrawn
	case NoMembership:
	}
	return msg.MembershipNone
}
