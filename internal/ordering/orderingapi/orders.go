package orderingapi

import (
	"context"
	"net/http"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingapi/msg"
)

func (h api) mountOrders(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-orders", Method: http.MethodGet, Path: "/orders", Group: msg.GroupOrders, Summary: msg.ListOrders, Text: msg.ListOrdersText, Scope: Read,
	}, h.listOrders)
	rest.Register(a, rest.Op{
		ID: "get-order", Method: http.MethodGet, Path: "/orders/{order}", Group: msg.GroupOrders, Summary: msg.GetOrder, Text: msg.GetOrderText, Scope: Read, Fails: notFound,
	}, h.getOrder)
}

// PlacedOrder is an order in a list. Its amounts are null for who does not see them.
type PlacedOrder struct {
	Number    string        `json:"number"`
	State     string        `json:"state" enum:"created,sending,to_resend,sent,acknowledged,accepted,changed,agreed,disputed,refused,details,shipped,part_received,received,closed,cancel_asked,kept,cancelled"`
	Market    OrderMarket   `json:"market"`
	Supplier  OrderSupplier `json:"supplier"`
	Place     OrderingPlace `json:"place"`
	Site      *DeliverySite `json:"site"`
	Label     string        `json:"label"`
	Free      bool          `json:"free"`
	Remark    string        `json:"remark"`
	Net       *string       `json:"net"`
	Gross     *string       `json:"gross"`
	OverLimit *bool         `json:"over_limit"`
	CreatedBy string        `json:"created_by"`
	CreatedAt time.Time     `json:"created_at"`
	SentBy    string        `json:"sent_by,omitempty"`
	SentAt    *time.Time    `json:"sent_at,omitempty"`

	MayHaveArrived bool `json:"may_have_arrived,omitempty"`
}

func orderOf(o order.Order, prices, over bool) PlacedOrder {
	out := PlacedOrder{
		Number: o.Number, State: string(o.State), Market: OrderMarket{o.Market.Number, o.Market.Title, o.Market.Reference}, Supplier: OrderSupplier{o.Supplier.Ref, o.Supplier.Name},
		Place: placeOf(o.Org), Site: siteOf(o.Site), Label: o.Label, Free: o.Free, Remark: o.Remark, CreatedBy: o.CreatedBy, CreatedAt: o.CreatedAt.UTC(), SentBy: o.SentBy, SentAt: rest.Instant(o.SentAt),
		MayHaveArrived: o.MayHaveCome(),
	}
	if prices {
		out.Net, out.Gross, out.OverLimit = cents(o.Net), cents(o.Gross), &over
	}
	return out
}

type ordersIn struct {
	rest.Paged
	State  string `query:"state" enum:"created,sending,to_resend,sent,acknowledged,accepted,changed,agreed,disputed,refused,details,shipped,part_received,received,closed,cancel_asked,kept,cancelled"`
	At     string `query:"at" maxLength:"100"`
	ToSend bool   `query:"to_send"`
	Free   bool   `query:"free"`
}

func (h api) listOrders(ctx context.Context, who access.Actor, in *ordersIn) (*rest.Listed[PlacedOrder], error) {
	f := order.Filter{Org: in.At, Free: in.Free, Page: 1, Size: in.Limit + 1}
	if err := in.From(&f.Below); err != nil {
		return nil, err
	}
	if in.State != "" {
		f.States = []order.State{order.State(in.State)}
	}
	list := h.orders.List
	if in.ToSend {
		list = h.orders.ToSendBy
	}
	rows, _, err := list(ctx, who, f)
	if err != nil {
		return nil, err
	}
	// Who is in a list of orders sees their amounts.
	show := func(r order.Row) PlacedOrder { return orderOf(r.Order, true, r.Over) }
	return rest.List(ctx, rows, in.Limit, show, func(r order.Row) any { return r.Number }), nil
}

// OrderLine is an article of an order, with who asked for it.
type OrderLine struct {
	OrderArticle
	Agreed *AgreedLine `json:"agreed"`
	Parts  []OrderPart `json:"parts" nullable:"false"`
}

// AgreedLine is what supplier and acheteur agreed on since, beside what was ordered (R234); nil: nothing. The line's net is of it.
type AgreedLine struct {
	Quantity   int64   `json:"quantity"`
	Price      *string `json:"price"`
	Reference  string  `json:"reference,omitempty"`
	Title      string  `json:"title,omitempty"`
	PromisedOn string  `json:"promised_on,omitempty" format:"date"`
}

func agreedLine(l order.Line, prices bool) *AgreedLine {
	if l.Agreed == nil {
		return nil
	}
	out := &AgreedLine{Quantity: l.Expected(), Reference: l.AgreedReference, Title: l.AgreedTitle, PromisedOn: l.PromisedOn}
	if prices {
		out.Price = unitPrice(l.Price())
	}
	return out
}

// OrderPart is what one basket has in a line.
type OrderPart struct {
	Basket   int64  `json:"basket"`
	Owner    string `json:"owner"`
	Label    string `json:"label"`
	Quantity int64  `json:"quantity"`
}

// OrderDetail is an order with its articles, and what who asks may do.
type OrderDetail struct {
	PlacedOrder
	Delivery *string      `json:"delivery"`
	Rates    []OrderRate  `json:"rates" nullable:"false"`
	Limit    *string      `json:"limit"`
	LimitOn  string       `json:"limit_on,omitempty" enum:"gross,net"`
	Reason   string       `json:"reason,omitempty"`
	Lines    []OrderLine  `json:"lines" nullable:"false"`
	Acts     []rest.Offer `json:"acts" nullable:"false"`
	Version  int64        `json:"version"`
}

func orderDetailOf(ctx context.Context, v order.View) OrderDetail {
	out := OrderDetail{PlacedOrder: orderOf(v.Order, v.Prices, v.Over()), Rates: []OrderRate{}, Reason: v.Reason, Lines: []OrderLine{}, Acts: rest.Offers(ctx, v.Acts), Version: v.Version}
	if v.Prices {
		all := orderAmounts(v.Total, v.Delivery.Net)
		out.Delivery, out.Rates = all.Delivery, all.Rates
		if v.Limited {
			out.Limit, out.LimitOn = cents(v.Limit.Amount), string(v.Limit.Basis())
		}
	}
	for _, l := range v.Lines {
		x := OrderLine{orderArticle(l.Line, v.Prices), agreedLine(l.Line, v.Prices), []OrderPart{}}
		for _, p := range l.Parts {
			x.Parts = append(x.Parts, OrderPart{p.Basket.Number, p.Basket.Owner, p.Basket.Label, p.Line.Granted})
		}
		out.Lines = append(out.Lines, x)
	}
	return out
}

// OfOrder names an order.
type OfOrder struct {
	Order string `path:"order" maxLength:"100"`
}

type orderOut struct {
	ETag string `header:"ETag"`
	Body OrderDetail
}

func (h api) getOrder(ctx context.Context, who access.Actor, in *OfOrder) (*orderOut, error) {
	v, err := h.orders.Show(ctx, who, in.Order)
	if err != nil {
		return nil, err
	}
	return &orderOut{ETag: rest.ETag(v.Version), Body: orderDetailOf(ctx, v)}, nil
}
