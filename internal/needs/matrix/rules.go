package matrix

import (
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Act is what can be done with a matrix.
type Act string

// The acts.
const (
	Ask    Act = "ask"    // the first, or a new one in the place of what there is
	Finish Act = "finish" // the job's end
	Take   Act = "take"   // download
	End    Act = "end"
)

// AsProgram is the program itself.
const AsProgram group.Role = "program"

// patience is how long the making may take before a new one may be asked for.
const patience = time.Hour

type guard = workflow.Guard[Matrix]

var inTime = guard{Name: "within 48 hours", Why: func(m Matrix) *apperr.Reason {
	if m.At.Before(m.ExpiresAt) {
		return nil
	}
	return &apperr.Reason{Code: "needs.matrix_over", Kind: apperr.Date, Since: m.ExpiresAt, Text: i18n.M(msg.WhyMatrixOver)}
}}

var stuck = guard{Name: "for an hour in the making", Why: func(m Matrix) *apperr.Reason {
	if m.At.Sub(m.AskedAt) >= patience {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.matrix_waits", Kind: apperr.Date, Since: m.AskedAt, By: m.AskedName,
		Text: i18n.M(msg.WhyMatrixWaits, "name", m.AskedName, "date", i18n.When(m.AskedAt)),
	}
}}

// Moves is the whole of what may become of a matrix.
var Moves = workflow.Table[State, Act, group.Role, Matrix]{
	Object: "needs-matrix",
	States: []State{None, Asked, Ready, Gone},
	Roles:  []group.Role{group.AsVisitor, group.AsPerson, group.AsAgent, group.AsMember, group.AsCoordinator, group.AsAdmin, AsProgram},
	Rows: []workflow.Row[State, Act, group.Role, Matrix]{
		{Do: Ask, From: []State{None, Ready, Gone}, To: Asked, By: []group.Role{group.AsCoordinator}},
		{Do: Ask, From: []State{Asked}, To: Asked, By: []group.Role{group.AsCoordinator}, If: []guard{stuck}},
		{Do: Finish, From: []State{Asked}, To: Ready, By: []group.Role{AsProgram}},
		{Do: Take, From: []State{Ready}, By: []group.Role{group.AsCoordinator}, If: []guard{inTime}},
		{Do: End, From: []State{Asked, Ready}, To: Gone, By: []group.Role{AsProgram}},
	},
	NotYours: func(Act, Matrix) apperr.Reason { return group.WhyNotCoordinator },
	NotNow:   func(Act, State, Matrix) apperr.Reason { return apperr.Reason{} },
}
