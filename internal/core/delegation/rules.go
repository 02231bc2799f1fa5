package delegation

import (
	"preau/internal/core/account"
	"preau/internal/core/delegation/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// Act is what may be done here with the account of somebody who got a role.
type Act string

// The acts.
const (
	Change  Act = "change"
	Leave   Act = "leave"
	Resend  Act = "resend"
	Correct Act = "correct_address"
)

// Relation is what somebody is to an access.
type Relation string

// The relations. Who may give a role that the person holds at the place is a giver.
const (
	Giver Relation = "giver"
	Other Relation = "other"
)

// matter is what guards decide on: an account as a place sees it.
type matter struct {
	came      bool // somebody has signed in to it
	made      bool // it was made when it got a role of this place
	elsewhere bool // it holds something else than what this place gave
}

// moves is the whole of what a place may do with an account. Its people never change the address of an account that has
// other business than theirs, or that somebody uses (R109).
var moves = workflow.Table[account.State, Act, Relation, matter]{
	Object: "access",
	States: account.States(),
	Roles:  []Relation{Giver, Other},
	Rows: []workflow.Row[account.State, Act, Relation, matter]{
		{Do: Change, By: []Relation{Giver}},
		{Do: Leave, By: []Relation{Giver}},
		{Do: Resend, From: []account.State{account.Created, account.Invited}, By: []Relation{Giver}},
		{Do: Correct, From: []account.State{account.Invited}, By: []Relation{Giver}, If: []workflow.Guard[matter]{neverCame, madeHere, onlyHere}},
	},
	NotYours: func(Act, matter) apperr.Reason { return apperr.Reason{} },
	NotNow:   func(Act, account.State, matter) apperr.Reason { return apperr.Reason{} },
}

var neverCame = workflow.Guard[matter]{Name: "never signed in", Why: func(m matter) *apperr.Reason {
	if !m.came {
		return nil
	}
	return &apperr.Reason{Code: "access.came", Kind: apperr.Never, Text: i18n.M(msg.WhyCame), Ask: operator("access.came")}
}}

var madeHere = workflow.Guard[matter]{Name: "made by this place", Why: func(m matter) *apperr.Reason {
	if m.made {
		return nil
	}
	return &apperr.Reason{Code: "access.not_made_here", Kind: apperr.Never, Text: i18n.M(msg.WhyNotMadeHere), Ask: operator("access.not_made_here")}
}}

var onlyHere = workflow.Guard[matter]{Name: "holds nothing elsewhere", Why: func(m matter) *apperr.Reason {
	if !m.elsewhere {
		return nil
	}
	return &apperr.Reason{Code: "access.elsewhere", Kind: apperr.Never, Text: i18n.M(msg.WhyElsewhere), Ask: operator("access.elsewhere")}
}}

// operator is who can still help.
func operator(code string) *apperr.Ask {
	return &apperr.Ask{Label: i18n.M(msg.AskOperator), Path: "/contact?motif=" + code}
}

// Rules give the table to the documentation.
func Rules() (matrix, diagram string) { return moves.Matrix(), moves.Diagram() }

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{"access.came": msg.WhyCame, "access.not_made_here": msg.WhyNotMadeHere, "access.elsewhere": msg.WhyElsewhere}
}
