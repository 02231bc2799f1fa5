package orderingapi

import (
	"context"
	"net/http"
	"time"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/request"
	"preau/internal/core/rest"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingapi/msg"
)

func (h api) mountMarkets(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-markets", Method: http.MethodGet, Path: "/ordering/places/{ref}/markets", Group: msg.Group, Summary: msg.ListMarkets, Text: msg.ListMarketsText, Scope: Read, Fails: notFound,
	}, h.markets)
	rest.Register(a, rest.Op{
		ID: "ask-market", Method: http.MethodPost, Path: "/ordering/places/{ref}/markets/{market}/request", Group: msg.Group, Summary: msg.AskMarket, Text: msg.AskMarketText,
		Scope: Write, Fails: notFound, Fields: map[string]string{request.FieldSaid: "body.message"},
	}, h.askMarket)
}

// Supplier is whom a market is made with.
type Supplier struct {
	Ref     string `json:"ref"`
	Name    string `json:"name"`
	Commune string `json:"commune"`
}

// Market is a market that a place adheres to, as who asks meets it there.
type Market struct {
	Number    int64        `json:"number"`
	Title     string       `json:"title"`
	Reference string       `json:"reference"`
	Supplier  Supplier     `json:"supplier"`
	StartsOn  string       `json:"starts_on" format:"date"`
	EndsOn    string       `json:"ends_on" format:"date"`
	State     string       `json:"state" enum:"given,asked,not_given,not_concerned"`
	AskedAt   *time.Time   `json:"asked_at,omitempty"`
	Acts      []rest.Offer `json:"acts" nullable:"false"`
}

// states are those of a market for a demandeur, in the API's words.
var states = map[ordering.MarketState]string{ordering.MarketGiven: "given", ordering.MarketAsked: "asked", ordering.MarketClosed: "not_given"}

// notConcerned is a market for who is no demandeur there.
const notConcerned = "not_concerned"

func marketOf(ctx context.Context, v ordering.MarketView) Market {
	m := v.Market
	out := Market{
		Number: m.Number, Title: m.Title, Reference: m.Reference, Supplier: supplierOf(m.Supplier), StartsOn: m.StartsOn, EndsOn: m.EndsOn,
		State: notConcerned, Acts: rest.Offers(ctx, v.Acts),
	}
	if len(v.Acts) > 0 {
		out.State = states[v.State]
	}
	if v.State == ordering.MarketAsked {
		out.AskedAt = rest.Instant(v.Asked.AskedAt)
	}
	return out
}

func supplierOf(b catalog.Body) Supplier {
	return Supplier{Ref: b.Ref, Name: b.Name, Commune: b.Commune}
}

type marketsIn struct {
	OfPlace
	rest.Paged
}

func (h api) markets(ctx context.Context, who access.Actor, in *marketsIn) (*rest.Listed[Market], error) {
	all, err := h.ordering.Markets(ctx, who, in.Ref)
	if err != nil {
		return nil, err
	}
	number := func(v ordering.MarketView) int64 { return v.Market.Number }
	if all, err = rest.After(in.Paged, all, number); err != nil {
		return nil, err
	}
	return rest.List(ctx, all, in.Limit, func(v ordering.MarketView) Market { return marketOf(ctx, v) }, func(v ordering.MarketView) any { return number(v) }), nil
}

// MarketAskIn is a word for who decides.
type MarketAskIn struct {
	Message string `json:"message,omitempty" maxLength:"500"`
}

type askMarketIn struct {
	OfPlace
	Market int64 `path:"market" minimum:"1"`
	Body   *MarketAskIn
}

// MarketAsked is the request for a market.
type MarketAsked struct {
	Number int64  `json:"number"`
	State  string `json:"state" enum:"open,given,refused,withdrawn"`
}

type askedOut struct{ Body MarketAsked }

func (h api) askMarket(ctx context.Context, who access.Actor, in *askMarketIn) (*askedOut, error) {
	said := ""
	if in.Body != nil {
		said = in.Body.Message
	}
	n, err := h.ordering.AskFor(ctx, who, in.Ref, in.Market, said)
	if err != nil {
		return nil, err
	}
	v, err := h.ordering.Market(ctx, who, in.Ref, in.Market)
	return &askedOut{MarketAsked{Number: n, State: string(v.Asked.State)}}, err
}
