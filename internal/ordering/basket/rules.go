package basket

import (
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// Act is an act on a basket.
type Act string

// The acts on a basket.
const (
	See       Act = "see"
	Fill      Act = "fill"    // add, change quantities, say where and what for
	Confirm   Act = "confirm" // R185: it may turn out not allowed
	Bar       Act = "bar"     // what Confirm does where a line's market is not allowed
	Withdraw  Act = "withdraw"
	Abandon   Act = "abandon"
	Duplicate Act = "duplicate"
	Remind    Act = "remind"   // who has it now, once a day (R198)
	Reassign  Act = "reassign" // hand it to another demandeur when its own is one no more (R132)
	Validate  Act = "validate" // what a validateur does with its lines: see the orders
)

// Relation is what somebody is to a basket.
type Relation string

// The relations of a person to a basket.
const (
	AsOwner     Relation = "owner"     // and demandeur in its establishment
	AsFormer    Relation = "former"    // its owner, who is no demandeur there any more
	AsValidator Relation = "validator" // of its establishment, and its site where the role is limited to some
	AsManager   Relation = "manager"   // of its establishment, as they hand over what a leaver left
	AsOther     Relation = "other"
)

// Case is a basket as its rules see it.
type Case struct {
	Basket
	Lines   []Line
	ToSend  map[string]bool // ids of lines whose order waits to be sent, or sent again: true where it exceeds the maximum amount. Only Show, Remind and Why read it
	Going   map[string]bool // ids of lines whose order's mail is under way: nobody of the establishment has them. Read with ToSend
	Another bool            // who asks is not its demandeur
}

type guard = workflow.Guard[Case]

// CodeEmpty is the reason for a basket without lines (R195).
const (
	CodeEmpty        = "ordering.basket_empty"
	CodeTaken        = "ordering.basket_taken" // R194
	CodeSettled      = "ordering.basket_settled"
	CodeWithSupplier = "ordering.with_supplier" // R198
	CodeNotYours     = "ordering.not_your_basket"
)

var hasLines = guard{Name: "it has a line", Why: func(c Case) *apperr.Reason {
	if len(c.Lines) > 0 {
		return nil
	}
	return &apperr.Reason{Code: CodeEmpty, Kind: apperr.Act, Text: i18n.M(msg.WhyBasketEmpty), Lifters: access.You(), Ask: &apperr.Ask{Label: i18n.M(msg.AskCatalogue), Path: "/catalogue"}}
}}

// works: nothing is ordered for an establishment that is closed, and nobody fills what would only be refused to the validateur (R161).
var works = guard{Name: "its establishment is open", Why: func(c Case) *apperr.Reason {
	if !c.Closed {
		return nil
	}
	r := ordering.Shut(c.Org)
	return &r
}}

// whole: a validateur has put none of its lines in an order; one that was refused does not keep the others (R194).
var whole = guard{Name: "no line is in an order", Why: func(c Case) *apperr.Reason {
	i := slices.IndexFunc(c.Lines, func(l Line) bool { return l.State.Goes() && l.State != LineConfirmed })
	if i < 0 {
		return nil
	}
	l := c.Lines[i]
	return &apperr.Reason{Code: CodeTaken, Kind: apperr.Never, Since: l.MovedAt, By: l.MovedName, Text: i18n.M(msg.WhyBasketTaken)}
}}

// inHand: somebody of the establishment has a line to bring forward; what is with the supplier nobody there is reminded of (R198).
var inHand = guard{Name: "somebody has a line of it", Why: func(c Case) *apperr.Reason {
	if slices.ContainsFunc(c.Lines, func(l Line) bool { return c.holder(l) != "" }) {
		return nil
	}
	return &apperr.Reason{Code: CodeWithSupplier, Kind: apperr.Never, Since: c.MovedAt, Text: i18n.M(msg.WhyWithSupplier)}
}}

// confirmedOnce are the states of a basket that was confirmed.
var confirmedOnce = []State{Confirmed, Partly, Ordered, Closed, Withdrawn, Refused, Cancelled}

// Moves is the whole of who may do what to a basket.
var Moves = workflow.Table[State, Act, Relation, Case]{
	Object: "ordering-basket",
	States: States(),
	Roles:  []Relation{AsOther, AsOwner, AsFormer, AsValidator, AsManager},
	Rows: []workflow.Row[State, Act, Relation, Case]{
		{Do: See, By: []Relation{AsOwner, AsFormer}},
		{Do: See, From: confirmedOnce, By: []Relation{AsValidator}},
		{Do: Fill, From: []State{Open}, By: []Relation{AsOwner}},
		{Do: Confirm, From: []State{Open}, To: Confirmed, By: []Relation{AsOwner}, If: []guard{works, hasLines}},
		{Do: Bar, From: []State{Open}, To: NotAllowed, By: []Relation{AsOwner}, If: []guard{hasLines}},
		{Do: Withdraw, From: []State{Confirmed}, To: Withdrawn, By: []Relation{AsOwner, AsFormer}, If: []guard{whole}},
		{Do: Abandon, From: []State{Open}, To: Abandoned, By: []Relation{AsOwner, AsFormer}},
		{Do: Duplicate, By: []Relation{AsOwner}, If: []guard{works}},
		{Do: Remind, From: []State{Confirmed, Partly, Ordered}, By: []Relation{AsOwner, AsFormer}, If: []guard{inHand}},
		{Do: Reassign, From: []State{Open, Confirmed, Partly, Ordered, Closed, Cancelled}, By: []Relation{AsManager}}, // what was ordered: once something of it came back
		{Do: Validate, From: []State{Confirmed, Partly}, By: []Relation{AsValidator}},
	},
	NotYours: func(do Act, c Case) apperr.Reason {
		switch {
		case do == Validate:
			return apperr.Reason{Code: ordering.CodeNotValidator, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotValidator, "org", c.Org.Name)}
		case c.Another, do == Reassign: // no role makes it theirs; a demandeur's would not let them hand it over
			return apperr.Reason{Code: CodeNotYours, Kind: apperr.Never, Text: i18n.M(msg.WhyNotYourBasket)}
		}
		return ordering.NotRequester(c.Org)
	},
	NotNow: func(do Act, now State, c Case) apperr.Reason {
		switch {
		case do == Withdraw && (now == Partly || now == Ordered || now == Closed):
			return *whole.Why(c)
		case do == Fill && now != Open:
			return apperr.Reason{Code: CodeSettled, Kind: apperr.Never, Since: c.MovedAt, Text: i18n.M(msg.WhyBasketSettled), Ask: &apperr.Ask{Label: i18n.M(msg.AskDuplicate), Path: c.Path("/dupliquer")}}
		}
		return apperr.Reason{}
	},
}

