package needs

import (
	"strconv"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/needs/msg"
)

// GroupAct is an act on a group.
type GroupAct string

// The acts on a group.
const (
	SeeGroup       GroupAct = "see"
	EditGroup      GroupAct = "edit"       // title, description
	EditDates      GroupAct = "edit dates" // joining, entry
	EditLots       GroupAct = "edit lots"
	AddCoordinator GroupAct = "add coordinator"
	SeeDemands     GroupAct = "see demands" // the memberships: who asked, and what was decided
	FollowGroup    GroupAct = "follow"      // the board and the consolidation
	OpenGroup      GroupAct = "open"
	AbandonGroup   GroupAct = "abandon"
)

// GroupCase is a group as its rules see it.
type GroupCase struct {
	Group
	At time.Time // when the request reached the server
}

type groupGuard = workflow.Guard[GroupCase]

var hasLines = groupGuard{Name: "a lot with a line", Why: func(c GroupCase) *apperr.Reason {
	if c.HasLines {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.no_lines", Kind: apperr.Datum, Text: i18n.M(msg.WhyNoLines),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskAddLot), Path: c.path("/lots")},
	}
}}

var deadlineAhead = groupGuard{Name: "the deadline ahead", Why: func(c GroupCase) *apperr.Reason {
	if !passed(c.EntryUntil, c.At) {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.deadline_behind", Kind: apperr.Datum, Text: i18n.M(msg.WhyDeadlineBehind),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskEditDates), Path: c.path("/modifier")},
	}
}}

// GroupMoves is the whole of who may do what to a group, when, and where it leads.
var GroupMoves = workflow.Table[GroupState, GroupAct, Role, GroupCase]{
	Object: "needs-group",
	States: []GroupState{GroupDraft, GroupOpen, GroupAbandoned},
	Roles:  []Role{AsVisitor, AsPerson, AsAgent, AsMember, AsCoordinator, AsAdmin},
	Rows: []workflow.Row[GroupState, GroupAct, Role, GroupCase]{
		{Do: SeeGroup, From: []GroupState{GroupOpen, GroupAbandoned}, By: []Role{AsVisitor, AsPerson}},
		{Do: SeeGroup, By: []Role{AsCoordinator, AsAdmin}},
		{Do: SeeDemands, By: []Role{AsCoordinator, AsAdmin}}, // an administrator sees what nobody is there to decide (R030)
		{Do: FollowGroup, By: []Role{AsCoordinator}},
		{Do: EditGroup, From: []GroupState{GroupDraft, GroupOpen}, By: []Role{AsCoordinator}},
		{Do: EditDates, From: []GroupState{GroupDraft}, By: []Role{AsCoordinator}},
		{Do: EditLots, From: []GroupState{GroupDraft}, By: []Role{AsCoordinator}},
		{Do: AddCoordinator, From: []GroupState{GroupDraft, GroupOpen}, By: []Role{AsCoordinator}},
		{Do: OpenGroup, From: []GroupState{GroupDraft}, To: GroupOpen, By: []Role{AsCoordinator}, If: []groupGuard{hasLines, deadlineAhead}},
		{Do: AbandonGroup, From: []GroupState{GroupDraft, GroupOpen}, To: GroupAbandoned, By: []Role{AsCoordinator}},
	},
	NotYours: func(GroupAct, GroupCase) apperr.Reason { return notCoordinator },
	NotNow: func(do GroupAct, s GroupState, c GroupCase) apperr.Reason {
		switch {
		case s == GroupAbandoned:
			return abandoned
		case do == EditDates || do == EditLots:
			return apperr.Reason{Code: "needs.group_open", Kind: apperr.Never, Text: i18n.M(msg.WhyGroupOpen)}
		}
		return apperr.Reason{}
	},
}

