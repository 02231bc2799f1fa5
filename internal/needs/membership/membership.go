// Package membership is the memberships of purchasing groups (adhésions): an establishment asks for one, a coordinator
// accepts or refuses.
//
// States: asked → accepted | refused | withdrawn. Who may do what is in rules.go.
package membership

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Profiles tells what a person has still to say of themselves before acting for an establishment.
type Profiles interface {
	// Missing names the empty fields of the profile; none means that it is complete (R009).
	Missing(ctx context.Context, tx *db.Tx, accountID string) ([]i18n.Key, error)
}

// Operator tells where the operator reads mail, for what no coordinator can be told (R030).
type Operator interface {
	// Contact is the operator's address, empty when none is set.
	Contact(ctx context.Context) string
}

// Service holds the use cases.
type Service struct {
	db       *db.DB
	notify   *notify.Service
	profiles Profiles
	operator Operator
}

// New makes the service, which is told of the mails to coordinators that are lost.
func New(d *db.DB, n *notify.Service, profiles Profiles, o Operator) *Service {
	s := &Service{db: d, notify: n, profiles: profiles, operator: o}
	n.WhenLost(kindAsked, s.demandLost)
	return s
}

// State is where an establishment stands with a group.
type State string

// The states of a membership. None is never stored.
const (
	None      State = "none"
	Asked     State = "asked"
	Accepted  State = "accepted"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// Membership is an establishment's membership of a group (adhésion). It belongs to the establishment, not to who asked (R024).
type Membership struct {
	ID          string
	GroupID     string
	Org         group.Org
	State       State
	AskedBy     string
	AskedName   string
	AskedAt     time.Time
	DecidedBy   string
	DecidedName string
	DecidedAt   time.Time
	Reason      string    // of a refusal, or of being taken out by a coordinator
	Blocked     bool      // refused for good
	ToldAt      time.Time // when coordinators were first told of what waits; zero once they decided
	ToldRound   int64     // the version at that time: it tells the mails of one telling from those of the next
	Hidden      bool      // who reads may not see who asked, who decided and why
	Version     int64
}

// quiet is how long coordinators are left alone by an establishment that withdraws its demand and asks again: by asking
// and withdrawing in turn, anybody could mail them without end. The demand itself is stored, and waits in front of them.
const quiet = 24 * time.Hour

// tell begins another telling of the demand, unless the last one still holds: what is sent in it reaches everybody once.
func (m *Membership) tell(at time.Time) {
	if m.ToldAt.IsZero() || !at.Before(m.ToldAt.Add(quiet)) {
		m.ToldAt, m.ToldRound = at, m.Version+1
	}
}

// SeenBy is the membership as the rule « see » shows it: who merely names an establishment learns where it stands, and
// neither the people nor the reason.
func (m Membership) SeenBy(who access.Actor, g group.Group) Membership {
	if m.ID == "" || Moves.May(SeeMembership, m.State, RolesOf(who, g, m), Case{Group: g, Membership: m}) {
		return m
	}
	return Membership{
		ID: m.ID, GroupID: m.GroupID, Org: m.Org, State: m.State, AskedAt: m.AskedAt, DecidedAt: m.DecidedAt, Version: m.Version, Hidden: true,
	}
}

// Label is the state in words.
func (s State) Label() i18n.Key {
	switch s {
	case Asked:
		return msg.MembershipAsked
	case Accepted:
		return msg.MembershipAccepted
	case Refused:
		return msg.MembershipRefused
	case Withdrawn:
		return msg.MembershipWithdrawn
	case None:
	}
	return msg.MembershipNone
}
