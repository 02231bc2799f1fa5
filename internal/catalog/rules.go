package catalog

import (
	"strconv"

	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// Act is an act on a market.
type Act string

// The acts on a market.
const (
	See         Act = "see"
	Read        Act = "read" // its terms, as whoever may order from it does
	Edit        Act = "edit"
	SetAdherent Act = "set adherents"
	Withdraw    Act = "withdraw"
	Reinstate   Act = "reinstate"
	SeeImports  Act = "see imports" // sheets of adherents, and what came of them
)

// Relation is what somebody is to the markets.
type Relation string

// The relations of a person to a market.
const (
	AsCentral Relation = "central"
	AsAdmin   Relation = "admin"
	AsReader  Relation = "reader" // of a market that is shown to them: it is shown to all, or an organisation of theirs adheres
	AsOther   Relation = "other"
)

// relationsOf works out what who is to the markets.
func relationsOf(who access.Actor) []Relation {
	var out []Relation
	if who.Holds(Central, access.Everywhere) {
		out = append(out, AsCentral)
	}
	if who.IsAdmin() {
		out = append(out, AsAdmin)
	}
	if len(out) == 0 {
		out = append(out, AsOther)
	}
	return out
}

// codeNotCentral is the reason for who is not of the purchasing body.
const codeNotCentral = "catalog.not_central"

// Moves is the whole of who may do what to a market. An administrator sees them, since he names who runs them.
var Moves = workflow.Table[State, Act, Relation, Market]{
	Object: "catalog-market",
	States: []State{Live, Withdrawn},
	Roles:  []Relation{AsOther, AsReader, AsCentral, AsAdmin},
	Rows: []workflow.Row[State, Act, Relation, Market]{
		{Do: See, By: []Relation{AsCentral, AsAdmin}},
		{Do: Read, By: []Relation{AsReader, AsCentral, AsAdmin}},
		{Do: Edit, From: []State{Live}, By: []Relation{AsCentral}},
		{Do: SetAdherent, From: []State{Live}, By: []Relation{AsCentral}},
		{Do: SeeImports, By: []Relation{AsCentral}},
		{Do: Withdraw, From: []State{Live}, To: Withdrawn, By: []Relation{AsCentral}},
		{Do: Reinstate, From: []State{Withdrawn}, To: Live, By: []Relation{AsCentral}},
	},
	NotYours: func(Act, Market) apperr.Reason {
		return apperr.Reason{Code: codeNotCentral, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotCentral)}
	},
	NotNow: func(do Act, now State, m Market) apperr.Reason {
		if now == Withdrawn && do != Withdraw {
			return apperr.Reason{
				Code: "catalog.market_withdrawn", Kind: apperr.Act, Text: i18n.M(msg.WhyWithdrawn),
				Ask: &apperr.Ask{Label: i18n.M(msg.AskReinstate), Path: m.Path("")},
			}
		}
		return apperr.Reason{}
	},
}

// Path is the address of one of the market's pages.
func (m Market) Path(tail string) string { return "/marches/" + strconv.FormatInt(m.Number, 10) + tail }

// Said are the sentences of the module's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		codeNotCentral:             msg.WhyNotCentral,
		"catalog.market_withdrawn": msg.WhyWithdrawn,
	}
}
