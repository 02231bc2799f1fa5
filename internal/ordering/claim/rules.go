package claim

import (
	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering"
	"preau/internal/ordering/claim/msg"
	"preau/internal/ordering/order"
)

// Act is an act on a claim.
type Act string

// The acts on a claim.
const (
	See      Act = "see"
	Make     Act = "make"    // on the order's line: of who receives there
	Look     Act = "look"    // the supplier says that it deals with it
	Propose  Act = "propose" // R250
	Accept   Act = "accept"
	Contest  Act = "contest"
	Resolve  Act = "resolve"
	Escalate Act = "escalate"
	Decide   Act = "decide"   // the purchasing body
	Withdraw Act = "withdraw" // R251
	Say      Act = "say"      // adds a word to the thread
)

// Relation is what somebody is to a claim.
type Relation string

// The relations of a person to a claim.
const (
	AsReceiver Relation = "receiver"
	AsReader   Relation = "reader" // who sees the order: who sends, and who validated
	AsSupplier Relation = "supplier"
	AsCentral  Relation = "central"
	AsOther    Relation = "other"
)

// Case is a claim as its rules see it.
type Case struct {
	Claim
	Order order.Order
}

// The codes of the room's reasons.
const (
	CodeNotReceiver = "ordering.claim_not_receiver"
	CodeSettled     = "ordering.claim_settled"
	CodeNotYet      = "ordering.claim_not_yet"
)

type guard = workflow.Guard[Case]

// offered: what is accepted was offered; a refusal is not accepted but leaves nothing to do.
var offered = guard{Name: "something is offered", Why: func(c Case) *apperr.Reason {
	if c.Offer != Refusal {
		return nil
	}
	return &apperr.Reason{Code: CodeNotYet, Kind: apperr.Never, Text: i18n.M(msg.WhyRefusal)}
}}

var live = []State{Open, Seen, Proposed, Accepted, Contested, Escalated}

// Moves is the whole of who may do what to a claim.
var Moves = workflow.Table[State, Act, Relation, Case]{
	Object: "ordering-claim",
	States: States(),
	Roles:  []Relation{AsOther, AsReceiver, AsReader, AsSupplier, AsCentral},
	Rows: []workflow.Row[State, Act, Relation, Case]{
		{Do: See, By: []Relation{AsReceiver, AsReader, AsSupplier, AsCentral}},
		{Do: Look, From: []State{Open}, To: Seen, By: []Relation{AsSupplier}},
		{Do: Propose, From: []State{Open, Seen, Proposed, Contested}, To: Proposed, By: []Relation{AsSupplier}},
		{Do: Accept, From: []State{Proposed}, To: Accepted, By: []Relation{AsReceiver}, If: []guard{offered}},
		{Do: Contest, From: []State{Proposed}, To: Contested, By: []Relation{AsReceiver}},
		{Do: Resolve, From: []State{Accepted, Proposed, Contested}, To: Resolved, By: []Relation{AsReceiver}},
		{Do: Escalate, From: []State{Contested}, To: Escalated, By: []Relation{AsReceiver}},
		{Do: Decide, From: []State{Escalated}, To: Closed, By: []Relation{AsCentral}},
		{Do: Withdraw, From: live, To: Withdrawn, By: []Relation{AsReceiver}},
		{Do: Say, From: live, By: []Relation{AsReceiver, AsSupplier, AsCentral}},
	},
	NotYours: func(_ Act, c Case) apperr.Reason {
		return apperr.Reason{Code: CodeNotReceiver, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotReceiver, "org", c.Order.Org.Name)}
	},
	NotNow: func(do Act, now State, c Case) apperr.Reason {
		switch {
		case do == See:
			return apperr.Reason{}
		case !now.Lives():
			return apperr.Reason{Code: CodeSettled, Kind: apperr.Never, Since: c.MovedAt, Text: i18n.M(msg.WhySettled, "state", now.Label())}
		case do == Escalate && (now == Open || now == Seen):
			return apperr.Reason{Code: CodeNotYet, Kind: apperr.Never, Text: i18n.M(msg.WhyNoOffer)}
		}
		return apperr.Reason{}
	},
}

// relationsOf works out what who is to a claim on an order that they see.
func relationsOf(who access.Actor, o order.Order) []Relation {
	var out []Relation
	if who.Holds(ordering.Receiver, o.Org.Place()) {
		out = append(out, AsReceiver)
	}
	if who.Holds(catalog.Central, access.Everywhere) {
		out = append(out, AsCentral)
	}
	if len(out) == 0 {
		out = append(out, AsReader)
	}
	return out
}

// suppliers are the relations of who comes by a supplier's link.
var suppliers = []Relation{AsSupplier}
