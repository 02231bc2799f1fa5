package demand

import (
	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// Act is an act on a demand.
type Act string

// The acts.
const (
	See          Act = "read the thread"
	SeeIdentity  Act = "see the usager's identity"
	SeeMasked    Act = "see masked" // numbers, places, dates and lengths
	SeeBetween   Act = "read between operators"
	CountBetween Act = "count between operators" // how many and how long
	SeeMandate   Act = "see the mandate"
	SeeProof     Act = "see the mandate's proof"
	KeepMandate  Act = "keep the mandate" // ask for one, sign, take back
	Edit         Act = "edit the draft"
	Send         Act = "send"
	Write        Act = "write"
	WriteInner   Act = "write between operators"
	TakeUp       Act = "take charge"
	Treat        Act = "say treated"
	Leave        Act = "say wrong organisme"
	HandOver     Act = "hand over" // to another référent of the team
	Canned       Act = "use canned answers"
	PointOut     Act = "point out a procedure"
	Correct      Act = "correct a message"
	Invite       Act = "invite"
	Close        Act = "close"
	Reopen       Act = "reopen"
	Lapse        Act = "close what nobody goes on with" // by time alone (C080)
)

// The reasons of this room.
var (
	WhyNotParty = apperr.Reason{Code: "casework.not_party", Kind: apperr.Never, Text: i18n.M(msg.WhyNotParty)}
	WhyTooLate  = apperr.Reason{Code: "casework.too_late", Kind: apperr.Date, Text: i18n.M(msg.WhyTooLate)}
	WhyNotNamed = apperr.Reason{Code: "casework.not_named", Kind: apperr.Act, Text: i18n.M(msg.WhyNotNamed)}
	WhyUnaware  = apperr.Reason{Code: "casework.not_taken_over", Kind: apperr.Act, Text: i18n.M(msg.WhyUnaware), Lifters: access.You()}
	WhyClosed   = apperr.Reason{Code: "casework.demand_closed", Kind: apperr.Act, Text: i18n.M(msg.WhyDemandClosed)}
)

var (
	alive  = []State{Sent, Working, Treated}
	known  = []State{Sent, Working, Treated, Closed} // to others than its creator
	asked  = []Role{AsCreator, AsMate, AsGuest}
	theirs = []Role{AsCreator, AsMate} // the creator's side proper: what it ends, it may begin again
)

type row = workflow.Row[State, Act, Role, Demand]

// rows are those of Moves.
var rows = []row{
	{Do: See, By: []Role{AsCreator}},
	{Do: See, From: known, By: []Role{AsMate, AsGuest, AsOfficer}},
	{Do: See, From: alive, By: []Role{AsModerator}},
	{Do: SeeIdentity, By: []Role{AsCreator}},
	{Do: SeeIdentity, From: known, By: []Role{AsMate, AsGuest, AsOfficer}},
	{Do: SeeIdentity, From: alive, By: []Role{AsModerator}},
	{Do: SeeMasked, From: known, By: []Role{AsAdmin}},
	{Do: SeeMasked, From: []State{Closed}, By: []Role{AsModerator}}, // who may open it again has to find it
	{Do: SeeMasked, From: alive, By: []Role{AsNewcomer}},            // who joins learns first how many there are (C046)
	{Do: SeeBetween, From: known, By: []Role{AsOfficer}},
	{Do: CountBetween, From: known, By: []Role{AsOfficer, AsAdmin}},
	{Do: CountBetween, From: alive, By: []Role{AsNewcomer}},
	{Do: SeeMandate, By: []Role{AsCreator}},
	{Do: SeeMandate, From: known, By: []Role{AsMate, AsGuest, AsOfficer, AsAdmin}},
	{Do: SeeProof, By: []Role{AsCreator}},
	{Do: SeeProof, From: known, By: []Role{AsMate, AsGuest}},
	{Do: KeepMandate, From: []State{Draft, Sent, Working, Treated}, By: []Role{AsCreator}},
	{Do: KeepMandate, From: alive, By: []Role{AsMate, AsGuest}},
	{Do: Edit, From: []State{Draft}, By: []Role{AsCreator}},
	{Do: Send, From: []State{Draft}, To: Sent, By: []Role{AsCreator}},
	{Do: Write, From: []State{Sent, Working}, By: asked},
	{Do: Write, From: []State{Treated}, To: Working, By: asked},
	{Do: Write, From: []State{Closed}, To: Working, By: theirs},
	{Do: Write, From: []State{Sent}, To: Working, By: []Role{AsOfficer}},
	{Do: Write, From: []State{Working, Treated}, By: []Role{AsOfficer}},
	{Do: Write, From: alive, By: []Role{AsModerator}},
	{Do: WriteInner, From: []State{Sent}, To: Working, By: []Role{AsOfficer}},
	{Do: WriteInner, From: []State{Working, Treated}, By: []Role{AsOfficer}},
	{Do: TakeUp, From: []State{Sent}, To: Working, By: []Role{AsOfficer}},
	{Do: TakeUp, From: []State{Working}, By: []Role{AsOfficer}},
	{Do: Treat, From: []State{Sent, Working}, To: Treated, By: []Role{AsOfficer}},
	{Do: Leave, From: []State{Sent, Working}, By: []Role{AsOfficer}},
	{Do: HandOver, From: []State{Sent}, To: Working, By: []Role{AsOfficer}},
	{Do: HandOver, From: []State{Working}, By: []Role{AsOfficer}},
	{Do: Canned, From: alive, By: []Role{AsOfficer}},
	{Do: PointOut, From: []State{Sent}, To: Working, By: []Role{AsOfficer}},
	{Do: PointOut, From: []State{Working, Treated}, By: []Role{AsOfficer}},
	{Do: Correct, From: known, By: []Role{AsCreator, AsMate, AsGuest, AsOfficer}}, // its author's minutes run on when the demand is closed (C048)
	{Do: Correct, From: alive, By: []Role{AsModerator}},
	{Do: Invite, From: alive, By: []Role{AsCreator, AsMate, AsGuest, AsOfficer, AsModerator}},
	{Do: Close, From: alive, To: Closed, By: []Role{AsCreator, AsMate, AsModerator, AsAdmin}},
	{Do: Lapse, From: alive, To: Closed, By: []Role{AsTime}},
	{Do: Reopen, From: []State{Closed}, To: Working, By: []Role{AsCreator, AsMate, AsModerator, AsAdmin}},
}

// Moves is the whole of who may do what to a demand, when, and where it leads (1.2, C041).
var Moves = workflow.Table[State, Act, Role, Demand]{
	Object: "casework-demand",
	States: States(),
	Roles:  []Role{AsCreator, AsColleague, AsMate, AsGuest, AsOfficer, AsNewcomer, AsModerator, AsLead, AsAdmin, AsTime},
	Rows:   rows,
	NotYours: func(do Act, d Demand) apperr.Reason {
		if d.unaware {
			return WhyUnaware
		}
		return d.notParty(do)
	},
	NotNow: func(do Act, s State, d Demand) apperr.Reason {
		if s == Closed && (do == Write || do == WriteInner || do == Invite || do == KeepMandate) {
			r := WhyClosed
			r.Since, r.Lifters = d.ClosedAt, append([]apperr.Lifter{{Name: d.CreatorName}}, access.Operator()...) // where the creator has left
			return r
		}
		return apperr.Reason{}
	},
}

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{WhyNotParty.Code: msg.WhyNotParty, WhyUnaware.Code: msg.WhyUnaware, WhyClosed.Code: msg.WhyDemandClosed, WhyTooLate.Code: msg.WhyTooLate, WhyNotNamed.Code: msg.WhyNotNamed}
}

// seen says whether the demand is there at all for somebody.
func seen(roles []Role, d Demand) bool {
	return Moves.May(See, d.State, roles, d) || Moves.May(SeeMasked, d.State, roles, d)
}
