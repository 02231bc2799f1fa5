package needs

import (
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/needs/msg"
)

// SheetAct is an act on a sheet.
type SheetAct string

// The acts on a sheet.
const (
	SeeSheet      SheetAct = "see"
	Save          SheetAct = "save"
	Validate      SheetAct = "validate"       // with quantities
	ValidateEmpty SheetAct = "validate empty" // « Je n'ai aucun besoin pour ce lot » (R042)
	Reopen        SheetAct = "reopen"         // R047
)

// SheetCase is a sheet as its rules see it.
type SheetCase struct {
	Group      Group
	Membership Membership
	Sheet      Sheet
	At         time.Time
}

type sheetGuard = workflow.Guard[SheetCase]

var groupLives = sheetGuard{Name: "the group lives", Why: func(c SheetCase) *apperr.Reason {
	if c.Group.State == GroupAbandoned {
		return &abandoned
	}
	return nil
}}

var entryBegun = sheetGuard{Name: "entry begun", Why: func(c SheetCase) *apperr.Reason {
	if !c.At.Before(c.Group.EntryFrom) {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.entry_not_begun", Kind: apperr.Date,
		Text: i18n.M(msg.WhyEntryNotBegun, "date", i18n.When(c.Group.EntryFrom)),
	}
}}

var beforeDeadline = sheetGuard{Name: "before the deadline", Why: func(c SheetCase) *apperr.Reason {
	if !passed(c.Group.EntryUntil, c.At) {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.deadline_passed", Kind: apperr.Date, Since: c.Group.EntryUntil,
		Text: i18n.M(msg.WhyDeadlinePassed, "date", i18n.When(c.Group.EntryUntil)),
	}
}}

var inTime = []sheetGuard{groupLives, entryBegun, beforeDeadline}

// SheetMoves is the whole of who may do what to a sheet of needs.
var SheetMoves = workflow.Table[SheetState, SheetAct, Role, SheetCase]{
	Object: "needs-sheet",
	States: []SheetState{NoSheet, Entry, Validated},
	Roles:  []Role{AsVisitor, AsPerson, AsAgent, AsMember, AsCoordinator, AsAdmin},
	Rows: []workflow.Row[SheetState, SheetAct, Role, SheetCase]{
		{Do: SeeSheet, By: []Role{AsMember, AsCoordinator}},
		{Do: Save, From: []SheetState{NoSheet, Entry}, To: Entry, By: []Role{AsMember}, If: inTime},
		{Do: Validate, From: []SheetState{NoSheet, Entry}, To: Validated, By: []Role{AsMember}, If: inTime},
		{Do: ValidateEmpty, From: []SheetState{NoSheet, Entry}, To: Validated, By: []Role{AsMember}, If: inTime},
		{Do: Reopen, From: []SheetState{Validated}, To: Entry, By: []Role{AsMember}, If: inTime},
	},
	NotYours: func(_ SheetAct, c SheetCase) apperr.Reason { return notMember(c.Group, c.Membership) },
	NotNow: func(do SheetAct, s SheetState, c SheetCase) apperr.Reason {
		if s == Validated && do != Reopen {
			return apperr.Reason{
				Code: "needs.sheet_validated", Kind: apperr.Act, Since: c.Sheet.ValidatedAt, By: c.Sheet.ValidatedName,
				Text: i18n.M(msg.WhyValidated, "name", c.Sheet.ValidatedName, "date", i18n.When(c.Sheet.ValidatedAt)),
			}
		}
		return apperr.Reason{}
	},
}

// notMember says where the establishment stands, and so what to do before needs can be entered (R040).
func notMember(g Group, m Membership) apperr.Reason {
	r := apperr.Reason{Code: "needs.not_member", Kind: apperr.Act, Ask: &apperr.Ask{Label: i18n.M(msg.AskSeeGroup), Path: g.path("")}}
	if m.Hidden {
		r.Code, r.Text, r.Ask, r.Kind = codeNotConfirmed, i18n.M(msg.WhyNotConfirmed), nil, apperr.Grant
		return r
	}
	switch m.State {
	case Asked:
		r.Code, r.Since, r.By, r.Ask = codeWaits, m.AskedAt, m.AskedName, nil
		r.Text = i18n.M(msg.WhyMembershipWaits, "name", m.AskedName, "date", i18n.When(m.AskedAt))
	case Refused:
		r.Code, r.Since, r.By = "needs.membership_refused", m.DecidedAt, m.DecidedName
		r.Text = i18n.M(msg.WhyMembershipRefused, "reason", m.Reason)
	case Withdrawn:
		r.Code, r.Text = "needs.membership_withdrawn", i18n.M(msg.WhyMembershipWithdrawn)
	case Accepted: // and a coordinator, or an administrator, who is not confirmed in the establishment that they name
		r.Code, r.Text, r.Ask = codeNotConfirmed, i18n.M(msg.WhyNotConfirmed), nil
		r.Kind = apperr.Grant
	case NoMembership:
		r.Text = i18n.M(msg.WhyNotMember)
	}
	return r
}
