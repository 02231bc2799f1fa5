package structure

import (
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/offers/msg"
	"preau/internal/offers/role"
)

// Act is an act on a structure.
type Act string

// The acts.
const (
	See           Act = "see"
	Correct       Act = "correct" // who asked, by the link of the mail
	Accept        Act = "accept"
	AskCorrection Act = "ask_correction"
	Refuse        Act = "refuse"
	SendLink      Act = "send_link" // to correct a request, once more
	Recall        Act = "recall"    // a request that is to be corrected waits for the moderator again
	Review        Act = "review"    // lifts the flag that a sensitive change put up
	Edit          Act = "edit"
	ManagePeople  Act = "manage_people"
	ManageSites   Act = "manage_sites"
	DecideJoins   Act = "decide_joins"
	Publish       Act = "publish" // its offers are shown; who publishes which is the offers' rule
	Suspend       Act = "suspend"
	Reopen        Act = "reopen"
	Close         Act = "close"
	ReadHistory   Act = "read_history"
)

// Role is what somebody is to a structure.
type Role string

// The relations, as the columns of the specification's matrix: C, G, A, V, M and P; and who asked.
const (
	AsReader    Role = "consultation"
	AsManager   Role = "gestionnaire"
	AsAdmin     Role = "administrateur offreur"
	AsApprover  Role = "valideur"
	AsModerator Role = "modérateur"
	AsOperator  Role = "administrateur de la plateforme"
	AsApplicant Role = "demandeur"
)

// RolesOf says what somebody is to a structure. Permissions add up, and each lets one read. An account that several people use decides
// nothing, whatever it was given (O78).
func RolesOf(who access.Actor, s Structure) []Role {
	var out []Role
	if role.Belongs(who, s.OrgID) {
		out = append(out, AsReader)
	}
	for _, x := range []struct {
		key access.RoleKey
		as  Role
	}{{role.Manager, AsManager}, {role.Admin, AsAdmin}, {role.Approver, AsApprover}} {
		if x.as != AsManager && slices.Contains(strings.Fields(s.Shared), who.ID) {
			continue
		}
		if role.Holds(who, s.OrgID, x.key) {
			out = append(out, x.as)
		}
	}
	if who.Holds(role.Moderator, access.Everywhere) {
		out = append(out, AsModerator)
	}
	if who.IsAdmin() {
		out = append(out, AsOperator)
	}
	return out
}

// The reasons of this room.
var (
	WhyNotModerator = apperr.Reason{Code: "offers.not_moderator", Kind: apperr.Grant, Text: i18n.M(msg.WhyNotModerator)}
	WhyNotAdmin     = apperr.Reason{Code: "offers.not_admin", Kind: apperr.Grant, Text: i18n.M(msg.WhyNotAdmin)}
	WhyNotActive    = apperr.Reason{Code: "offers.structure_not_active", Kind: apperr.Act, Text: i18n.M(msg.SaidNotActive), Lifters: access.Operator()}
)

type (
	states = []State
	by     = []Role
)

var (
	people     = by{AsReader, AsManager, AsAdmin, AsApprover}
	moderators = by{AsModerator, AsOperator}
	keepers    = by{AsAdmin, AsOperator}
)

var flagged = workflow.Guard[Structure]{Name: "to be moderated again", Why: func(s Structure) *apperr.Reason {
	if s.Flagged() {
		return nil
	}
	return &apperr.Reason{}
}}

// Moves is the whole of who may do what to a structure, when, and where it leads.
var Moves = workflow.Table[State, Act, Role, Structure]{
	Object: "offers-structure",
	States: States(),
	Roles:  by{AsApplicant, AsReader, AsManager, AsAdmin, AsApprover, AsModerator, AsOperator},
	Rows: []workflow.Row[State, Act, Role, Structure]{
		{Do: See, By: append(append(by{}, people...), moderators...)},
		{Do: Correct, From: states{ToCorrect}, To: Requested, By: by{AsApplicant}},
		{Do: Accept, From: states{Requested}, To: Active, By: moderators},
		{Do: AskCorrection, From: states{Requested}, To: ToCorrect, By: moderators},
		{Do: SendLink, From: states{ToCorrect}, By: by{AsApplicant, AsModerator, AsOperator}},
		{Do: Recall, From: states{ToCorrect}, To: Requested, By: moderators},
		{Do: Refuse, From: states{Requested}, To: Refused, By: moderators},
		{Do: Review, From: states{Active, Suspended}, By: moderators, If: []workflow.Guard[Structure]{flagged}},
		{Do: Edit, From: states{Active}, By: keepers},
		{Do: ManagePeople, From: states{Active}, By: keepers},
		{Do: ManageSites, From: states{Active}, By: keepers},
		{Do: DecideJoins, From: states{Active}, By: by{AsAdmin, AsModerator, AsOperator}},
		{Do: Publish, From: states{Active}, By: by{AsApprover, AsOperator}},
		{Do: Suspend, From: states{Active}, To: Suspended, By: moderators},
		{Do: Reopen, From: states{Suspended}, To: Active, By: moderators},
		{Do: Close, From: states{Suspended}, To: Closed, By: moderators},
		{Do: ReadHistory, By: append(append(by{}, people...), moderators...)},
	},
	NotYours: notYours,
	NotNow:   notNow,
}

// notYours says whose an act is. What a structure's people do is nobody's before there is one: then it waits for whoever accepts it.
func notYours(do Act, s Structure) apperr.Reason {
	switch {
	case ofModerators(do):
		return WhyNotModerator
	case s.OrgID == "":
		return inactive(s.State)
	}
	return WhyNotAdmin
}

// ofModerators are the moderators' acts.
func ofModerators(do Act) bool {
	switch do {
	case Accept, AskCorrection, Refuse, SendLink, Recall, Review, Suspend, Reopen, Close:
		return true
	case See, Correct, Edit, ManagePeople, ManageSites, DecideJoins, Publish, ReadHistory:
	}
	return false
}

func inactive(at State) apperr.Reason {
	r := WhyNotActive
	r.Text = i18n.M(msg.WhyNotActive, "state", i18n.M(at.Label()))
	return r
}

// notNow says why what one's people do waits while the structure is not active. A moderator's act of another state is absent.
func notNow(do Act, at State, _ Structure) apperr.Reason {
	switch do {
	case Edit, ManagePeople, ManageSites, DecideJoins, Publish:
		return inactive(at)
	case See, Correct, Accept, AskCorrection, Refuse, SendLink, Recall, Review, Suspend, Reopen, Close, ReadHistory:
	}
	return apperr.Reason{}
}

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{WhyNotModerator.Code: msg.WhyNotModerator, WhyNotAdmin.Code: msg.WhyNotAdmin, WhyNotActive.Code: msg.SaidNotActive}
}
