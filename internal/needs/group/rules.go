package group

import (
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/needs/msg"
)

// Act is an act on a group.
type Act string

// The acts on a group.
const (
	SeeGroup       Act = "see"
	EditGroup      Act = "edit"       // title, description
	EditDates      Act = "edit dates" // joining, entry
	EditLots       Act = "edit lots"
	SeeImports     Act = "see imports" // sheets of lots that were sent, and the lots as one
	AddCoordinator Act = "add coordinator"
	SeeDemands     Act = "see demands" // the memberships: who asked, and what was decided
	FollowGroup    Act = "follow"      // the board and the consolidation
	OpenGroup      Act = "open"
	AbandonGroup   Act = "abandon"
)

// Case is a group as its rules see it.
type Case struct {
	Group
	At time.Time // when the request reached the server
}

type guard = workflow.Guard[Case]

var hasLines = guard{Name: "a lot with a line", Why: func(c Case) *apperr.Reason {
	if c.HasLines {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.no_lines", Kind: apperr.Datum, Lifters: access.You(), Text: i18n.M(msg.WhyNoLines),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskAddLot), Path: c.Path("/lots")},
	}
}}

var deadlineAhead = guard{Name: "the deadline ahead", Why: func(c Case) *apperr.Reason {
	if !Passed(c.EntryUntil, c.At) {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.deadline_behind", Kind: apperr.Datum, Lifters: access.You(), Text: i18n.M(msg.WhyDeadlineBehind),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskEditDates), Path: c.Path("/modifier")},
	}
}}

// joiningAhead says nothing where the deadline has passed too: that is said already.
var joiningAhead = guard{Name: "joining ahead", Why: func(c Case) *apperr.Reason {
	if !Passed(c.JoinUntil, c.At) || Passed(c.EntryUntil, c.At) {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.joining_behind", Kind: apperr.Datum, Lifters: access.You(), Text: i18n.M(msg.WhyJoiningBehind),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskEditDates), Path: c.Path("/modifier")},
	}
}}

// wasOpened without a sentence: of a group that never was open, others than its coordinators do not know.
var wasOpened = guard{Name: "it was open", Why: func(c Case) *apperr.Reason {
	if !c.OpenedAt.IsZero() {
		return nil
	}
	return &apperr.Reason{}
}}

// Moves is the whole of who may do what to a group, when, and where it leads.
var Moves = workflow.Table[State, Act, Role, Case]{
	Object: "needs-group",
	States: []State{Draft, Open, Abandoned},
	Roles:  []Role{AsVisitor, AsPerson, AsAgent, AsMember, AsCoordinator, AsAdmin},
	Rows: []workflow.Row[State, Act, Role, Case]{
		{Do: SeeGroup, From: []State{Open}, By: []Role{AsVisitor, AsPerson}},
		{Do: SeeGroup, From: []State{Abandoned}, By: []Role{AsVisitor, AsPerson}, If: []guard{wasOpened}},
		{Do: SeeGroup, By: []Role{AsCoordinator, AsAdmin}},
		{Do: SeeDemands, By: []Role{AsCoordinator, AsAdmin}}, // an administrator sees what nobody is there to decide (R030)
		{Do: FollowGroup, By: []Role{AsCoordinator}},
		{Do: EditGroup, From: []State{Draft, Open}, By: []Role{AsCoordinator}},
		{Do: EditDates, From: []State{Draft}, By: []Role{AsCoordinator}},
		{Do: EditLots, From: []State{Draft}, By: []Role{AsCoordinator}},
		{Do: SeeImports, By: []Role{AsCoordinator}},
		{Do: AddCoordinator, From: []State{Draft, Open}, By: []Role{AsCoordinator}},
		{Do: OpenGroup, From: []State{Draft}, To: Open, By: []Role{AsCoordinator}, If: []guard{hasLines, joiningAhead, deadlineAhead}},
		{Do: AbandonGroup, From: []State{Draft, Open}, To: Abandoned, By: []Role{AsCoordinator}},
	},
	NotYours: func(Act, Case) apperr.Reason { return WhyNotCoordinator },
	NotNow: func(do Act, s State, c Case) apperr.Reason {
		switch {
		case s == Abandoned:
			return WhyAbandoned
		case do == EditDates || do == EditLots:
			return apperr.Reason{Code: "needs.group_open", Kind: apperr.Never, Text: i18n.M(msg.WhyGroupOpen)}
		}
		return apperr.Reason{}
	},
}

var (
	WhyNotCoordinator = apperr.Reason{Code: CodeNotCoordinator, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotCoordinator)}
	WhyAbandoned      = apperr.Reason{Code: "needs.group_abandoned", Kind: apperr.Never, Text: i18n.M(msg.WhyAbandoned)}
)

// Path is the address of one of the group's pages.
func (g Group) Path(tail string) string {
	return "/groupements/" + strconv.FormatInt(g.Number, 10) + tail
}