// LineAct is what moves a line.
type LineAct string

// The acts that move lines.
const (
	LineConfirm  LineAct = "confirm"
	LineBar      LineAct = "not allowed"      // its market is not (R187)
	LineBarWith  LineAct = "beside"           // another's is not (R186)
	LineTake     LineAct = "put in an order"  // « Commander les paniers sélectionnés »
	LineRefuse   LineAct = "refuse"           // R212
	LineWithdraw LineAct = "withdraw"         // with its basket
	LineAbandon  LineAct = "abandon"          // with its basket
	LineSend     LineAct = "sent"             // with its order
	LineCancel   LineAct = "order cancelled"  // R226, R237
	LineGiveBack LineAct = "back"             // « renvoyer au validateur » (R228)
	LineArrive   LineAct = "arrives"          // all of it
	LineArrives  LineAct = "arrives in part"  // some of it
	LineCorrect  LineAct = "reception undone" // R252
	LineRecount  LineAct = "counted again"    // of what has arrived
)

// LineMoves is where a line may go. Who may move it, the rules of baskets and orders say.
var LineMoves = workflow.Table[LineState, LineAct, Relation, Line]{
	Object: "ordering-basket-line",
	States: LineStates(),
	Roles:  []Relation{AsOther},
	Rows: []workflow.Row[LineState, LineAct, Relation, Line]{
		{Do: LineConfirm, From: []LineState{LineOpen}, To: LineConfirmed, By: anybody},
		{Do: LineBar, From: []LineState{LineOpen}, To: LineNotAllowed, By: anybody},
		{Do: LineBarWith, From: []LineState{LineOpen}, To: LineCancelled, By: anybody},
		{Do: LineAbandon, From: []LineState{LineOpen}, To: LineAbandoned, By: anybody},
		{Do: LineTake, From: []LineState{LineConfirmed}, To: LineInOrder, By: anybody},
		{Do: LineRefuse, From: []LineState{LineConfirmed}, To: LineRefused, By: anybody},
		{Do: LineWithdraw, From: []LineState{LineConfirmed}, To: LineWithdrawn, By: anybody},
		{Do: LineGiveBack, From: []LineState{LineInOrder, LineOrdered}, To: LineConfirmed, By: anybody},
		{Do: LineCancel, From: []LineState{LineInOrder, LineOrdered}, To: LineCancelled, By: anybody},
		{Do: LineSend, From: []LineState{LineInOrder, LineOrdered}, To: LineOrdered, By: anybody}, // again, where the order had come back
		{Do: LineArrives, From: []LineState{LineOrdered, LinePartReceived}, To: LinePartReceived, By: anybody},
		{Do: LineArrive, From: []LineState{LineOrdered, LinePartReceived}, To: LineReceived, By: anybody},
		{Do: LineCorrect, From: []LineState{LinePartReceived, LineReceived, LineCancelled}, To: LineOrdered, By: anybody}, // cancelled: the rest had been given up
		{Do: LineRecount, From: []LineState{LineReceived}, By: anybody},
	},
	NotYours: func(LineAct, Line) apperr.Reason { return apperr.Reason{} },
	NotNow:   func(LineAct, LineState, Line) apperr.Reason { return apperr.Reason{} },
}

var anybody = []Relation{AsOther}

// next is where an act leads a line; a Conflict when somebody was faster.
func (l Line) next(do LineAct) (LineState, error) { return LineMoves.Next(do, l.State, anybody, l) }

// relationsOf works out what who is to a basket.
func relationsOf(who access.Actor, b Basket) []Relation {
	var out []Relation
	if who.SignedIn() && who.ID == b.OwnerID {
		as := AsFormer
		if who.Holds(ordering.Requester, b.place()) {
			as = AsOwner
		}
		out = append(out, as)
	}
	if validates(who, b) {
		out = append(out, AsValidator)
	}
	if len(out) == 0 {
		out = append(out, AsOther)
	}
	return out
}

// validates says whether who is a validateur of the basket's establishment (R215) and, where their role is limited to sites, of
// the one that it goes to; a basket that goes to none in particular is every validateur's.
func validates(who access.Actor, b Basket) bool {
	if b.Site.ID == "" {
		return who.Holds(ordering.Validator, b.place())
	}
	role, _ := ordering.Roles.ByKey(ordering.Validator)
	return who.Within(role, b.place(), access.Site, b.Site.ID)
}
