package orderingapi

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingapi/msg"
	"preau/internal/ordering/reception"
)

func (h api) mountReceiving(a *rest.API) {
	const of = "/orders/{order}/receptions"
	fields := map[string]string{reception.FieldLine: "body.lines", reception.FieldCame: "body.lines", reception.FieldReason: "body.reason"}
	rest.Register(a, rest.Op{
		ID: "list-orders-to-receive", Method: http.MethodGet, Path: "/orders-to-receive", Group: msg.GroupReceptions, Summary: msg.ListToReceive, Text: msg.ListToReceiveText, Scope: Read,
	}, h.listToReceive)
	rest.Register(a, rest.Op{
		ID: "list-receptions", Method: http.MethodGet, Path: of, Group: msg.GroupReceptions, Summary: msg.GetReceptions, Text: msg.GetReceptionsText, Scope: Read, Fails: notFound,
	}, h.receptions)
	rest.Register(a, rest.Op{
		ID: "receive-order", Method: http.MethodPost, Path: of, Group: msg.GroupReceptions, Summary: msg.ReceiveOrder, Text: msg.ReceiveOrderText, Scope: Write, Status: http.StatusCreated,
		Fails: []int{http.StatusNotFound, http.StatusConflict}, Fields: fields,
	}, h.receive)
	rest.Register(a, rest.Op{
		ID: "correct-reception", Method: http.MethodPost, Path: of + "/{reception}/correction", Group: msg.GroupReceptions, Summary: msg.CorrectReception, Text: msg.CorrectReceptionText,
		Scope: Write, Status: http.StatusCreated, Fails: []int{http.StatusNotFound, http.StatusConflict}, Fields: fields,
	}, h.correct)
	rest.Register(a, rest.Op{
		ID: "get-sorting-sheet", Method: http.MethodGet, Path: "/orders/{order}/sorting-sheet", Group: msg.GroupReceptions, Summary: msg.GetSorting, Text: msg.GetSortingText, Scope: Read,
		Media: "application/pdf", Fails: notFound,
	}, h.sorting)
	rest.Register(a, rest.Op{
		ID: "get-order-labels", Method: http.MethodGet, Path: "/orders/{order}/labels", Group: msg.GroupReceptions, Summary: msg.GetLabels, Text: msg.GetLabelsText, Scope: Read,
		Media: "application/pdf", Fails: notFound,
	}, h.labels)
	rest.Register(a, rest.Op{
		ID: "get-sharing", Method: http.MethodGet, Path: "/ordering/places/{ref}/sharing", Group: msg.GroupReceptions, Summary: msg.GetSharing, Text: msg.GetSharingText, Scope: Read, Fails: notFound,
	}, h.sharing)
	rest.Register(a, rest.Op{
		ID: "set-sharing", Method: http.MethodPut, Path: "/ordering/places/{ref}/sharing", Group: msg.GroupReceptions, Summary: msg.SetSharing, Text: msg.SetSharingText, Scope: Write, Fails: versioned,
	}, h.setSharing)
}

// ExpectedOrder is an order that goods are to come of. It has no amount (R255).
type ExpectedOrder struct {
	Number   string        `json:"number"`
	State    string        `json:"state" enum:"sent,acknowledged,accepted,changed,agreed,disputed,details,shipped,part_received,cancel_asked,kept"`
	Supplier string        `json:"supplier"`
	Place    OrderingPlace `json:"place"`
	Site     string        `json:"site"`
	Label    string        `json:"label"`
	SentAt   time.Time     `json:"sent_at"`
	Lines    int           `json:"lines"`
	Ended    int           `json:"ended"`
}

type toReceiveIn struct {
	rest.Paged
	At string `query:"at" maxLength:"100"`
	Q  string `query:"q" maxLength:"200"`
}

