package orderingapi

import (
	"context"
	"math"
	"net/http"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingapi/msg"
)

func (h api) mountClaims(a *rest.API) {
	fields := map[string]string{
		claim.FieldFault: "body.fault", claim.FieldQuantity: "body.quantity", claim.FieldText: "body.text", claim.FieldOffer: "body.act",
	}
	rest.Register(a, rest.Op{
		ID: "list-claims", Method: http.MethodGet, Path: "/claims", Group: msg.GroupReceptions, Summary: msg.ListClaims, Text: msg.ListClaimsText, Scope: Read,
	}, h.listClaims)
	rest.Register(a, rest.Op{
		ID: "get-claim", Method: http.MethodGet, Path: "/claims/{claim}", Group: msg.GroupReceptions, Summary: msg.GetClaim, Text: msg.GetClaimText, Scope: Read, Fails: notFound,
	}, h.getClaim)
	rest.Register(a, rest.Op{
		ID: "make-claim", Method: http.MethodPost, Path: "/orders/{order}/claims", Group: msg.GroupReceptions, Summary: msg.MakeClaim, Text: msg.MakeClaimText, Scope: Write,
		Status: http.StatusCreated, Fails: notFound, Fields: fields,
	}, h.makeClaim)
	rest.Register(a, rest.Op{
		ID: "answer-claim", Method: http.MethodPost, Path: "/claims/{claim}/notes", Group: msg.GroupReceptions, Summary: msg.AnswerClaim, Text: msg.AnswerClaimText, Scope: Write,
		Fails: versioned, Fields: fields,
	}, h.answerClaim)
}

// Claim is what somebody says is wrong with what came of an order.
type Claim struct {
	Number    int64     `json:"number"`
	Order     string    `json:"order"`
	Reference string    `json:"reference"`
	Title     string    `json:"title"`
	Fault     string    `json:"fault" enum:"missing,damaged,wrong_article,wrong_quantity,quality,invoice,other"`
	Quantity  int64     `json:"quantity"`
	Text      string    `json:"text"`
	State     string    `json:"state" enum:"open,seen,proposed,accepted,resolved,contested,escalated,closed,withdrawn"`
	Offer     string    `json:"offer,omitempty" enum:"replacement,credit,return,refusal"`
	By        string    `json:"by"`
	OpenedAt  time.Time `json:"opened_at"`
	MovedAt   time.Time `json:"moved_at"`
	Late      bool      `json:"late"`
}

func claimOf(c claim.Claim, orderNumber string, late bool) Claim {
	return Claim{
		Number: c.Number, Order: orderNumber, Reference: c.Reference, Title: c.Title, Fault: string(c.Fault), Quantity: c.Quantity, Text: c.Text, State: string(c.State),
		Offer: string(c.Offer), By: c.By, OpenedAt: c.OpenedAt.UTC(), MovedAt: c.MovedAt.UTC(), Late: late,
	}
}

type claimsIn struct {
	rest.Paged
	State string `query:"state" enum:"open,seen,proposed,accepted,resolved,contested,escalated,closed,withdrawn"`
}

func (h api) listClaims(ctx context.Context, who access.Actor, in *claimsIn) (*rest.Listed[Claim], error) {
	f := claim.Filter{State: claim.AllStates, Below: math.MaxInt64, Page: 1, Size: in.Limit + 1}
	if in.State != "" {
		f.State = in.State
	}
	if err := in.From(&f.Below); err != nil {
		return nil, err
	}
	rows, _, err := h.claims.List(ctx, who, f)
	if err != nil {
		return nil, err
	}
	return rest.List(ctx, rows, in.Limit, func(r claim.Row) Claim { return claimOf(r.Claim, r.OrderNumber, r.Late) }, func(r claim.Row) any { return r.Number }), nil
}

// ClaimNote is what was said of a claim.
type ClaimNote struct {
	Number int64     `json:"number"`
	Side   string    `json:"side" enum:"school,supplier,central"`
	Act    string    `json:"act"`
	Offer  string    `json:"offer,omitempty"`
	Text   string    `json:"text"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// ClaimDetail is a claim with its thread, and what who asks may do now.
type ClaimDetail struct {
	Claim
	Photos  int         `json:"photos"`
	Notes   []ClaimNote `json:"notes" nullable:"false"`
	Acts    []string    `json:"acts" nullable:"false"`
	Version int64       `json:"version"`
}

// OfClaim names a claim.
type OfClaim struct {
	Claim int64 `path:"claim" minimum:"1"`
}

type claimOut struct {
	ETag string `header:"ETag"`
	Body ClaimDetail
}

func (h api) getClaim(ctx context.Context, who access.Actor, in *OfClaim) (*claimOut, error) {
	v, err := h.claims.Show(ctx, who, in.Claim)
	if err != nil {
		return nil, err
	}
	out := ClaimDetail{Claim: claimOf(v.Claim, v.Order.Number, v.Late), Photos: len(v.Photos), Notes: []ClaimNote{}, Acts: []string{}, Version: v.Version}
	for _, n := range v.Notes {
		out.Notes = append(out.Notes, ClaimNote{n.N, string(n.Side), string(n.Do), string(n.Offer), n.Text, n.By, n.At.UTC()})
	}
	for _, a := range v.Acts {
		if a != claim.See {
			out.Acts = append(out.Acts, string(a))
		}
	}
	return &claimOut{ETag: rest.ETag(v.Version), Body: out}, nil
}

// ClaimIn is a claim as it is made. Pictures are added on the page.
type ClaimIn struct {
	Article  int64  `json:"article" minimum:"1"`
	Fault    string `json:"fault" enum:"missing,damaged,wrong_article,wrong_quantity,quality,invoice,other"`
	Quantity int64  `json:"quantity" minimum:"1"`
	Text     string `json:"text" maxLength:"2000"`
}

type makeClaimIn struct {
	OfOrder
	Body ClaimIn
}

func (h api) makeClaim(ctx context.Context, who access.Actor, in *makeClaimIn) (*claimOut, error) {
	v, err := h.orders.Show(ctx, who, in.Order)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(v.Lines, func(l order.LineView) bool { return l.Article.Number == in.Body.Article })
	if i < 0 {
		return nil, apperr.NotFoundErr()
	}
	made := claim.Input{Fault: claim.Fault(in.Body.Fault), Quantity: in.Body.Quantity, Text: in.Body.Text}
	n, err := h.claims.Make(ctx, who, in.Order, v.Lines[i].Position, made)
	if err != nil {
		return nil, err
	}
	return h.getClaim(ctx, who, &OfClaim{n})
}

// ClaimNoteIn is what somebody does about a claim, and says to it.
type ClaimNoteIn struct {
	Act  string `json:"act" enum:"accept,contest,resolve,escalate,decide,withdraw,say"`
	Text string `json:"text,omitempty" maxLength:"2000"`
}

type answerClaimIn struct {
	OfClaim
	Match string `header:"If-Match"`
	Body  ClaimNoteIn
}

func (h api) answerClaim(ctx context.Context, who access.Actor, in *answerClaimIn) (*claimOut, error) {
	read := func() (*claimOut, error) { return h.getClaim(ctx, who, &in.OfClaim) }
	return rest.Move(in.Match, func(version int64) error {
		return h.claims.Say(ctx, who, in.Claim, claim.Saying{Do: claim.Act(in.Body.Act), Version: version, Text: in.Body.Text})
	}, read, func(now *claimOut) int64 { return now.Body.Version })
}
