package orderingapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/money"
	"preau/internal/kit/quantity"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingapi/msg"
)

func (h api) mountAmounts(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-maximum-amounts", Method: http.MethodGet, Path: "/ordering/places/{ref}/maximum-amounts", Group: msg.Group, Summary: msg.ListAmounts, Text: msg.ListAmountsText,
		Scope: Read, Fails: notFound,
	}, h.amounts)
	rest.Register(a, rest.Op{
		ID: "get-maximum-amount", Method: http.MethodGet, Path: "/ordering/places/{ref}/maximum-amount", Group: msg.Group, Summary: msg.GetAmount, Text: msg.GetAmountText,
		Scope: Read, Fails: notFound,
	}, h.amount)
	rest.Register(a, rest.Op{
		ID: "set-maximum-amount", Method: http.MethodPut, Path: "/ordering/places/{ref}/maximum-amount", Group: msg.Group, Summary: msg.SetAmount, Text: msg.SetAmountText,
		Scope: Write, Fails: versioned, Fields: map[string]string{ordering.FieldAmount: "body.amount"},
	}, h.setAmount)
}

// MaximumAmount is the most that an establishment's own buyers may send in one order; null where there is none.
type MaximumAmount struct {
	Place       OrderingPlace `json:"place"`
	Amount      *string       `json:"amount"`
	SetBy       string        `json:"set_by,omitempty"`
	SetAt       *time.Time    `json:"set_at,omitempty"`
	Version     int64         `json:"version"`
	LimitOn     string        `json:"limit_on" enum:"gross,net"`
	Superbuyers []string      `json:"superbuyers" nullable:"false"`
	Acts        []rest.Offer  `json:"acts" nullable:"false"`
}

func amountOf(ctx context.Context, v ordering.LimitView, of ordering.LimitsView) MaximumAmount {
	out := MaximumAmount{
		Place: placeOf(v.Org), SetBy: v.SetName, SetAt: rest.Instant(v.SetAt), Version: v.Version, LimitOn: string(of.Basis.Basis), Superbuyers: append([]string{}, of.Supers...), Acts: rest.Offers(ctx, v.Acts),
	}
	if v.Limited {
		text := plain(v.Amount)
		out.Amount = &text
	}
	return out
}

type amountsIn struct {
	OfPlace
	rest.Paged
}

func (h api) amounts(ctx context.Context, who access.Actor, in *amountsIn) (*rest.Listed[MaximumAmount], error) {
	v, err := h.ordering.Limits(ctx, who, in.Ref)
	if err != nil {
		return nil, err
	}
	ref := func(l ordering.LimitView) string { return l.Org.Ref }
	rows, err := rest.After(in.Paged, v.Limits, ref)
	if err != nil {
		return nil, err
	}
	return rest.List(ctx, rows, in.Limit, func(l ordering.LimitView) MaximumAmount { return amountOf(ctx, l, v) }, func(l ordering.LimitView) any { return ref(l) }), nil
}

type amountOut struct {
	ETag string `header:"ETag"`
	Body MaximumAmount
}

// amount is one establishment's. An authority has none: it sends nothing itself.
func (h api) amount(ctx context.Context, who access.Actor, in *OfPlace) (*amountOut, error) {
	v, err := h.ordering.Limits(ctx, who, in.Ref)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(v.Limits, func(l ordering.LimitView) bool { return l.Org.Ref == v.Head.Ref })
	if i < 0 {
		return nil, apperr.NotFoundErr()
	}
	return &amountOut{ETag: rest.ETag(v.Limits[i].Version), Body: amountOf(ctx, v.Limits[i], v)}, nil
}

// AmountIn is a maximum amount: null takes it away.
type AmountIn struct {
	Amount  *string `json:"amount" maxLength:"20"`
	Knowing bool    `json:"knowing,omitempty"`
}

type setAmountIn struct {
	OfPlace
	Match string `header:"If-Match"`
	Body  AmountIn
}

func (h api) setAmount(ctx context.Context, who access.Actor, in *setAmountIn) (*amountOut, error) {
	do := func(version int64) (err error) {
		set := ordering.LimitInput{Limited: in.Body.Amount != nil, Knowing: in.Body.Knowing, Version: version}
		if set.Limited {
			if set.Amount, err = parsed(*in.Body.Amount); err != nil {
				return err
			}
		}
		return h.ordering.SetLimit(ctx, who, in.Ref, set)
	}
	read := func() (*amountOut, error) { return h.amount(ctx, who, &in.OfPlace) }
	return rest.Move(in.Match, do, read, func(now *amountOut) int64 { return now.Body.Version })
}

// parsed is an amount with a point for the decimals, of which there are two at most.
func parsed(text string) (money.Cents, error) {
	n, fault := quantity.ParsePlain(text, decimals)
	if fault != quantity.None || strings.TrimSpace(text) == "" || money.Cents(n/10) > money.Max {
		return 0, apperr.InvalidField("body.amount", i18n.M(msg.FaultAmount))
	}
	return money.Cents(n / 10), nil
}

// plain is an amount as parsed reads it, to the cent.
func plain(c money.Cents) string { return fmt.Sprintf("%d.%02d", int64(c)/100, int64(c)%100) }

// decimals are those of an amount.
const decimals = 2