func (h api) listToReceive(ctx context.Context, who access.Actor, in *toReceiveIn) (*rest.Listed[ExpectedOrder], error) {
	f := reception.Filter{Text: in.Q, Org: in.At, Page: 1, Size: in.Limit + 1}
	if err := in.From(&f.After); err != nil {
		return nil, err
	}
	rows, _, err := h.reception.Desk(ctx, who, f)
	if err != nil {
		return nil, err
	}
	show := func(r reception.Row) ExpectedOrder {
		return ExpectedOrder{r.Number, string(r.State), r.Supplier, placeOf(r.Org), r.Site, r.Label, r.SentAt.UTC(), r.Lines, r.Ended}
	}
	return rest.List(ctx, rows, in.Limit, show, func(r reception.Row) any { return r.Key() }), nil
}

// ExpectedLine is an article of an order with what came of it, and for whom it is.
type ExpectedLine struct {
	Article   int64          `json:"article"`
	Reference string         `json:"reference"`
	Title     string         `json:"title"`
	Unit      string         `json:"unit"`
	EAN       string         `json:"ean"`
	Ordered   int64          `json:"ordered"`
	Expected  int64          `json:"expected"`
	Received  int64          `json:"received"`
	Kept      int64          `json:"kept"`
	Back      int64          `json:"back"`
	State     string         `json:"state" enum:"awaited,partial,complete,short"`
	Reason    string         `json:"reason,omitempty"`
	Version   int64          `json:"version"`
	Instead   *Instead       `json:"instead"`
	Parts     []ExpectedPart `json:"parts" nullable:"false"`
}

// Instead is what comes in the place of what was ordered, as was agreed on with the supplier (R234).
type Instead struct {
	Reference string `json:"reference"`
	Title     string `json:"title"`
}

func insteadOf(l order.Line) *Instead {
	if l.AgreedReference == "" {
		return nil
	}
	return &Instead{l.AgreedReference, l.AgreedTitle}
}

// ExpectedPart is what of a line one basket asked for, and what of it is there.
type ExpectedPart struct {
	Basket   int64  `json:"basket"`
	Owner    string `json:"owner"`
	Label    string `json:"label"`
	Quantity int64  `json:"quantity"`
	Arrived  int64  `json:"arrived"`
}

// Delivery is what somebody noted when goods came.
type Delivery struct {
	Number     int64           `json:"number"`
	At         time.Time       `json:"at"`
	By         string          `json:"by"`
	Corrects   int64           `json:"corrects,omitempty"`
	ReplacedBy int64           `json:"replaced_by,omitempty"`
	Reason     string          `json:"reason,omitempty"`
	Lines      []DeliveredLine `json:"lines" nullable:"false"`
}

// DeliveredLine is what one delivery brought of an article.
type DeliveredLine struct {
	Article int64  `json:"article"`
	Conform int64  `json:"conform"`
	Excess  int64  `json:"excess"`
	Fate    string `json:"fate,omitempty" enum:"kept,back"`
	GivenUp bool   `json:"given_up"`
	Reason  string `json:"reason,omitempty"`
}

// Receptions are what came of an order, without any amount (R255). Both lists are as long as an order: they are given whole.
type Receptions struct {
	Order      string         `json:"order"`
	State      string         `json:"state"`
	Supplier   OrderSupplier  `json:"supplier"`
	Place      OrderingPlace  `json:"place"`
	Site       *DeliverySite  `json:"site"`
	Label      string         `json:"label"`
	Sharing    string         `json:"sharing" enum:"first,pro_rata"`
	Receives   bool           `json:"receives"`
	Reasons    []rest.Reason  `json:"reasons" nullable:"false"`
	Lines      []ExpectedLine `json:"lines" nullable:"false"`
	Deliveries []Delivery     `json:"deliveries" nullable:"false"`
}

