package orderingapi

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/money"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingapi/msg"
)

type planIn struct {
	Lines []string `query:"line,explode" required:"true" minItems:"1" maxItems:"200"`
}

// OrderPlan is what orders would be made, in one of both ways (R205).
type OrderPlan struct {
	Parcels []OrderParcel `json:"parcels" nullable:"false"`
	Changed int           `json:"changed"`
	Gross   string        `json:"gross"`
	Warning string        `json:"warning,omitempty"`
	NoBuyer bool          `json:"no_buyer"`
}

// OrderPlans are both ways.
type OrderPlans struct {
	Together  OrderPlan `json:"together"`
	PerBasket OrderPlan `json:"per_basket"`
}

// OrderMarket is the market that an order is of.
type OrderMarket struct {
	Number    int64  `json:"number"`
	Title     string `json:"title"`
	Reference string `json:"reference"`
}

// OrderParcel is an order as it would be made.
type OrderParcel struct {
	Key      string        `json:"key"`
	Market   OrderMarket   `json:"market"`
	Supplier OrderSupplier `json:"supplier"`
	Place    OrderingPlace `json:"place"`
	Site     *DeliverySite `json:"site"`
	Label    string        `json:"label"`
	Lines    []ParcelLine  `json:"lines" nullable:"false"`
	OrderAmounts
	Limit     *string       `json:"limit"`
	LimitOn   string        `json:"limit_on,omitempty" enum:"gross,net"`
	OverLimit bool          `json:"over_limit"`
	Adheres   bool          `json:"adheres"`
	Terms     string        `json:"terms"`
	Reasons   []rest.Reason `json:"reasons" nullable:"false"`
}

// ParcelLine is an article of a parcel, with what each basket has in it.
type ParcelLine struct {
	OrderArticle
	Parts []ParcelPart `json:"parts" nullable:"false"`
}

// ParcelPart is what one basket has in a line: what is shown is given back when the order is made.
type ParcelPart struct {
	Basket   int64  `json:"basket"`
	Owner    string `json:"owner"`
	Quantity int64  `json:"quantity"`
	Edition  int64  `json:"edition"`
	Changed  bool   `json:"changed"`
	// RightLost is nil while the demandeur has the right to the article's market.
	RightLost *RightLost `json:"right_lost"`
}

// RightLost is a right that was taken back since the basket was confirmed: who validates decides (R197). Since is missing where nobody
// knows any more, By empty where it ended by itself.
type RightLost struct {
	Since *time.Time `json:"since,omitempty"`
	By    string     `json:"by"`
}

func lostOf(t *ordering.Taken) *RightLost {
	if t == nil {
		return nil
	}
	return &RightLost{rest.Instant(t.At), t.By}
}

// OrderArticle is an article that is ordered. Its amounts are null for who does not see them.
type OrderArticle struct {
	Article   int64   `json:"article"`
	Reference string  `json:"reference"`
	Title     string  `json:"title"`
	Unit      string  `json:"unit"`
	Quantity  int64   `json:"quantity"`
	Price     *string `json:"price"`
	VAT       *string `json:"vat"`
	Net       *string `json:"net"`
}

func orderArticle(l order.Line, prices bool) OrderArticle {
	a := l.Article
	out := OrderArticle{Article: a.Number, Reference: a.Reference, Title: a.Title, Unit: a.Unit, Quantity: l.Quantity}
	if prices {
		rate := rateOf(a.VAT)
		out.Price, out.VAT, out.Net = unitPrice(a.Price), &rate, cents(l.Net())
	}
	return out
}

// OrderRate is what bears one rate of VAT.
type OrderRate struct {
	Rate string `json:"rate"`
	Net  string `json:"net"`
	VAT  string `json:"vat"`
}

// OrderAmounts are what an order costs, delivery included; null, and without rates, for who does not see them.
type OrderAmounts struct {
	Delivery *string     `json:"delivery"`
	Net      *string     `json:"net"`
	Rates    []OrderRate `json:"rates" nullable:"false"`
	Gross    *string     `json:"gross"`
}

func orderAmounts(t amount.Total, delivery money.Cents) OrderAmounts {
	out := OrderAmounts{Delivery: cents(delivery), Net: cents(t.Net), Rates: []OrderRate{}, Gross: cents(t.Gross)}
	for _, r := range t.Rates {
		out.Rates = append(out.Rates, OrderRate{rateOf(r.Rate), plain(r.Net), plain(r.VAT)})
	}
	return out
}

func cents(c money.Cents) *string {
	text := plain(c)
	return &text
}

