package orderingapi

import (
	"context"
	"net/http"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingapi/msg"
	"preau/internal/ordering/supply"
)

func (h api) mountAnswers(a *rest.API) {
	text := map[string]string{supply.FieldText: "body.text"}
	rest.Register(a, rest.Op{
		ID: "get-supplier-answer", Method: http.MethodGet, Path: "/orders/{order}/answer", Group: msg.GroupAnswers, Summary: msg.GetAnswer, Text: msg.GetAnswerText, Scope: Read, Fails: notFound,
	}, h.answer)
	rest.Register(a, rest.Op{
		ID: "decide-on-changes", Method: http.MethodPost, Path: "/orders/{order}/decision", Group: msg.GroupAnswers, Summary: msg.DecideChanges, Text: msg.DecideChangesText, Scope: Write,
		Fails: versioned, Fields: text,
	}, h.decide)
	rest.Register(a, rest.Op{
		ID: "ask-cancellation", Method: http.MethodPost, Path: "/orders/{order}/cancellation-request", Group: msg.GroupAnswers, Summary: msg.AskCancellation, Text: msg.AskCancellationText,
		Scope: Write, Fails: versioned, Fields: map[string]string{supply.FieldText: "body.reason"},
	}, h.askCancellation)
	rest.Register(a, rest.Op{
		ID: "specify-order", Method: http.MethodPost, Path: "/orders/{order}/details", Group: msg.GroupAnswers, Summary: msg.SpecifyOrder, Text: msg.SpecifyOrderText, Scope: Write,
		Fails: versioned, Fields: text,
	}, h.specify)
	rest.Register(a, rest.Op{
		ID: "remind-supplier", Method: http.MethodPost, Path: "/orders/{order}/reminder", Group: msg.GroupAnswers, Summary: msg.RemindSupplier, Text: msg.RemindSupplierText, Scope: Write,
		Fails: versioned,
	}, h.remind)
}

// ProposedChange is what a supplier would rather deliver of an article (R234).
type ProposedChange struct {
	Article    int64   `json:"article"`
	Quantity   int64   `json:"quantity"`
	Price      *string `json:"price"`
	Reference  string  `json:"reference,omitempty"`
	Title      string  `json:"title,omitempty"`
	PromisedOn string  `json:"promised_on,omitempty" format:"date"`
	Note       string  `json:"note,omitempty"`
}

// SupplierAnswer is where an order stands with its supplier, for who sees its amounts.
type SupplierAnswer struct {
	Order      string           `json:"order"`
	State      string           `json:"state"`
	PromisedOn string           `json:"promised_on,omitempty" format:"date"`
	Late       string           `json:"late,omitempty" enum:"answer,delivery"`
	Changes    []ProposedChange `json:"changes" nullable:"false"`
	Gross      *string          `json:"gross"`
	Version    int64            `json:"version"`
}

type answerOut struct {
	ETag string `header:"ETag"`
	Body SupplierAnswer
}

// side is an order with its supplier's side, for who sees its amounts.
func (h api) side(ctx context.Context, who access.Actor, number string) (supply.Side, error) {
	v, err := h.orders.Show(ctx, who, number)
	if err == nil && !v.Prices {
		err = apperr.NotFoundErr()
	}
	if err != nil {
		return supply.Side{}, err
	}
	return h.supply.SideOf(ctx, v.Case, v.Plain())
}

func (h api) answer(ctx context.Context, who access.Actor, in *OfOrder) (*answerOut, error) {
	v, err := h.side(ctx, who, in.Order)
	if err != nil {
		return nil, err
	}
	out := SupplierAnswer{Order: v.Number, State: string(v.State), PromisedOn: v.PromisedOn, Late: string(v.Late), Changes: []ProposedChange{}, Version: v.Version}
	numbers := articlesOf(v.Lines)
	for _, x := range v.Pending {
		out.Changes = append(out.Changes, ProposedChange{numbers[x.Line], x.Quantity, unitPrice(x.Price), x.Reference, x.Title, x.PromisedOn, x.Note})
		out.Gross = cents(v.Cost.Gross)
	}
	return &answerOut{ETag: rest.ETag(v.Version), Body: out}, nil
}

// articlesOf are the numbers of the articles of lines, by line.
func articlesOf(lines []order.Line) map[string]int64 {
	out := map[string]int64{}
	for _, l := range lines {
		out[l.ID] = l.Article.Number
	}
	return out
}

// DecisionIn is what is said to the change of an article.
type DecisionIn struct {
	Article int64  `json:"article" minimum:"1"`
	Says    string `json:"says" enum:"agreed,refused"`
}

// DecisionsIn is what is said to all changes, with the reason of those that are refused.
type DecisionsIn struct {
	Lines []DecisionIn `json:"lines" minItems:"1" maxItems:"500" nullable:"false"`
	Text  string       `json:"text,omitempty" maxLength:"1000"`
}

type decideIn struct {
	OfOrderVersion
	Body DecisionsIn
}

func (h api) decide(ctx context.Context, who access.Actor, in *decideIn) (*orderOut, error) {
	v, err := h.side(ctx, who, in.Order)
	if err != nil {
		return nil, err
	}
	numbers := articlesOf(v.Lines)
	says := map[string]supply.Decision{}
	for _, x := range in.Body.Lines {
		for line, n := range numbers {
			if n == x.Article {
				says[line] = supply.Decision(x.Says)
			}
		}
	}
	out, err := h.moveOrder(ctx, who, &in.OfOrderVersion, func(version int64) error {
		return h.supply.Decide(ctx, who, in.Order, supply.Deciding{Version: version, Says: says, Text: in.Body.Text})
	})
	if e, ok := apperr.As(err); ok {
		for i, f := range e.Fields {
			for line, n := range numbers {
				if f.Name == supply.DecisionField(line) {
					e.Fields[i].Name = "body.lines." + strconv.FormatInt(n, 10)
				}
			}
		}
	}
	return out, err
}

func (h api) askCancellation(ctx context.Context, who access.Actor, in *takeBackIn) (*orderOut, error) {
	return h.moveOrder(ctx, who, &in.OfOrderVersion, func(version int64) error { return h.supply.AskCancel(ctx, who, in.Order, version, in.Body.Reason) })
}

// SpecifyIn answers what the supplier asked.
type SpecifyIn struct {
	Text string `json:"text" maxLength:"1000"`
}

type specifyIn struct {
	OfOrderVersion
	Body SpecifyIn
}

func (h api) specify(ctx context.Context, who access.Actor, in *specifyIn) (*orderOut, error) {
	return h.moveOrder(ctx, who, &in.OfOrderVersion, func(version int64) error { return h.supply.Specify(ctx, who, in.Order, version, in.Body.Text) })
}

func (h api) remind(ctx context.Context, who access.Actor, in *OfOrderVersion) (*orderOut, error) {
	return h.moveOrder(ctx, who, in, func(version int64) error { return h.supply.Remind(ctx, who, in.Order, version) })
}
