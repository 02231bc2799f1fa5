package orderingapi

import (
	"context"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/orderingapi/msg"
)

func (h api) mountConfirming(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "confirm-basket", Method: http.MethodPost, Path: "/baskets/{basket}/confirmation", Group: msg.GroupBaskets, Summary: msg.ConfirmBasket, Text: msg.ConfirmBasketText,
		Scope: Write, Fails: versioned, Fields: basketFields,
	}, h.confirmBasket)
	rest.Register(a, rest.Op{
		ID: "withdraw-basket", Method: http.MethodPost, Path: "/baskets/{basket}/withdrawal", Group: msg.GroupBaskets, Summary: msg.WithdrawBasket, Text: msg.WithdrawBasketText,
		Scope: Write, Fails: versioned,
	}, h.withdrawBasket)
	rest.Register(a, rest.Op{
		ID: "abandon-basket", Method: http.MethodPost, Path: "/baskets/{basket}/abandonment", Group: msg.GroupBaskets, Summary: msg.AbandonBasket, Text: msg.AbandonBasketText,
		Scope: Write, Fails: versioned,
	}, h.abandonBasket)
	rest.Register(a, rest.Op{
		ID: "duplicate-basket", Method: http.MethodPost, Path: "/baskets/{basket}/duplication", Group: msg.GroupBaskets, Summary: msg.CopyBasket, Text: msg.CopyBasketText,
		Scope: Write, Status: http.StatusCreated, Fails: notFound, Fields: basketFields,
	}, h.copyBasket)
}

// AgreedLineIn is an article that changed since it was put in, in the edition that is agreed to.
type AgreedLineIn struct {
	Article int64 `json:"article" minimum:"1"`
	Edition int64 `json:"edition" minimum:"1"`
}

// ConfirmIn says how a basket is confirmed.
type ConfirmIn struct {
	Rest   bool           `json:"rest,omitempty"`
	Agreed []AgreedLineIn `json:"agreed,omitempty" maxItems:"500"`
}

type confirmIn struct {
	OfBasket
	Match string `header:"If-Match"`
	Body  *ConfirmIn
}

func (h api) confirmBasket(ctx context.Context, who access.Actor, in *confirmIn) (*basketOut, error) {
	v, err := h.baskets.Show(ctx, who, in.Basket)
	if err != nil {
		return nil, err
	}
	c := basket.Confirming{Agreed: map[string]int64{}}
	if in.Body != nil {
		c.Rest = in.Body.Rest
		for _, x := range in.Body.Agreed {
			for _, l := range v.Lines {
				if l.Now.Number == x.Article {
					c.Agreed[l.ID] = x.Edition
				}
			}
		}
	}
	out, err := h.moveBasket(ctx, who, in.OfBasket, in.Match, func(version int64) error {
		c.Version = version
		_, err := h.baskets.Confirm(ctx, who, in.Basket, c)
		return err
	})
	return out, h.byArticle(ctx, who, in.OfBasket, err)
}

// OfBasketVersion names a version of a basket.
type OfBasketVersion struct {
	OfBasket
	Match string `header:"If-Match"`
}

func (h api) withdrawBasket(ctx context.Context, who access.Actor, in *OfBasketVersion) (*basketOut, error) {
	return h.moveBasket(ctx, who, in.OfBasket, in.Match, func(version int64) error { return h.baskets.Withdraw(ctx, who, in.Basket, version) })
}

func (h api) abandonBasket(ctx context.Context, who access.Actor, in *OfBasketVersion) (*basketOut, error) {
	return h.moveBasket(ctx, who, in.OfBasket, in.Match, func(version int64) error { return h.baskets.Abandon(ctx, who, in.Basket, version) })
}

// CopyIn says what of a basket goes where.
type CopyIn struct {
	Into    int64 `json:"into,omitempty" minimum:"0"`
	Replace bool  `json:"replace,omitempty"`
	Version int64 `json:"version,omitempty" minimum:"0"`
	All     bool  `json:"all,omitempty"`
}

type copyIn struct {
	OfBasket
	Body *CopyIn
}

func (h api) copyBasket(ctx context.Context, who access.Actor, in *copyIn) (*basketOut, error) {
	var c basket.Copying
	if in.Body != nil {
		c = basket.Copying{Into: in.Body.Into, Replace: in.Body.Replace, Version: in.Body.Version, All: in.Body.All}
	}
	n, err := h.baskets.Copy(ctx, who, in.Basket, c)
	if err != nil {
		return nil, err
	}
	return h.getBasket(ctx, who, &OfBasket{n})
}
