package orderingapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/orderingapi/msg"
	"preau/internal/ordering/sending"
)

func (h api) mountBaskets(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-baskets", Method: http.MethodGet, Path: "/baskets", Group: msg.GroupBaskets, Summary: msg.ListBaskets, Text: msg.ListBasketsText, Scope: Read,
	}, h.listBaskets)
	rest.Register(a, rest.Op{
		ID: "get-basket", Method: http.MethodGet, Path: "/baskets/{basket}", Group: msg.GroupBaskets, Summary: msg.GetBasket, Text: msg.GetBasketText, Scope: Read, Fails: notFound,
	}, h.getBasket)
}

// DeliverySite is a place of an establishment where things are delivered (implantation).
type DeliverySite struct {
	Ref  string `json:"ref"`
	Name string `json:"name"`
}

// siteOf is nil where nobody said, or where the establishment has one place.
func siteOf(s basket.Site) *DeliverySite {
	if s.Ref == "" {
		return nil
	}
	return &DeliverySite{s.Ref, s.Name}
}

// Basket is a basket in a list. Its amount is without VAT.
type Basket struct {
	Number      int64         `json:"number"`
	Title       string        `json:"title"`
	State       string        `json:"state" enum:"open,confirmed,partly,ordered,closed,not_allowed,withdrawn,refused,cancelled,abandoned"`
	Owner       string        `json:"owner"`
	Place       OrderingPlace `json:"place"`
	Site        *DeliverySite `json:"site"`
	LineCount   int           `json:"line_count"`
	Net         string        `json:"net"`
	OpenedAt    time.Time     `json:"opened_at"`
	ConfirmedAt *time.Time    `json:"confirmed_at,omitempty"`
}

func basketOf(b basket.Basket, lines int, net string) Basket {
	return Basket{
		Number: b.Number, Title: b.Title, State: string(b.State), Owner: b.Owner, Place: placeOf(b.Org), Site: siteOf(b.Site), LineCount: lines, Net: net,
		OpenedAt: b.OpenedAt.UTC(), ConfirmedAt: rest.Instant(b.ConfirmedAt),
	}
}

type basketsIn struct {
	rest.Paged
	State string `query:"state" enum:"open,confirmed,partly,ordered,closed,not_allowed,withdrawn,refused,cancelled,abandoned"`
}

func (h api) listBaskets(ctx context.Context, who access.Actor, in *basketsIn) (*rest.Listed[Basket], error) {
	below := int64(0)
	if err := in.From(&below); err != nil {
		return nil, err
	}
	rows, err := h.baskets.After(ctx, who, basket.State(in.State), below, in.Limit+1)
	if err != nil {
		return nil, err
	}
	show := func(r basket.Row) Basket { return basketOf(r.Basket, r.Lines, plain(r.Total)) }
	return rest.List(ctx, rows, in.Limit, show, func(r basket.Row) any { return r.Number }), nil
}

// BasketLine is an article in a basket.
type BasketLine struct {
	Article     int64         `json:"article"`
	Reference   string        `json:"reference"`
	Title       string        `json:"title"`
	Market      int64         `json:"market"`
	MarketTitle string        `json:"market_title"`
	Unit        string        `json:"unit"`
	Multiple    int64         `json:"multiple"`
	Asked       int64         `json:"asked"`
	Quantity    int64         `json:"quantity"`
	Price       *string       `json:"price"`
	VAT         string        `json:"vat"`
	Net         string        `json:"net"`
	State       string        `json:"state" enum:"in_basket,confirmed,in_order,ordered,part_received,received,not_allowed,cancelled,refused,withdrawn,abandoned"`
	Since       time.Time     `json:"since"`
	Holders     []string      `json:"holders" nullable:"false"`
	Reason      string        `json:"reason,omitempty"`
	Order       string        `json:"order,omitempty"`
	Edition     int64         `json:"edition"`
	Changed     bool          `json:"changed"`
	Withdrawn   bool          `json:"withdrawn"`
	Reasons     []rest.Reason `json:"reasons" nullable:"false"`
}

