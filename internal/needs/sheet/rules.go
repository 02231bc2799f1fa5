package sheet

import (
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/msg"
)

// Act is an act on a sheet.
type Act string

// The acts on a sheet.
const (
	SeeSheet      Act = "see"
	Save          Act = "save"
	Validate      Act = "validate"       // with quantities
	ValidateEmpty Act = "validate empty" // « Je n'ai aucun besoin pour ce lot » (R042)
	Reopen        Act = "reopen"         // R047
)

// Case is a sheet as its rules see it.
type Case struct {
	Group      group.Group
	Membership membership.Membership
	Sheet      Sheet
	Who        membership.Outsider // who asks, in case they are one
	At         time.Time
}

type guard = workflow.Guard[Case]

var groupLives = guard{Name: "the group lives", Why: func(c Case) *apperr.Reason {
	if c.Group.State == group.Abandoned {
		return &group.WhyAbandoned
	}
	return nil
}}

var entryBegun = guard{Name: "entry begun", Why: func(c Case) *apperr.Reason {
	if !c.At.Before(c.Group.EntryFrom) {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.entry_not_begun", Kind: apperr.Date,
		Text: i18n.M(msg.WhyEntryNotBegun, "date", i18n.When(c.Group.EntryFrom)),
	}
}}

var beforeDeadline = guard{Name: "before the deadline", Why: func(c Case) *apperr.Reason {
	if !group.Passed(c.Group.EntryUntil, c.At) {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.deadline_passed", Kind: apperr.Date, Since: c.Group.EntryUntil,
		Text: i18n.M(msg.WhyDeadlinePassed, "date", i18n.When(c.Group.EntryUntil)),
	}
}}

var inTime = []guard{groupLives, entryBegun, beforeDeadline}

// over is why nothing can be entered now, whatever the sheet's state is; nil while entry is open.
func over(c Case) *apperr.Reason {
	for _, g := range inTime {
		if why := g.Why(c); why != nil {
			return why
		}
	}
	return nil
}

// Moves is the whole of who may do what to a sheet of needs.
var Moves = workflow.Table[State, Act, group.Role, Case]{
	Object: "needs-sheet",
	States: []State{None, Entry, Validated},
	Roles:  []group.Role{group.AsVisitor, group.AsPerson, group.AsAgent, group.AsMember, group.AsFormer, group.AsCoordinator, group.AsAdmin},
	Rows: []workflow.Row[State, Act, group.Role, Case]{
		{Do: SeeSheet, By: []group.Role{group.AsMember, group.AsFormer, group.AsCoordinator}},
		{Do: Save, From: []State{None, Entry}, To: Entry, By: []group.Role{group.AsMember}, If: inTime},
		{Do: Validate, From: []State{None, Entry}, To: Validated, By: []group.Role{group.AsMember}, If: inTime},
		{Do: ValidateEmpty, From: []State{None, Entry}, To: Validated, By: []group.Role{group.AsMember}, If: inTime},
		{Do: Reopen, From: []State{Validated}, To: Entry, By: []group.Role{group.AsMember}, If: inTime},
	},
	NotYours: func(_ Act, c Case) apperr.Reason { return membership.WhyNotMember(c.Group, c.Membership, c.Who) },
	NotNow: func(do Act, s State, c Case) apperr.Reason {
		if s == Validated && do != Reopen {
			if why := over(c); why != nil {
				return *why // « rouvrez-le » would lead nowhere (R045, R047)
			}
			return apperr.Reason{
				Code: group.CodeValidated, Kind: apperr.Act, Since: c.Sheet.ValidatedAt, By: c.Sheet.ValidatedName,
				Text: i18n.M(msg.WhyValidated, "name", c.Sheet.ValidatedName, "date", i18n.When(c.Sheet.ValidatedAt)),
			}
		}
		return apperr.Reason{}
	},
}
