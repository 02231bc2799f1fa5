package membership

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Act is an act on a membership.
type Act string

// The acts on a membership.
const (
	SeeMembership Act = "see"
	Join          Act = "join"
	Accept        Act = "accept"
	Refuse        Act = "refuse"
	AllowAgain    Act = "allow again" // lifts a refusal for good (R027)
	Withdraw      Act = "withdraw"
	Remove        Act = "remove" // a coordinator takes a member out (R031, R058)
)

// Case is a membership as its rules see it; ID is empty while nobody asked.
type Case struct {
	Group      group.Group
	Membership Membership
	At         time.Time
	Missing    []i18n.Key // empty fields of the profile of who asks
	SignedIn   bool
	HasOrg     bool // who asks named an establishment, in which they may not be confirmed yet
}

type guard = workflow.Guard[Case]

var groupStands = guard{Name: "the group lives", Why: func(c Case) *apperr.Reason {
	if c.Group.State == group.Abandoned {
		return &group.WhyAbandoned
	}
	return nil
}}

var joiningOpen = guard{Name: "joining open", Why: func(c Case) *apperr.Reason {
	switch {
	case c.Group.State == group.Abandoned:
		return &group.WhyAbandoned
	case c.Group.State == group.Draft:
		return &apperr.Reason{Code: group.CodeDraft, Kind: apperr.Act, Text: i18n.M(msg.WhyDraft)}
	case group.Passed(c.Group.JoinUntil, c.At):
		return &apperr.Reason{
			Code: "needs.joining_closed", Kind: apperr.Date, Since: c.Group.JoinUntil,
			Text: i18n.M(msg.WhyJoiningClosed, "date", i18n.When(c.Group.JoinUntil)),
		}
	}
	return nil
}}

var notBlocked = guard{Name: "not refused for good", Why: func(c Case) *apperr.Reason {
	if !c.Membership.Blocked || c.Group.State == group.Abandoned { // nobody allows anything in what is abandoned
		return nil
	}
	return &apperr.Reason{
		Code: group.CodeBlocked, Kind: apperr.Act, Since: c.Membership.DecidedAt, By: c.Membership.DecidedName,
		Text: i18n.M(msg.WhyBlocked, "reason", c.Membership.Reason),
	}
}}

// refusedForGood without a sentence: nobody offers to lift what is not there.
var refusedForGood = guard{Name: "refused for good", Why: func(c Case) *apperr.Reason {
	if c.Membership.Blocked {
		return nil
	}
	return &apperr.Reason{}
}}

var profileComplete = guard{Name: "profile complete", Why: func(c Case) *apperr.Reason {
	if len(c.Missing) == 0 {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.profile_incomplete", Kind: apperr.Datum, Text: i18n.M(msg.WhyProfile, "fields", i18n.Keys(c.Missing)),
		Lifters: access.You(), Ask: askProfile(c.Group),
	}
}}

// WhyNoOrg says that who asks names no establishment, and leads to where one does.
func WhyNoOrg(g group.Group) apperr.Reason {
	return apperr.Reason{Code: "needs.no_establishment", Kind: apperr.Datum, Text: i18n.M(msg.WhyNoOrg), Lifters: access.You(), Ask: askProfile(g)}
}

// askProfile leads to « Mon profil », and back to the group afterwards (R009).
func askProfile(g group.Group) *apperr.Ask {
	return &apperr.Ask{Label: i18n.M(msg.AskProfile), Path: "/compte/profil?suite=" + g.Path("")}
}

var entryNotBegun = guard{Name: "entry not begun", Why: func(c Case) *apperr.Reason {
	if c.At.Before(c.Group.EntryFrom) {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.entry_begun", Kind: apperr.Never, Since: c.Group.EntryFrom, Text: i18n.M(msg.WhyEntryBegun),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskCoordinator), Path: c.Group.Path("/contact")},
	}
}}