func receptionsOf(ctx context.Context, v reception.View) Receptions {
	out := Receptions{
		Order: v.Number, State: string(v.State), Supplier: OrderSupplier{v.Supplier.Ref, v.Supplier.Name}, Place: placeOf(v.Org), Site: siteOf(v.Site), Label: v.Label,
		Sharing: string(v.Rule), Receives: v.Mine, Reasons: rest.Reasons(ctx, v.Why), Lines: []ExpectedLine{}, Deliveries: []Delivery{},
	}
	for _, l := range v.Lines {
		a := l.Article
		x := ExpectedLine{
			Article: a.Number, Reference: a.Reference, Title: a.Title, Unit: a.Unit, EAN: a.EAN, Ordered: l.Quantity, Expected: l.Expected(), Received: l.Received,
			Kept: l.Kept, Back: l.Back, State: string(l.State), Reason: l.Reason, Version: l.Version, Instead: insteadOf(l.LineView.Line), Parts: []ExpectedPart{},
		}
		for _, p := range l.Parts {
			x.Parts = append(x.Parts, ExpectedPart{p.Basket.Number, p.Basket.Owner, p.Basket.Label, p.Line.Granted, p.Line.Arrived})
		}
		out.Lines = append(out.Lines, x)
	}
	for _, r := range v.Receptions {
		x := Delivery{Number: r.N, At: r.At.UTC(), By: r.By, Corrects: r.Corrects, ReplacedBy: r.ReplacedBy, Reason: r.Reason, Lines: []DeliveredLine{}}
		for _, l := range r.Lines {
			x.Lines = append(x.Lines, DeliveredLine{numberOf(v, l.Line), l.Conform, l.Excess, string(l.Fate), l.Ended, l.Reason})
		}
		out.Deliveries = append(out.Deliveries, x)
	}
	return out
}

// numberOf is the number of the article of a line, which programs know.
func numberOf(v reception.View, lineID string) int64 {
	i := slices.IndexFunc(v.Lines, func(l reception.LineView) bool { return l.ID == lineID })
	if i < 0 {
		return 0
	}
	return v.Lines[i].Article.Number
}

type receptionsOut struct{ Body Receptions }

func (h api) receptions(ctx context.Context, who access.Actor, in *OfOrder) (*receptionsOut, error) {
	v, err := h.reception.Show(ctx, who, in.Order)
	if err != nil {
		return nil, err
	}
	return &receptionsOut{receptionsOf(ctx, v)}, nil
}

// CountIn is what came of an article: what is there and conforms, and what is to become of more than was expected.
type CountIn struct {
	Article int64  `json:"article" minimum:"1"`
	Came    int64  `json:"came" minimum:"0"`
	Fate    string `json:"fate,omitempty" enum:"kept,back"`
	Version int64  `json:"version" minimum:"1"`
}

// ReceiveIn is what a delivery brought.
type ReceiveIn struct {
	Lines   []CountIn `json:"lines" minItems:"1" maxItems:"500" nullable:"false"`
	GivenUp bool      `json:"given_up,omitempty"`
	Reason  string    `json:"reason,omitempty" maxLength:"500"`
}

type receiveIn struct {
	OfOrder
	Body ReceiveIn
}

func (h api) receive(ctx context.Context, who access.Actor, in *receiveIn) (*receptionsOut, error) {
	v, err := h.reception.Show(ctx, who, in.Order)
	if err != nil {
		return nil, err
	}
	noted := reception.Noted{GivenUp: in.Body.GivenUp, Reason: in.Body.Reason}
	for _, c := range in.Body.Lines {
		id, err := lineWith(v, c.Article)
		if err != nil {
			return nil, err
		}
		noted.Counts = append(noted.Counts, reception.Count{Line: id, Came: c.Came, Fate: reception.Fate(c.Fate), Seen: c.Version})
	}
	if _, err := h.reception.Receive(ctx, who, in.Order, noted); err != nil {
		return nil, received(v, err)
	}
	return h.receptions(ctx, who, &in.OfOrder)
}

// OfReception names a reception of an order.
type OfReception struct {
	OfOrder
	Reception int64 `path:"reception" minimum:"1"`
}

// RecountIn is what should have been noted of an article.
type RecountIn struct {
	CountIn
	GivenUp bool `json:"given_up,omitempty"`
}

// CorrectIn is a reception as it should have been noted: each of its articles.
type CorrectIn struct {
	Lines  []RecountIn `json:"lines" minItems:"1" maxItems:"500" nullable:"false"`
	Reason string      `json:"reason,omitempty" maxLength:"500"`
}

