package orderingapi

import (
	"context"
	"net/http"
	"time"

	"preau/internal/catalog/asked"
	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/ordering/orderingapi/msg"
)

func (h api) mountRequests(a *rest.API) {
	of := map[string]string{
		asked.FieldTitle: "body.title", asked.FieldReference: "body.reference", asked.FieldBrand: "body.brand", asked.FieldQuantity: "body.quantity",
		asked.FieldReason: "body.reason", asked.FieldOrg: "body.place", asked.FieldDiffers: "body.differs",
	}
	rest.Register(a, rest.Op{
		ID: "list-article-requests", Method: http.MethodGet, Path: "/article-requests", Group: msg.Group, Summary: msg.ListRequests, Text: msg.ListRequestsText, Scope: Read,
	}, h.requests)
	rest.Register(a, rest.Op{
		ID: "get-article-request", Method: http.MethodGet, Path: "/article-requests/{request}", Group: msg.Group, Summary: msg.GetRequest, Text: msg.GetRequestText, Scope: Read, Fails: notFound,
	}, h.request)
	rest.Register(a, rest.Op{
		ID: "request-article", Method: http.MethodPost, Path: "/article-requests", Group: msg.Group, Summary: msg.AskArticle, Text: msg.AskArticleText, Scope: Write, Fields: of,
	}, h.askArticle)
	rest.Register(a, rest.Op{
		ID: "support-article-request", Method: http.MethodPost, Path: "/article-requests/{request}/vote", Group: msg.Group, Summary: msg.VoteArticle, Text: msg.VoteArticleText, Scope: Write,
		Fails: []int{http.StatusNotFound, http.StatusConflict}, Fields: of,
	}, h.voteArticle)
}

// ArticleRequest is an article that somebody missed in the catalogue.
type ArticleRequest struct {
	Number     int64        `json:"number"`
	State      string       `json:"state" enum:"received,studied,added,refused"`
	Title      string       `json:"title"`
	Reference  string       `json:"reference"`
	Brand      string       `json:"brand"`
	AskedAt    time.Time    `json:"asked_at"`
	Votes      int          `json:"votes"`
	Ours       bool         `json:"ours"`
	AnsweredAt *time.Time   `json:"answered_at,omitempty"`
	Answer     string       `json:"answer"`
	Article    *int64       `json:"article"`
	Acts       []rest.Offer `json:"acts" nullable:"false"`
}

func requestOf(ctx context.Context, r asked.Row) ArticleRequest {
	out := ArticleRequest{
		Number: r.Number, State: string(r.State), Title: r.Title, Reference: r.Reference, Brand: r.Brand, AskedAt: r.CreatedAt, Votes: r.Votes, Ours: r.Ours,
		Answer: r.Answer, Acts: rest.Offers(ctx, r.Offers),
	}
	if !r.State.Open() {
		out.AnsweredAt = rest.Instant(r.MovedAt)
	}
	if r.Shown != nil && r.Shown.Open {
		out.Article = &r.Shown.Number
	}
	return out
}

type requestsIn struct {
	rest.Paged
	Q    string `query:"q" maxLength:"200"`
	Open bool   `query:"open"`
	Ours bool   `query:"ours"`
}

func (h api) requests(ctx context.Context, who access.Actor, in *requestsIn) (*rest.Listed[ArticleRequest], error) {
	from := 0
	if err := in.From(&from); err != nil {
		return nil, err
	}
	l, err := h.asked.List(ctx, who, asked.Filter{Text: in.Q, Open: in.Open, Ours: in.Ours, From: max(from, 0), Size: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	return rest.List(ctx, l.Rows, in.Limit, func(r asked.Row) ArticleRequest { return requestOf(ctx, r) }, func(asked.Row) any { return max(from, 0) + in.Limit }), nil
}

// OfRequest names a request for an article.
type OfRequest struct {
	Request int64 `path:"request" minimum:"1"`
}

type requestOut struct{ Body ArticleRequest }

func (h api) request(ctx context.Context, who access.Actor, in *OfRequest) (*requestOut, error) {
	v, err := h.asked.Show(ctx, who, in.Request)
	if err != nil {
		return nil, err
	}
	return &requestOut{requestOf(ctx, v.Row)}, nil
}

// ArticleNeed is the need of an establishment.
type ArticleNeed struct {
	Place    string `json:"place,omitempty" maxLength:"100"`
	Quantity int64  `json:"quantity,omitempty" minimum:"0" maximum:"1000000"`
	Reason   string `json:"reason,omitempty" maxLength:"1000"`
}

func (n ArticleNeed) need() asked.Need {
	return asked.Need{OrgRef: n.Place, Quantity: n.Quantity, Reason: n.Reason}
}

// ArticleRequestIn is what is missing, and who needs it.
type ArticleRequestIn struct {
	Title     string `json:"title,omitempty" maxLength:"200"`
	Reference string `json:"reference,omitempty" maxLength:"60"`
	Brand     string `json:"brand,omitempty" maxLength:"120"`
	Differs   bool   `json:"differs,omitempty"`
	ArticleNeed
}

type askArticleIn struct{ Body ArticleRequestIn }

func (h api) askArticle(ctx context.Context, who access.Actor, in *askArticleIn) (*requestOut, error) {
	b := in.Body
	n, err := h.asked.Ask(ctx, who, asked.Draft{Title: b.Title, Reference: b.Reference, Brand: b.Brand, Differs: b.Differs, Need: b.need()})
	if err != nil {
		return nil, err
	}
	return h.request(ctx, who, &OfRequest{n})
}

type voteArticleIn struct {
	OfRequest
	Body *ArticleNeed
}

func (h api) voteArticle(ctx context.Context, who access.Actor, in *voteArticleIn) (*requestOut, error) {
	var n ArticleNeed
	if in.Body != nil {
		n = *in.Body
	}
	if err := h.asked.Vote(ctx, who, in.Request, n.need()); err != nil {
		return nil, err
	}
	return h.request(ctx, who, &in.OfRequest)
}
