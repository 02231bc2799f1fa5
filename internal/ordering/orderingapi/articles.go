package orderingapi

import (
	"context"
	"net/http"

	"preau/internal/catalog/article"
	"preau/internal/catalog/search"
	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/ordering/browse"
	"preau/internal/ordering/orderingapi/msg"
)

func (h api) mountArticles(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-articles", Method: http.MethodGet, Path: "/articles", Group: msg.Group, Summary: msg.ListArticles, Text: msg.ListArticlesText, Scope: Read,
		Fails: []int{http.StatusNotFound, http.StatusServiceUnavailable},
	}, h.articles)
	rest.Register(a, rest.Op{
		ID: "get-article", Method: http.MethodGet, Path: "/articles/{article}", Group: msg.Group, Summary: msg.GetArticle, Text: msg.GetArticleText, Scope: Read, Fails: notFound,
	}, h.article)
}

// Article is an article as who asks meets it, at the place for which they ask.
type Article struct {
	Number      int64         `json:"number"`
	Market      int64         `json:"market"`
	Reference   string        `json:"reference"`
	Title       string        `json:"title"`
	Description string        `json:"description"`
	Brand       string        `json:"brand"`
	Unit        string        `json:"unit"`
	Pack        int64         `json:"pack"`
	Multiple    int64         `json:"multiple"`
	Price       *string       `json:"price"`
	VAT         string        `json:"vat"`
	EAN         string        `json:"ean"`
	CPV         string        `json:"cpv"`
	Green       []string      `json:"green" nullable:"false"`
	Withdrawn   bool          `json:"withdrawn"`
	Possible    bool          `json:"possible"`
	Reasons     []rest.Reason `json:"reasons" nullable:"false"`
}

// greens are the labels in the API's words.
var greens = map[article.Green]string{
	article.Organic: "organic", article.Ecolabel: "ecolabel", article.Recycled: "recycled", article.FairTrade: "fair_trade", article.Wood: "wood",
}

func articleOf(ctx context.Context, l browse.Line) Article {
	out := Article{
		Number: l.Number, Market: l.Market, Reference: l.Reference, Title: l.Title, Description: l.Description, Brand: l.Brand, Unit: l.Unit, Pack: l.Pack,
		Multiple: l.Multiple, Price: unitPrice(l.Price), VAT: rateOf(l.VAT), EAN: l.EAN, CPV: l.CPV, Green: []string{}, Withdrawn: l.Withdrawn,
		Possible: len(l.Why) == 0, Reasons: rest.Reasons(ctx, l.Why),
	}
	for _, g := range article.Greens() {
		if l.Green.Has(g) {
			out.Green = append(out.Green, greens[g])
		}
	}
	return out
}

// ForPlace names the place for which somebody looks; without it, the one for which they act.
type ForPlace struct {
	Place string `query:"place" maxLength:"100"`
}

type articlesIn struct {
	ForPlace
	rest.Paged
	Q        string `query:"q" maxLength:"200"`
	Market   int64  `query:"market" minimum:"0"`
	Possible bool   `query:"possible"`
}

func (h api) articles(ctx context.Context, who access.Actor, in *articlesIn) (*rest.Listed[Article], error) {
	from := 0
	if err := in.From(&from); err != nil {
		return nil, err
	}
	q := search.Query{Text: in.Q, From: max(from, 0), Size: in.Limit + 1, Filter: search.Filter{Mine: in.Possible}}
	if in.Market > 0 {
		q.Filter.Markets = []int64{in.Market}
	}
	found, err := h.browse.Find(ctx, who, in.Place, 0, q)
	if err != nil {
		return nil, err
	}
	return rest.List(ctx, found.Lines, in.Limit, func(l browse.Line) Article { return articleOf(ctx, l) }, func(browse.Line) any { return q.From + in.Limit }), nil
}

type articleIn struct {
	ForPlace
	Article int64 `path:"article" minimum:"1"`
}

type articleOut struct{ Body Article }

func (h api) article(ctx context.Context, who access.Actor, in *articleIn) (*articleOut, error) {
	p, err := h.browse.Article(ctx, who, in.Place, in.Article)
	if err != nil {
		return nil, err
	}
	return &articleOut{articleOf(ctx, p.Line)}, nil
}
