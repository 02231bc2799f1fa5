package team

import (
	"strconv"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// Act is an act on an organisme, a theme, a territory or a team.
type Act string

// The acts.
const (
	See    Act = "see"
	Edit   Act = "edit"
	Close  Act = "close"
	Reopen Act = "reopen"
	Manage Act = "manage people" // of a team: invite, give and end roles (C006)
	Sheets Act = "see sheets"    // of a team: those by which its people came in, or are to (C006)
)

// Case is a thing as its rules see it.
type Case struct {
	Team   Team  // the zero team for the other sorts
	Agency State // of a team's organisme
}

type guard = workflow.Guard[Case]

// The reasons of this room.
var (
	WhyNotLead    = apperr.Reason{Code: "casework.not_lead", Kind: apperr.Grant, Text: i18n.M(msg.WhyNotLead)}
	WhyTeamClosed = apperr.Reason{Code: "casework.team_closed", Kind: apperr.Act, Text: i18n.M(msg.WhyTeamClosed), Lifters: access.Operator()}
)

var agencyOpen = guard{Name: "its organisme open", Why: func(c Case) *apperr.Reason {
	if c.Agency != Closed {
		return nil
	}
	return &apperr.Reason{Code: "casework.agency_closed", Kind: apperr.Act, Text: i18n.M(msg.WhyAgencyClosed), Lifters: access.You(), Ask: &apperr.Ask{Label: i18n.M(msg.AskAgency), Path: "/administration/demandes/organismes/" + strconv.FormatInt(c.Team.Agency.Number, 10)}}
}}

// Moves is the whole of who may do what to such a thing, and where it leads.
var Moves = workflow.Table[State, Act, Role, Case]{
	Object: "casework-team",
	States: []State{Open, Closed},
	Roles:  []Role{AsWorker, AsLead, AsAdmin},
	Rows: []workflow.Row[State, Act, Role, Case]{
		{Do: See, By: []Role{AsWorker, AsLead, AsAdmin}},
		{Do: Edit, From: []State{Open}, By: []Role{AsAdmin}},
		{Do: Close, From: []State{Open}, To: Closed, By: []Role{AsAdmin}},
		{Do: Reopen, From: []State{Closed}, To: Open, By: []Role{AsAdmin}, If: []guard{agencyOpen}},
		{Do: Manage, From: []State{Open}, By: []Role{AsLead, AsAdmin}},
		{Do: Sheets, By: []Role{AsLead, AsAdmin}},
	},
	NotYours: func(Act, Case) apperr.Reason { return WhyNotLead },
	NotNow: func(do Act, _ State, _ Case) apperr.Reason {
		if do == Manage {
			return WhyTeamClosed
		}
		return apperr.Reason{}
	},
}

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		WhyNotLead.Code: msg.WhyNotLead, WhyTeamClosed.Code: msg.WhyTeamClosed, "casework.agency_closed": msg.WhyAgencyClosed, WhyLastOfficer.Code: msg.SaidLastOfficer,
	}
}
