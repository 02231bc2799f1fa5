package lieu

import (
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/offers/lieu/msg"
	"preau/internal/offers/structure"
)

// Act is an act on a lieu.
type Act string

// The acts.
const (
	See      Act = "see"
	Edit     Act = "edit"
	Withdraw Act = "withdraw" // no offer is written for it any more
	Restore  Act = "restore"
)

// Case is a lieu as its rules see it.
type Case struct {
	Lieu
	Active bool // its structure is
}

// WhyInUse keeps a lieu while readers are led to it, or an offer of it waits to be.
var WhyInUse = apperr.Reason{Code: "offers.lieu_in_use", Kind: apperr.Act, Text: i18n.M(msg.WhyInUse)}

type (
	states = []State
	by     = []structure.Role
	guards = []workflow.Guard[Case]
)

var (
	active = workflow.Guard[Case]{Name: "the structure is active", Why: func(c Case) *apperr.Reason {
		if c.Active {
			return nil
		}
		r := structure.WhyNotActive
		return &r
	}}
	idle = workflow.Guard[Case]{Name: "no offer of it is published, or on its way there", Why: func(c Case) *apperr.Reason {
		if c.Shown == 0 {
			return nil
		}
		r := WhyInUse
		r.Text = i18n.M(msg.WhyInUseN, "n", c.Shown)
		return &r
	}}
)

var (
	people  = by{structure.AsReader, structure.AsManager, structure.AsAdmin, structure.AsApprover, structure.AsModerator, structure.AsOperator}
	keepers = by{structure.AsAdmin, structure.AsOperator}
)

// Moves is the whole of who may do what to a lieu. Adding one is the structure's act ManageSites.
var Moves = workflow.Table[State, Act, structure.Role, Case]{
	Object: "offers-lieu",
	States: States(),
	Roles:  people,
	Rows: []workflow.Row[State, Act, structure.Role, Case]{
		{Do: See, By: people},
		{Do: Edit, From: states{Open}, By: keepers, If: guards{active}},
		{Do: Withdraw, From: states{Open}, To: Closed, By: keepers, If: guards{active, idle}},
		{Do: Restore, From: states{Closed}, To: Open, By: keepers, If: guards{active}},
	},
	NotYours: func(Act, Case) apperr.Reason { return structure.WhyNotAdmin },
	NotNow:   func(Act, State, Case) apperr.Reason { return apperr.Reason{} },
}

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{WhyInUse.Code: msg.WhyInUse}
}
