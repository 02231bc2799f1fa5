package ordering

import (
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering/msg"
)

// The codes of the service's reasons.
const (
	CodeNoRole      = "ordering.no_role"       // R111
	CodeManagerOnly = "ordering.manager_only"  // R112
	CodeHeadOnly    = "ordering.head_only"     // the same, of who heads an authority
	CodeNotHead     = "ordering.not_head"      // R122
	CodeNoSuper     = "ordering.no_superbuyer" // R124
	CodeLastSuper   = "ordering.last_superbuyer"

	CodeNotRequester     = "ordering.not_requester"
	CodeMarketNotGiven   = "ordering.market_not_given" // R127, R137
	CodeMarketAsked      = "ordering.market_asked"
	CodeNotAdherent      = "ordering.not_adherent" // R161, and those that follow
	CodeSpecial          = "ordering.special_procedure"
	CodeOutside          = "ordering.outside_area"
	CodeMarketAhead      = "ordering.market_ahead"
	CodeMarketOver       = "ordering.market_over"
	CodeMarketWithdrawn  = "ordering.market_withdrawn"
	CodeArticleWithdrawn = "ordering.article_withdrawn"
	CodeNoPrice          = "ordering.price_missing"
	CodeOwnBasket        = "ordering.own_basket" // R130
	CodeOwnValidation    = "ordering.own_validation"
	CodeNotValidator     = "ordering.not_validator" // R215
	CodeNotBuyer         = "ordering.not_buyer"     // R221
)

// LimitAct is an act on an establishment's maximum amount per order.
type LimitAct string

// The acts on a maximum amount.
const (
	SeeLimit LimitAct = "see"
	SetLimit LimitAct = "set"
	SeeSplit LimitAct = "see orders that together exceed it" // R225
)

// LimitState is whether there is a maximum amount.
type LimitState string

// The states of a maximum amount.
const (
	Unlimited LimitState = "none"
	Limited   LimitState = "set"
)

// Relation is what somebody is to an establishment.
type Relation string

// The relations of a person to an establishment.
const (
	AsHead      Relation = "head"      // president or reference person of its authority
	AsManager   Relation = "manager"   // of the establishment
	AsRole      Relation = "role"      // holds any other role of the service there, or above
	AsRequester Relation = "requester" // demandeur there
	AsAdmin     Relation = "admin"
	AsOther     Relation = "other"
)

// LimitCase is a maximum amount about to be set, as its rules see it.
type LimitCase struct {
	Limit
	Asked     bool // the new amount is a limit
	NoSuper   bool // nobody is there to send what exceeds it
	Confirmed bool // who sets it knows
}

type guard = workflow.Guard[LimitCase]

// superbuyerOrKnown: what exceeds a limit waits for a superbuyer, so one sets it knowingly where there is none (R124).
var superbuyerOrKnown = guard{Name: "a superbuyer, or knowingly", Why: func(c LimitCase) *apperr.Reason {
	if !c.Asked || !c.NoSuper || c.Confirmed {
		return nil
	}
	return &apperr.Reason{Code: CodeNoSuper, Kind: apperr.Act, Text: i18n.M(msg.WhyNoSuperbuyer)}
}}

// LimitMoves is the whole of who may do what to a maximum amount.
var LimitMoves = workflow.Table[LimitState, LimitAct, Relation, LimitCase]{
	Object: "ordering-limit",
	States: []LimitState{Unlimited, Limited},
	Roles:  []Relation{AsOther, AsRole, AsRequester, AsManager, AsHead, AsAdmin},
	Rows: []workflow.Row[LimitState, LimitAct, Relation, LimitCase]{
		{Do: SeeLimit, By: []Relation{AsRole, AsRequester, AsManager, AsHead, AsAdmin}},
		{Do: SetLimit, By: []Relation{AsHead}, If: []guard{superbuyerOrKnown}},
		{Do: SeeSplit, By: []Relation{AsHead}},
	},
	NotYours: func(LimitAct, LimitCase) apperr.Reason {
		return apperr.Reason{Code: CodeNotHead, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotHead)}
	},
	NotNow: func(LimitAct, LimitState, LimitCase) apperr.Reason { return apperr.Reason{} },
}

// heads are the roles that begin the chain.
func isHead(k access.RoleKey) bool { return k == President || k == Reference }

// Said are the sentences of the service's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		CodeNoRole: msg.WhyNoRole, CodeManagerOnly: msg.SaidManagerOnly, CodeHeadOnly: msg.SaidHeadOnly, CodeNotHead: msg.WhyNotHead,
		CodeNoSuper: msg.WhyNoSuperbuyer, CodeLastSuper: msg.SaidLastSuperbuyer,
		CodeNotRequester: msg.SaidNotRequester, CodeMarketNotGiven: msg.SaidMarketNotGiven, CodeMarketAsked: msg.SaidMarketAsked,
		CodeNotAdherent: msg.SaidNotAdherent, CodeSpecial: msg.WhySpecial, CodeOutside: msg.SaidOutside, CodeMarketAhead: msg.SaidMarketAhead,
		CodeMarketOver: msg.SaidMarketOver, CodeMarketWithdrawn: msg.SaidMarketWithdrawn, CodeArticleWithdrawn: msg.WhyArticleWithdrawn, CodeNoPrice: msg.WhyNoPrice,
		CodeNotValidator: msg.SaidNotValidator, CodeOwnBasket: msg.SaidOwnBasket, CodeOwnValidation: msg.SaidOwnValidation,
	}
}