// CodeSignIn is the reason for who is not signed in.
const CodeSignIn = "needs.sign_in"

// The reasons that more than one place speaks of.
const (
	codeDecided   = "needs.already_decided"
	codeWithdrawn = "needs.withdrawn"
	codeLeft      = "needs.membership_withdrawn"
	codeOver      = "needs.membership_over"
)

// Moves is the whole of who may do what to a membership.
var Moves = workflow.Table[State, Act, group.Role, Case]{
	Object: "needs-membership",
	States: []State{None, Asked, Accepted, Refused, Withdrawn},
	Roles:  []group.Role{group.AsVisitor, group.AsPerson, group.AsAgent, group.AsMember, group.AsCoordinator, group.AsAdmin},
	Rows: []workflow.Row[State, Act, group.Role, Case]{
		{Do: SeeMembership, By: []group.Role{group.AsAgent, group.AsCoordinator, group.AsAdmin}},
		{Do: Join, From: []State{None, Refused, Withdrawn}, To: Asked, By: []group.Role{group.AsAgent}, If: []guard{joiningOpen, notBlocked, profileComplete}},
		{Do: Accept, From: []State{Asked}, To: Accepted, By: []group.Role{group.AsCoordinator}, If: []guard{groupStands}},
		{Do: Refuse, From: []State{Asked}, To: Refused, By: []group.Role{group.AsCoordinator}, If: []guard{groupStands}},
		{Do: AllowAgain, From: []State{Refused}, By: []group.Role{group.AsCoordinator}, If: []guard{refusedForGood, groupStands}},
		{Do: Withdraw, From: []State{Asked}, To: Withdrawn, By: []group.Role{group.AsAgent}, If: []guard{groupStands}},
		{Do: Withdraw, From: []State{Accepted}, To: Withdrawn, By: []group.Role{group.AsMember}, If: []guard{groupStands, entryNotBegun}},
		{Do: Remove, From: []State{Accepted}, To: Withdrawn, By: []group.Role{group.AsCoordinator}, If: []guard{groupStands}},
	},
	NotYours: func(do Act, c Case) apperr.Reason {
		if why := joiningOpen.Why(c); do == Join && why != nil {
			return *why // nobody signs in or fills in a profile for what is over (R032)
		}
		switch {
		case do == Accept || do == Refuse || do == AllowAgain || do == Remove:
			return group.WhyNotCoordinator
		case !c.SignedIn:
			return apperr.Reason{Code: CodeSignIn, Kind: apperr.Act, Text: i18n.M(msg.WhySignIn), Lifters: access.You()}
		case !c.HasOrg:
			return WhyNoOrg(c.Group)
		}
		return apperr.Reason{Code: group.CodeNotConfirmed, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotConfirmed)}
	},
	NotNow: func(do Act, s State, c Case) apperr.Reason {
		switch {
		case do == Join && s == Accepted:
			return apperr.Reason{
				Code: "needs.already_member", Kind: apperr.Never, Since: c.Membership.DecidedAt, By: c.Membership.DecidedName,
				Text: i18n.M(msg.WhyAlreadyMember, "name", c.Membership.AskedName, "date", i18n.When(c.Membership.AskedAt)),
			}
		case do == Join && c.Group.State == group.Abandoned:
			return group.WhyAbandoned // nobody answers any more
		case do == Join:
			return apperr.Reason{
				Code: group.CodeAlreadyAsked, Kind: apperr.Act, Since: c.Membership.AskedAt, By: c.Membership.AskedName,
				Text: i18n.M(msg.WhyAlreadyAsked, "name", c.Membership.AskedName, "date", i18n.When(c.Membership.AskedAt)),
			}
		case (do == Accept || do == Refuse) && (s == Accepted || s == Refused):
			return apperr.Reason{
				Code: "needs.already_decided", Kind: apperr.Never, Since: c.Membership.DecidedAt, By: c.Membership.DecidedName,
				Text: i18n.M(msg.WhyAlreadyDecided, "state", s.Label(), "name", c.Membership.DecidedName, "date", i18n.When(c.Membership.DecidedAt)),
			}
		case (do == Accept || do == Refuse) && s == Withdrawn && joiningOpen.Why(c) != nil:
			return apperr.Reason{Code: codeOver, Kind: apperr.Never, Since: c.Membership.DecidedAt, By: c.Membership.DecidedName, Text: i18n.M(msg.WhyWithdrawnOver)}
		case (do == Accept || do == Refuse) && s == Withdrawn:
			return apperr.Reason{Code: codeWithdrawn, Kind: apperr.Act, Text: i18n.M(msg.WhyWithdrawn)}
		}
		return apperr.Reason{}
	},
}