var (
	notCoordinator = apperr.Reason{Code: codeNotCoordinator, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotCoordinator)}
	abandoned      = apperr.Reason{Code: "needs.group_abandoned", Kind: apperr.Never, Text: i18n.M(msg.WhyAbandoned)}
	signIn         = apperr.Reason{Code: "needs.sign_in", Kind: apperr.Act, Text: i18n.M(msg.WhySignIn)}
	noOrg          = apperr.Reason{Code: "needs.no_establishment", Kind: apperr.Datum, Text: i18n.M(msg.WhyNoOrg)}
)

func (g Group) path(tail string) string {
	return "/groupements/" + strconv.FormatInt(g.Number, 10) + tail
}

// JoinAct is an act on a membership.
type JoinAct string

// The acts on a membership.
const (
	SeeMembership JoinAct = "see"
	Join          JoinAct = "join"
	Accept        JoinAct = "accept"
	Refuse        JoinAct = "refuse"
	AllowAgain    JoinAct = "allow again" // lifts a refusal for good (R027)
	Withdraw      JoinAct = "withdraw"
)

// JoinCase is a membership as its rules see it; ID is empty while nobody asked.
type JoinCase struct {
	Group      Group
	Membership Membership
	At         time.Time
	Missing    []i18n.Key // empty fields of the profile of who asks
	SignedIn   bool
	HasOrg     bool // who asks named an establishment, in which they may not be confirmed yet
}

type joinGuard = workflow.Guard[JoinCase]

var groupStands = joinGuard{Name: "the group lives", Why: func(c JoinCase) *apperr.Reason {
	if c.Group.State == GroupAbandoned {
		return &abandoned
	}
	return nil
}}

var joiningOpen = joinGuard{Name: "joining open", Why: func(c JoinCase) *apperr.Reason {
	switch {
	case c.Group.State == GroupAbandoned:
		return &abandoned
	case c.Group.State == GroupDraft:
		return &apperr.Reason{Code: "needs.group_draft", Kind: apperr.Act, Text: i18n.M(msg.WhyDraft)}
	case passed(c.Group.JoinUntil, c.At):
		return &apperr.Reason{
			Code: "needs.joining_closed", Kind: apperr.Date, Since: c.Group.JoinUntil,
			Text: i18n.M(msg.WhyJoiningClosed, "date", i18n.When(c.Group.JoinUntil)),
		}
	}
	return nil
}}

var notBlocked = joinGuard{Name: "not refused for good", Why: func(c JoinCase) *apperr.Reason {
	if !c.Membership.Blocked {
		return nil
	}
	return &apperr.Reason{
		Code: codeBlocked, Kind: apperr.Act, Since: c.Membership.DecidedAt, By: c.Membership.DecidedName,
		Text: i18n.M(msg.WhyBlocked, "reason", c.Membership.Reason),
	}
}}

// refusedForGood without a sentence: nobody offers to lift what is not there.
var refusedForGood = joinGuard{Name: "refused for good", Why: func(c JoinCase) *apperr.Reason {
	if c.Membership.Blocked {
		return nil
	}
	return &apperr.Reason{}
}}

var profileComplete = joinGuard{Name: "profile complete", Why: func(c JoinCase) *apperr.Reason {
	if len(c.Missing) == 0 {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.profile_incomplete", Kind: apperr.Datum, Text: i18n.M(msg.WhyProfile, "fields", i18n.Keys(c.Missing)),
		Ask: askProfile(c.Group),
	}
}}

// askProfile leads to « Mon profil », and back to the group afterwards (R009).
func askProfile(g Group) *apperr.Ask {
	return &apperr.Ask{Label: i18n.M(msg.AskProfile), Path: "/compte/profil?suite=" + g.path("")}
}

var entryNotBegun = joinGuard{Name: "entry not begun", Why: func(c JoinCase) *apperr.Reason {
	if c.At.Before(c.Group.EntryFrom) {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.entry_begun", Kind: apperr.Never, Since: c.Group.EntryFrom, Text: i18n.M(msg.WhyEntryBegun),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskCoordinator), Path: c.Group.path("/contact")},
	}
}}