func basketLineOf(ctx context.Context, v basket.View, l basket.LineView) BasketLine {
	a := l.Now
	return BasketLine{
		Article: a.Number, Reference: a.Reference, Title: a.Title, Market: a.Market, MarketTitle: l.Market, Unit: a.Unit, Multiple: a.Multiple,
		Asked: l.Asked, Quantity: l.Granted, Price: unitPrice(a.Price), VAT: rateOf(a.VAT), Net: plain(l.Net()), State: string(l.State), Since: l.MovedAt.UTC(),
		Holders: append([]string{}, v.HeldBy(l.Line)...), Reason: l.Reason, Edition: a.From, Changed: l.Changed, Withdrawn: l.Gone, Reasons: rest.Reasons(ctx, l.Why),
	}
}

// unitPrice is a price of a unit without VAT, with its four decimals; nil where there is none.
func unitPrice(tenThousandths int64) *string {
	if tenThousandths == article.NoPrice {
		return nil
	}
	text := fmt.Sprintf("%d.%04d", tenThousandths/10_000, tenThousandths%10_000)
	return &text
}

// rateOf is a rate of VAT, in per cent.
func rateOf(hundredths int64) string { return fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100) }

// BasketDetail is a basket with its articles, and what who asks may do.
type BasketDetail struct {
	Basket
	Remark     string         `json:"remark"`
	Label      string         `json:"label"`
	CopiedFrom *int64         `json:"copied_from"`
	Sites      []DeliverySite `json:"sites" nullable:"false"`
	Lines      []BasketLine   `json:"lines" nullable:"false"`
	VATRates   []string       `json:"vat_rates" nullable:"false"`
	Acts       []rest.Offer   `json:"acts" nullable:"false"`
	Version    int64          `json:"version"`
}

func basketDetailOf(ctx context.Context, v basket.View, placed []sending.Placed) BasketDetail {
	d := BasketDetail{
		Basket: basketOf(v.Basket, len(v.Lines), plain(v.Total)), Remark: v.Remark, Label: v.Label, Sites: []DeliverySite{}, Lines: []BasketLine{}, VATRates: []string{},
		Acts: rest.Offers(ctx, v.Acts), Version: v.Version,
	}
	if v.CopiedFrom != 0 {
		d.CopiedFrom = &v.CopiedFrom
	}
	for _, s := range v.Sites {
		d.Sites = append(d.Sites, DeliverySite{s.Ref, s.Name})
	}
	for _, l := range v.Lines {
		x := basketLineOf(ctx, v, l)
		for _, o := range placed {
			if slices.Contains(o.Lines, l.ID) {
				x.Order = o.Number
			}
		}
		d.Lines = append(d.Lines, x)
	}
	for _, r := range v.Rates {
		d.VATRates = append(d.VATRates, rateOf(r))
	}
	return d
}

// OfBasket names a basket.
type OfBasket struct {
	Basket int64 `path:"basket" minimum:"1"`
}

// OfBasketLine names an article of a basket.
type OfBasketLine struct {
	OfBasket
	Article int64 `path:"article" minimum:"1"`
}

type basketOut struct {
	ETag string `header:"ETag"`
	Body BasketDetail
}

func (h api) getBasket(ctx context.Context, who access.Actor, in *OfBasket) (*basketOut, error) {
	v, err := h.baskets.Show(ctx, who, in.Basket)
	if err != nil {
		return nil, err
	}
	placed, err := h.sending.PlacedOf(ctx, who, v.Basket)
	if err != nil {
		return nil, err
	}
	return &basketOut{ETag: rest.ETag(v.Version), Body: basketDetailOf(ctx, v, placed)}, nil
}

// moveBasket does an act on the version that was read, and gives the basket as it is then.
func (h api) moveBasket(ctx context.Context, who access.Actor, in OfBasket, match string, do func(version int64) error) (*basketOut, error) {
	read := func() (*basketOut, error) { return h.getBasket(ctx, who, &in) }
	return rest.Move(match, do, read, func(now *basketOut) int64 { return now.Body.Version })
}

// byArticle gives the faults of lines the numbers of their articles in the place of ids, which no program knows.
func (h api) byArticle(ctx context.Context, who access.Actor, in OfBasket, err error) error {
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid {
		return err
	}
	v, fault := h.baskets.Show(ctx, who, in.Basket)
	if fault != nil {
		return fault
	}
	for i, f := range e.Fields {
		for _, l := range v.Lines {
			if f.Name == basket.LineField(l.ID) {
				e.Fields[i].Name = "lines." + strconv.FormatInt(l.Now.Number, 10)
			}
		}
	}
	return err
}

// oneLine is a text on one line, as forms give it.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