// Outsider is what decides on what to say to who asks for what is a member's.
type Outsider struct {
	At     time.Time
	HasOrg bool // they named an establishment
	Agent  bool // and are confirmed there
}

// OutsiderOf is who asks.
func OutsiderOf(who access.Actor) Outsider {
	return Outsider{At: who.At, HasOrg: who.OrgID != "", Agent: group.ActsFor(who, who.OrgID)}
}

// WhyNotMember says where the establishment stands, and so what to do before needs can be entered (R040). Once joining is
// over it says so: nobody is sent to ask for what nobody gives any more (R032).
func WhyNotMember(g group.Group, m Membership, who Outsider) apperr.Reason {
	switch {
	case !who.HasOrg:
		return WhyNoOrg(g)
	case m.Hidden || !who.Agent || m.State == Accepted: // accepted, and who asks is not confirmed in it
		return apperr.Reason{Code: group.CodeNotConfirmed, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotConfirmed)}
	case m.State == Asked:
		return whyWaits(g, m)
	}
	over := joiningOpen.Why(Case{Group: g, At: who.At})
	if over != nil && m.State == None {
		return *over
	}
	r := whyOut(g, m)
	if over != nil {
		r.Code, r.Kind, r.Lifters = codeOver, apperr.Never, nil
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskCoordinator), Path: g.Path("/contact")}
	}
	return r
}

// whyWaits: a demand is decided even after joining has closed, and no more in a group that is abandoned.
func whyWaits(g group.Group, m Membership) apperr.Reason {
	if g.State == group.Abandoned {
		return group.WhyAbandoned
	}
	return apperr.Reason{
		Code: group.CodeWaits, Kind: apperr.Act, Since: m.AskedAt, By: m.AskedName,
		Text: i18n.M(msg.WhyMembershipWaits, "name", m.AskedName, "date", i18n.When(m.AskedAt)),
	}
}

// whyOut is why an establishment that never asked, was refused or has left is no member.
func whyOut(g group.Group, m Membership) apperr.Reason {
	r := apperr.Reason{
		Code: "needs.not_member", Kind: apperr.Act, Text: i18n.M(msg.WhyNotMember), Lifters: access.You(),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskSeeGroup), Path: g.Path("")},
	}
	switch {
	case m.State == Refused:
		r.Code, r.Since, r.By = group.CodeRefused, m.DecidedAt, m.DecidedName
		r.Text = i18n.M(msg.WhyMembershipRefused, "reason", m.Reason)
		if m.Blocked {
			r.Lifters, r.Ask = nil, nil // a coordinator's alone to lift
		}
	case m.State == Withdrawn && m.Reason != "": // by a coordinator
		r.Code, r.Since, r.By = codeLeft, m.DecidedAt, m.DecidedName
		r.Text = i18n.M(msg.WhyMembershipRemoved, "name", m.DecidedName, "date", i18n.When(m.DecidedAt), "reason", m.Reason)
	case m.State == Withdrawn:
		r.Code, r.Text = codeLeft, i18n.M(msg.WhyMembershipWithdrawn)
	}
	return r
}
