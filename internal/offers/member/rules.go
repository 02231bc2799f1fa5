package member

import (
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/offers/msg"
	"preau/internal/offers/structure"
)

// Act is an act on somebody's access.
type Act string

// The acts.
const (
	Give     Act = "give"      // a permission
	TakeBack Act = "take_back" // a permission
	SendLink Act = "send_link" // to choose a first password
)

// Case is an access as its rules see it.
type Case struct {
	LastAdmin bool // taking it back leaves no active « Administrateur offreur »
}

// WhyLastAdmin refuses to take back the last « Administrateur offreur » (O70).
var WhyLastAdmin = apperr.Reason{Code: "offers.last_admin", Kind: apperr.Act, Text: i18n.M(msg.WhyLastAdmin), Lifters: access.You()}

var oneStays = workflow.Guard[Case]{Name: "another administrator stays", Why: func(c Case) *apperr.Reason {
	if c.LastAdmin {
		return &WhyLastAdmin
	}
	return nil
}}

var keepers = []structure.Role{structure.AsAdmin, structure.AsOperator}

// Moves is the whole of who may do what to somebody's access.
var Moves = workflow.Table[State, Act, structure.Role, Case]{
	Object: "offers-member",
	States: States(),
	Roles:  []structure.Role{structure.AsReader, structure.AsManager, structure.AsAdmin, structure.AsApprover, structure.AsModerator, structure.AsOperator},
	Rows: []workflow.Row[State, Act, structure.Role, Case]{
		{Do: Give, By: keepers},
		{Do: TakeBack, From: []State{Active, Invited}, By: keepers, If: []workflow.Guard[Case]{oneStays}},
		{Do: SendLink, From: []State{Invited}, By: keepers},
	},
	NotYours: func(Act, Case) apperr.Reason { return structure.WhyNotAdmin },
	NotNow:   func(Act, State, Case) apperr.Reason { return apperr.Reason{} },
}

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{WhyLastAdmin.Code: msg.WhyLastAdmin}
}