// The reasons that more than one place speaks of.
const (
	codeDecided        = "needs.already_decided"
	codeWithdrawn      = "needs.withdrawn"
	codeNotCoordinator = "needs.not_coordinator"
	codeNotConfirmed   = "needs.not_confirmed"
	codeWaits          = "needs.membership_waits"
	codeAlreadyAsked   = "needs.already_asked"
	codeBlocked        = "needs.refused_for_good"
)

// JoinMoves is the whole of who may do what to a membership.
var JoinMoves = workflow.Table[MembershipState, JoinAct, Role, JoinCase]{
	Object: "needs-membership",
	States: []MembershipState{NoMembership, Asked, Accepted, Refused, Withdrawn},
	Roles:  []Role{AsVisitor, AsPerson, AsAgent, AsMember, AsCoordinator, AsAdmin},
	Rows: []workflow.Row[MembershipState, JoinAct, Role, JoinCase]{
		{Do: SeeMembership, By: []Role{AsAgent, AsCoordinator, AsAdmin}},
		{Do: Join, From: []MembershipState{NoMembership, Refused, Withdrawn}, To: Asked, By: []Role{AsAgent}, If: []joinGuard{joiningOpen, notBlocked, profileComplete}},
		{Do: Accept, From: []MembershipState{Asked}, To: Accepted, By: []Role{AsCoordinator}, If: []joinGuard{groupStands}},
		{Do: Refuse, From: []MembershipState{Asked}, To: Refused, By: []Role{AsCoordinator}, If: []joinGuard{groupStands}},
		{Do: AllowAgain, From: []MembershipState{Refused}, By: []Role{AsCoordinator}, If: []joinGuard{refusedForGood, groupStands}},
		{Do: Withdraw, From: []MembershipState{Asked}, To: Withdrawn, By: []Role{AsAgent}, If: []joinGuard{groupStands}},
		{Do: Withdraw, From: []MembershipState{Accepted}, To: Withdrawn, By: []Role{AsMember}, If: []joinGuard{groupStands, entryNotBegun}},
	},
	NotYours: func(do JoinAct, c JoinCase) apperr.Reason {
		if why := joiningOpen.Why(c); do == Join && why != nil {
			return *why // nobody signs in or fills in a profile for what is over (R032)
		}
		switch {
		case do == Accept || do == Refuse || do == AllowAgain:
			return notCoordinator
		case !c.SignedIn:
			return signIn
		case !c.HasOrg:
			r := noOrg
			r.Ask = askProfile(c.Group)
			return r
		}
		return apperr.Reason{Code: codeNotConfirmed, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotConfirmed)}
	},
	NotNow: func(do JoinAct, s MembershipState, c JoinCase) apperr.Reason {
		switch {
		case do == Join && s == Accepted:
			return apperr.Reason{
				Code: "needs.already_member", Kind: apperr.Never, Since: c.Membership.DecidedAt, By: c.Membership.DecidedName,
				Text: i18n.M(msg.WhyAlreadyMember, "name", c.Membership.AskedName, "date", i18n.When(c.Membership.AskedAt)),
			}
		case do == Join:
			return apperr.Reason{
				Code: codeAlreadyAsked, Kind: apperr.Act, Since: c.Membership.AskedAt, By: c.Membership.AskedName,
				Text: i18n.M(msg.WhyAlreadyAsked, "name", c.Membership.AskedName, "date", i18n.When(c.Membership.AskedAt)),
			}
		case (do == Accept || do == Refuse) && (s == Accepted || s == Refused):
			return apperr.Reason{
				Code: "needs.already_decided", Kind: apperr.Never, Since: c.Membership.DecidedAt, By: c.Membership.DecidedName,
				Text: i18n.M(msg.WhyAlreadyDecided, "state", s.Label(), "name", c.Membership.DecidedName, "date", i18n.When(c.Membership.DecidedAt)),
			}
		case (do == Accept || do == Refuse) && s == Withdrawn:
			return apperr.Reason{Code: codeWithdrawn, Kind: apperr.Act, Text: i18n.M(msg.WhyWithdrawn)}
		}
		return apperr.Reason{}
	},
}
