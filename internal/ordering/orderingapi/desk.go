package orderingapi

import (
	"context"
	"net/http"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingapi/msg"
)

func (h api) mountDesk(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-waiting-baskets", Method: http.MethodGet, Path: "/waiting-baskets", Group: msg.GroupOrders, Summary: msg.ListWaiting, Text: msg.ListWaitingText, Scope: Read,
	}, h.listWaiting)
	rest.Register(a, rest.Op{
		ID: "refuse-basket-line", Method: http.MethodPost, Path: "/baskets/{basket}/lines/{article}/refusal", Group: msg.GroupOrders, Summary: msg.RefuseLine, Text: msg.RefuseLineText,
		Scope: Write, Fails: notFound, Fields: basketFields,
	}, h.refuseLine)
	rest.Register(a, rest.Op{
		ID: "lower-basket-line", Method: http.MethodPost, Path: "/baskets/{basket}/lines/{article}/reduction", Group: msg.GroupOrders, Summary: msg.LowerLine, Text: msg.LowerLineText,
		Scope: Write, Fails: notFound, Fields: basketFields,
	}, h.lowerLine)
	rest.Register(a, rest.Op{
		ID: "plan-orders", Method: http.MethodGet, Path: "/order-plans", Group: msg.GroupOrders, Summary: msg.PlanOrders, Text: msg.PlanOrdersText, Scope: Read, Fails: []int{http.StatusNotFound, http.StatusConflict},
	}, h.planOrders)
	rest.Register(a, rest.Op{
		ID: "create-orders", Method: http.MethodPost, Path: "/orders", Group: msg.GroupOrders, Summary: msg.CreateOrders, Text: msg.CreateOrdersText, Scope: Write,
		Status: http.StatusCreated, Fails: notFound, Fields: map[string]string{order.FieldAgreed: "body.shown"},
	}, h.createOrders)
}

// OrderSupplier is who an order goes to.
type OrderSupplier struct {
	Ref  string `json:"ref"`
	Name string `json:"name"`
}

// WaitingLine is an article that waits for a validateur.
type WaitingLine struct {
	Article   int64   `json:"article"`
	Reference string  `json:"reference"`
	Title     string  `json:"title"`
	Unit      string  `json:"unit"`
	Asked     int64   `json:"asked"`
	Quantity  int64   `json:"quantity"`
	Price     *string `json:"price"`
	VAT       string  `json:"vat"`
	Net       string  `json:"net"`
	// RightLost is nil while the demandeur has the right to the article's market.
	RightLost *RightLost `json:"right_lost"`
}

// WaitingBasket is what one basket wants of one supplier (R200).
type WaitingBasket struct {
	Basket      int64         `json:"basket"`
	Supplier    OrderSupplier `json:"supplier"`
	Owner       string        `json:"owner"`
	Title       string        `json:"title"`
	Label       string        `json:"label"`
	Remark      string        `json:"remark"`
	Place       OrderingPlace `json:"place"`
	Site        *DeliverySite `json:"site"`
	ConfirmedAt time.Time     `json:"confirmed_at"`
	Lines       []WaitingLine `json:"lines" nullable:"false"`
	Net         string        `json:"net"`
	Gross       string        `json:"gross"`
	NoBuyer     bool          `json:"no_buyer"`
}

func waitingOf(w order.Waiting) WaitingBasket {
	b := w.Basket
	out := WaitingBasket{
		Basket: b.Number, Supplier: OrderSupplier{w.Supplier, w.Name}, Owner: b.Owner, Title: b.Title, Label: b.Label, Remark: b.Remark, Place: placeOf(b.Org),
		Site: siteOf(b.Site), ConfirmedAt: b.ConfirmedAt.UTC(), Lines: []WaitingLine{}, Net: plain(w.Total.Net), Gross: plain(w.Total.Gross), NoBuyer: w.NoBuyer,
	}
	for _, l := range w.Lines {
		a := l.Article
		out.Lines = append(out.Lines, WaitingLine{a.Number, a.Reference, a.Title, a.Unit, l.Asked, l.Granted, unitPrice(a.Price), rateOf(a.VAT), plain(l.Net()), lostOf(w.LostOf(l))})
	}
	return out
}

func (h api) listWaiting(ctx context.Context, who access.Actor, in *rest.Paged) (*rest.Listed[WaitingBasket], error) {
	var after order.Key
	if err := in.From(&after); err != nil {
		return nil, err
	}
	rows, err := h.orders.ToCreateAfter(ctx, who, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return rest.List(ctx, rows, in.Limit, waitingOf, func(w order.Waiting) any { return w.Key }), nil
}

// lineOf is the id of the line of an article in a basket that who sees.
func (h api) lineOf(ctx context.Context, who access.Actor, in OfBasketLine) (string, error) {
	v, err := h.baskets.Show(ctx, who, in.Basket)
	if err != nil {
		return "", err
	}
	for _, l := range v.Lines {
		if l.Article.Number == in.Article {
			return l.ID, nil
		}
	}
	return "", apperr.NotFoundErr()
}

// RefuseLineIn says why an article is refused.
type RefuseLineIn struct {
	Reason string `json:"reason" maxLength:"500"`
}

type refuseLineIn struct {
	OfBasketLine
	Body RefuseLineIn
}

func (h api) refuseLine(ctx context.Context, who access.Actor, in *refuseLineIn) (*basketOut, error) {
	line, err := h.lineOf(ctx, who, in.OfBasketLine)
	if err != nil {
		return nil, err
	}
	if err := h.baskets.Refuse(ctx, who, []string{line}, in.Body.Reason); err != nil {
		return nil, err
	}
	return h.getBasket(ctx, who, &in.OfBasket)
}

// LowerLineIn says to how many units an article is lowered, and why.
type LowerLineIn struct {
	From   int64  `json:"from" minimum:"1"`
	To     int64  `json:"to" minimum:"1"`
	Reason string `json:"reason" maxLength:"500"`
}

type lowerLineIn struct {
	OfBasketLine
	Body LowerLineIn
}

func (h api) lowerLine(ctx context.Context, who access.Actor, in *lowerLineIn) (*basketOut, error) {
	line, err := h.lineOf(ctx, who, in.OfBasketLine)
	if err != nil {
		return nil, err
	}
	if err := h.baskets.Lower(ctx, who, line, in.Body.From, in.Body.To, in.Body.Reason); err != nil {
		return nil, err
	}
	return h.getBasket(ctx, who, &in.OfBasket)
}