func planOf(ctx context.Context, p order.Plan) OrderPlan {
	out := OrderPlan{Parcels: []OrderParcel{}, Changed: p.Changed, Gross: plain(p.Total), NoBuyer: p.NoBuyer}
	if p.Warning.Key != "" {
		out.Warning = rest.Say(ctx, p.Warning)
	}
	for _, x := range p.Parcels {
		y := OrderParcel{
			Key: x.Key, Market: OrderMarket{x.Market.Number, x.Market.Title, x.Market.Reference}, Supplier: OrderSupplier{x.Supplier.Ref, x.Supplier.Name}, Place: placeOf(x.Org),
			Site: siteOf(x.Site), Label: x.Label, Lines: []ParcelLine{}, OrderAmounts: orderAmounts(x.Total, x.Delivery.Net), Reasons: rest.Reasons(ctx, x.Why), OverLimit: x.Over(), Adheres: x.Adheres, Terms: x.Conditions().String(),
		}
		if x.Limit != nil {
			y.Limit, y.LimitOn = cents(x.Limit.Amount), string(x.Limit.Basis())
		}
		for _, l := range x.Lines {
			y.Lines = append(y.Lines, ParcelLine{orderArticle(l, true), partsOf(x, l)})
		}
		out.Parcels = append(out.Parcels, y)
	}
	return out
}

func partsOf(x order.Parcel, l order.Line) []ParcelPart {
	out := []ParcelPart{}
	for _, s := range x.Shares {
		if s.Now.Number != l.Article.Number {
			continue
		}
		for _, b := range x.Baskets {
			if b.ID == s.Line.Basket {
				out = append(out, ParcelPart{b.Number, b.Owner, s.Granted, s.Now.From, s.Changed, lostOf(s.Taken)})
			}
		}
	}
	return out
}

type plansOut struct{ Body OrderPlans }

func (h api) planOrders(ctx context.Context, who access.Actor, in *planIn) (*plansOut, error) {
	keys := make([]order.Key, len(in.Lines))
	for i, line := range in.Lines {
		k, ok := order.ParseKey(line)
		if !ok {
			return nil, apperr.InvalidField("query.line", i18n.M(msg.FaultLine))
		}
		keys[i] = k
	}
	together, each, err := h.orders.Plans(ctx, who, keys)
	if err != nil {
		return nil, err
	}
	return &plansOut{OrderPlans{planOf(ctx, together), planOf(ctx, each)}}, nil
}

// WaitingIn names what one basket wants of one supplier.
type WaitingIn struct {
	Basket   int64  `json:"basket" minimum:"1"`
	Supplier string `json:"supplier" minLength:"1" maxLength:"100"`
}

// ShownIn is a part as the plan showed it.
type ShownIn struct {
	Basket   int64 `json:"basket" minimum:"1"`
	Article  int64 `json:"article" minimum:"1"`
	Quantity int64 `json:"quantity" minimum:"1"`
	Edition  int64 `json:"edition" minimum:"1"`
}

// ParcelIn is what goes on a parcel (R206, R207).
type ParcelIn struct {
	Key    string `json:"key" maxLength:"200"`
	Label  string `json:"label,omitempty" maxLength:"240"`
	Free   bool   `json:"free,omitempty"`
	Remark string `json:"remark,omitempty" maxLength:"500"`
	Terms  string `json:"terms,omitempty" maxLength:"2000"`
}

// OrdersIn are orders to make, of what waits.
type OrdersIn struct {
	Lines   []WaitingIn `json:"lines" minItems:"1" maxItems:"200" nullable:"false"`
	Mode    string      `json:"mode" enum:"together,per_basket"`
	Shown   []ShownIn   `json:"shown" maxItems:"20000" nullable:"false"`
	Parcels []ParcelIn  `json:"parcels,omitempty" maxItems:"200"`
}

// OrdersMade are the numbers of what was made.
type OrdersMade struct {
	Numbers []string `json:"numbers" nullable:"false"`
}

type createIn struct{ Body OrdersIn }

type createOut struct{ Body OrdersMade }

func (h api) createOrders(ctx context.Context, who access.Actor, in *createIn) (*createOut, error) {
	c := order.Creating{Mode: order.Mode(in.Body.Mode), Labels: map[string]order.Wording{}, Terms: map[string]string{}, Shown: make([]order.Shown, len(in.Body.Shown))}
	for _, l := range in.Body.Lines {
		c.Keys = append(c.Keys, order.Key{Basket: l.Basket, Supplier: l.Supplier})
	}
	for i, s := range in.Body.Shown {
		c.Shown[i] = order.Shown{Basket: s.Basket, Article: s.Article, Units: s.Quantity, Edition: s.Edition}
	}
	for _, p := range in.Body.Parcels {
		w := order.Wording{Label: oneLine(p.Label), Remark: p.Remark}
		if p.Free { // there is no box: where it is left out, the label says
			w.Free = &p.Free
		}
		c.Labels[p.Key] = w
		if p.Terms != "" {
			c.Terms[p.Key] = p.Terms
		}
	}
	made, err := h.orders.Create(ctx, who, c)
	if err != nil {
		return nil, ofParcels(err, in.Body.Parcels)
	}
	return &createOut{OrdersMade{append([]string{}, made...)}}, nil
}

// ofParcels gives the faults of labels, remarks and conditions the places of their parcels in the body.
func ofParcels(err error, parcels []ParcelIn) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	for i, f := range e.Fields {
		for n, p := range parcels {
			for field, name := range map[string]string{order.LabelField(p.Key): "label", order.RemarkField(p.Key): "remark", order.ConditionsField(p.Key): "terms"} {
				if f.Name == field {
					e.Fields[i].Name = fmt.Sprintf("body.parcels[%d].%s", n, name)
				}
			}
		}
	}
	return err
}
