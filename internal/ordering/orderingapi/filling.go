package orderingapi

import (
	"context"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/orderingapi/msg"
)

// basketFields are the faults of a basket's form, as bodies have them.
var basketFields = map[string]string{
	basket.FieldTitle: "body.title", basket.FieldRemark: "body.remark", basket.FieldLabel: "body.label", basket.FieldSite: "body.site", basket.FieldQuantity: "body.quantity",
	basket.FieldAgreed: "body.agreed", basket.FieldInto: "body.into", basket.FieldAll: "body.all", basket.FieldReason: "body.reason",
}

func (h api) mountFilling(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "open-basket", Method: http.MethodPost, Path: "/baskets", Group: msg.GroupBaskets, Summary: msg.OpenBasket, Text: msg.OpenBasketText, Scope: Write,
		Status: http.StatusCreated, Fails: notFound, Fields: basketFields,
	}, h.openBasket)
	rest.Register(a, rest.Op{
		ID: "describe-basket", Method: http.MethodPut, Path: "/baskets/{basket}", Group: msg.GroupBaskets, Summary: msg.DescribeBasket, Text: msg.DescribeBasketText, Scope: Write,
		Fails: versioned, Fields: basketFields,
	}, h.describeBasket)
	rest.Register(a, rest.Op{
		ID: "add-basket-line", Method: http.MethodPost, Path: "/baskets/{basket}/lines", Group: msg.GroupBaskets, Summary: msg.AddLine, Text: msg.AddLineText, Scope: Write,
		Fails: notFound, Fields: basketFields,
	}, h.addLine)
	rest.Register(a, rest.Op{
		ID: "set-basket-line", Method: http.MethodPut, Path: "/baskets/{basket}/lines/{article}", Group: msg.GroupBaskets, Summary: msg.SetLine, Text: msg.SetLineText, Scope: Write,
		Fails: versioned, Fields: basketFields,
	}, h.setLine)
	rest.Register(a, rest.Op{
		ID: "remove-basket-line", Method: http.MethodDelete, Path: "/baskets/{basket}/lines/{article}", Group: msg.GroupBaskets, Summary: msg.RemoveLine, Text: msg.RemoveLineText,
		Scope: Write, Fails: versioned,
	}, h.removeLine)
}

// BasketIn is a new basket.
type BasketIn struct {
	Place string `json:"place" minLength:"1" maxLength:"100"`
	Title string `json:"title,omitempty" maxLength:"80"`
}

type openBasketIn struct{ Body BasketIn }

func (h api) openBasket(ctx context.Context, who access.Actor, in *openBasketIn) (*basketOut, error) {
	n, err := h.baskets.Open(ctx, who, in.Body.Place, oneLine(in.Body.Title))
	if err != nil {
		return nil, err
	}
	return h.getBasket(ctx, who, &OfBasket{n})
}

// BasketTextsIn is what an open basket says beside its articles. What is not named is empty.
type BasketTextsIn struct {
	Title  string `json:"title,omitempty" maxLength:"80"`
	Label  string `json:"label,omitempty" maxLength:"240"`
	Remark string `json:"remark,omitempty" maxLength:"500"`
	Site   string `json:"site,omitempty" maxLength:"100"`
}

type describeIn struct {
	OfBasket
	Match string `header:"If-Match"`
	Body  BasketTextsIn
}

func (h api) describeBasket(ctx context.Context, who access.Actor, in *describeIn) (*basketOut, error) {
	return h.moveBasket(ctx, who, in.OfBasket, in.Match, func(version int64) error {
		return h.baskets.Save(ctx, who, in.Basket, basket.Input{
			Version: version, Title: oneLine(in.Body.Title), Label: oneLine(in.Body.Label), Remark: in.Body.Remark, SiteRef: in.Body.Site,
		})
	})
}

// LineIn is an article for a basket.
type LineIn struct {
	Article  int64 `json:"article" minimum:"1"`
	Quantity int64 `json:"quantity" minimum:"1" maximum:"99999"`
}

type addLineIn struct {
	OfBasket
	Body LineIn
}

// addLine needs no version: adding takes nothing away.
func (h api) addLine(ctx context.Context, who access.Actor, in *addLineIn) (*basketOut, error) {
	v, err := h.baskets.Show(ctx, who, in.Basket)
	if err != nil {
		return nil, err
	}
	if _, err := h.baskets.Add(ctx, who, basket.Adding{OrgRef: v.Org.Ref, Basket: in.Basket, Article: in.Body.Article, Quantity: in.Body.Quantity}); err != nil {
		return nil, err
	}
	return h.getBasket(ctx, who, &in.OfBasket)
}

// UnitsIn is how many units are wanted.
type UnitsIn struct {
	Quantity int64 `json:"quantity" minimum:"1" maximum:"99999"`
}

type setLineIn struct {
	OfBasketLine
	Match string `header:"If-Match"`
	Body  UnitsIn
}

func (h api) setLine(ctx context.Context, who access.Actor, in *setLineIn) (*basketOut, error) {
	return h.moveBasket(ctx, who, in.OfBasket, in.Match, func(version int64) error {
		return h.baskets.SetQuantity(ctx, who, in.Basket, version, in.Article, in.Body.Quantity)
	})
}

type removeLineIn struct {
	OfBasketLine
	Match string `header:"If-Match"`
}

func (h api) removeLine(ctx context.Context, who access.Actor, in *removeLineIn) (*basketOut, error) {
	return h.moveBasket(ctx, who, in.OfBasket, in.Match, func(version int64) error {
		return h.baskets.SetQuantity(ctx, who, in.Basket, version, in.Article, 0)
	})
}
