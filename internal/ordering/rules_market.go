package ordering

import (
	"time"

	"preau/internal/catalog"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering/msg"
)

// MarketAct is an act of a demandeur on a market that an establishment adheres to.
type MarketAct string

// The acts on a market.
const (
	UseMarket MarketAct = "use"
	AskMarket MarketAct = "ask for"
)

// MarketState is what a market that the establishment adheres to is to a demandeur.
type MarketState string

// The states of a market for a demandeur.
const (
	MarketClosed MarketState = "not given"
	MarketAsked  MarketState = "asked"
	MarketGiven  MarketState = "given"
)

// MarketCase is a market as somebody meets it at an establishment.
type MarketCase struct {
	Market catalog.Market
	Org    Body
	Asked  request.Request // the newest one of who asks for it; zero: they never did
	Given  bool
}

func (c MarketCase) state() MarketState {
	switch {
	case c.Given:
		return MarketGiven
	case c.Asked.State == request.Open:
		return MarketAsked
	}
	return MarketClosed
}

// Refused is when the newest request for the market was refused; zero when it was not.
func (c MarketCase) Refused() time.Time {
	if c.Given || c.Asked.State != request.Refused {
		return time.Time{}
	}
	return c.Asked.DecidedAt
}

// MarketMoves is the whole of what a demandeur may do with a market (R127, R137).
var MarketMoves = workflow.Table[MarketState, MarketAct, Relation, MarketCase]{
	Object: "ordering-market",
	States: []MarketState{MarketClosed, MarketAsked, MarketGiven},
	Roles:  []Relation{AsOther, AsRole, AsRequester, AsManager, AsHead, AsAdmin},
	Rows: []workflow.Row[MarketState, MarketAct, Relation, MarketCase]{
		{Do: UseMarket, From: []MarketState{MarketGiven}, By: []Relation{AsRequester}},
		{Do: AskMarket, From: []MarketState{MarketClosed}, To: MarketAsked, By: []Relation{AsRequester}},
	},
	NotYours: func(_ MarketAct, c MarketCase) apperr.Reason {
		return NotRequester(c.Org)
	},
	NotNow: func(do MarketAct, now MarketState, c MarketCase) apperr.Reason {
		switch {
		case now == MarketAsked:
			text := i18n.M(msg.WhyMarketAsked, "market", c.Market.Title)
			if c.Asked.Quiet() {
				text = i18n.M(msg.WhyMarketAskedQuietly, "market", c.Market.Title)
			}
			return apperr.Reason{
				Code: CodeMarketAsked, Kind: apperr.Act, Since: c.Asked.AskedAt, Text: text,
				Ask: &apperr.Ask{Label: i18n.M(msg.AskRequest), Path: request.Path(c.Asked.Number)},
			}
		case do == UseMarket:
			return apperr.Reason{
				Code: CodeMarketNotGiven, Kind: apperr.Grant, Text: i18n.M(msg.WhyMarketNotGiven, "market", c.Market.Title, "org", c.Org.Name),
				Ask: &apperr.Ask{Label: i18n.M(msg.AskMarket), Path: AskMarketPath(c.Org.Ref, c.Market.Number)},
			}
		}
		return apperr.Reason{} // it is given: there is nothing to ask for
	},
}