type correctIn struct {
	OfReception
	Body CorrectIn
}

func (h api) correct(ctx context.Context, who access.Actor, in *correctIn) (*receptionsOut, error) {
	v, err := h.reception.Show(ctx, who, in.Order)
	if err != nil {
		return nil, err
	}
	as := reception.Correcting{Reason: in.Body.Reason}
	for _, c := range in.Body.Lines {
		id, err := lineWith(v, c.Article)
		if err != nil {
			return nil, err
		}
		as.Lines = append(as.Lines, reception.Recount{Line: id, Came: c.Came, Fate: reception.Fate(c.Fate), GivenUp: c.GivenUp, Seen: c.Version})
	}
	if _, err := h.reception.Correct(ctx, who, in.Order, in.Reception, as); err != nil {
		return nil, received(v, err)
	}
	return h.receptions(ctx, who, &in.OfOrder)
}

// lineWith is the id of the line of an article.
func lineWith(v reception.View, number int64) (string, error) {
	i := slices.IndexFunc(v.Lines, func(l reception.LineView) bool { return l.Article.Number == number })
	if i < 0 {
		return "", apperr.NotFoundErr()
	}
	return v.Lines[i].ID, nil
}

// received gives the faults of lines the numbers of their articles in the place of ids, which no program knows.
func received(v reception.View, err error) error {
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid {
		return err
	}
	for i, f := range e.Fields {
		for _, l := range v.Lines {
			if f.Name == reception.CameField(l.ID) {
				e.Fields[i].Name = "body.lines." + strconv.FormatInt(l.Article.Number, 10)
			}
		}
	}
	return err
}

func (h api) sorting(ctx context.Context, who access.Actor, in *OfOrder) (*rest.File, error) {
	return printed(h.reception.Sorting(ctx, who, in.Order))
}

func (h api) labels(ctx context.Context, who access.Actor, in *OfOrder) (*rest.File, error) {
	return printed(h.reception.Labels(ctx, who, in.Order))
}

func printed(f reception.File, err error) (*rest.File, error) {
	if err != nil {
		return nil, err
	}
	return rest.Download(f.Name, f.Media, f.Body), nil
}

// Sharing is how an establishment divides what came among those who asked for it, while some is missing (R254).
type Sharing struct {
	Place   OrderingPlace `json:"place"`
	Rule    string        `json:"rule" enum:"first,pro_rata"`
	SetBy   string        `json:"set_by,omitempty"`
	SetAt   *time.Time    `json:"set_at,omitempty"`
	Reasons []rest.Reason `json:"reasons" nullable:"false"`
	Version int64         `json:"version"`
}

type sharingOut struct {
	ETag string `header:"ETag"`
	Body Sharing
}

func (h api) sharing(ctx context.Context, who access.Actor, in *OfPlace) (*sharingOut, error) {
	v, err := h.reception.SharingAt(ctx, who, in.Ref)
	if err != nil {
		return nil, err
	}
	out := Sharing{Place: placeOf(v.Org), Rule: string(v.Rule), SetBy: v.SetName, SetAt: rest.Instant(v.SetAt), Reasons: rest.Reasons(ctx, v.Why), Version: v.Version}
	return &sharingOut{ETag: rest.ETag(v.Version), Body: out}, nil
}

// SharingIn is the rule that is chosen.
type SharingIn struct {
	Rule string `json:"rule" enum:"first,pro_rata"`
}

type setSharingIn struct {
	OfPlace
	Match string `header:"If-Match"`
	Body  SharingIn
}

func (h api) setSharing(ctx context.Context, who access.Actor, in *setSharingIn) (*sharingOut, error) {
	read := func() (*sharingOut, error) { return h.sharing(ctx, who, &in.OfPlace) }
	return rest.Move(in.Match, func(version int64) error {
		return h.reception.SetSharing(ctx, who, in.Ref, reception.Rule(in.Body.Rule), version)
	}, read, func(now *sharingOut) int64 { return now.Body.Version })
}
