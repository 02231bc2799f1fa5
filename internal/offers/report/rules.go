package report

import (
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/workflow"
	"preau/internal/offers/role"
)

// Act is an act on a report.
type Act string

// The acts.
const (
	See     Act = "see"
	Settle  Act = "settle"
	Dismiss Act = "dismiss"
	Reopen  Act = "reopen"
)

// Role is what somebody is to a report.
type Role string

// Moderator looks at reports. To everybody else they are not there.
const Moderator Role = "modérateur"

// RolesOf says what somebody is to reports.
func RolesOf(who access.Actor) []Role {
	if role.Moderates(who) {
		return []Role{Moderator}
	}
	return nil
}

type (
	states = []State
	by     = []Role
)

// Moves is the whole of who may do what to a report, when, and where it leads.
var Moves = workflow.Table[State, Act, Role, Report]{
	Object: "offers-report",
	States: States(),
	Roles:  by{Moderator},
	Rows: []workflow.Row[State, Act, Role, Report]{
		{Do: See, By: by{Moderator}},
		{Do: Settle, From: states{Open}, To: Settled, By: by{Moderator}},
		{Do: Dismiss, From: states{Open}, To: Dismissed, By: by{Moderator}},
		{Do: Reopen, From: states{Settled, Dismissed}, To: Open, By: by{Moderator}},
	},
	NotYours: func(Act, Report) apperr.Reason { return apperr.Reason{} }, // nobody else sees one
	NotNow:   func(Act, State, Report) apperr.Reason { return apperr.Reason{} },
}
