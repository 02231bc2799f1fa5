package browseweb

import (
	"net/http"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/catalogweb"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/browse"
)

type productPage struct {
	browse.Product
	T     *i18n.T
	At    ui.Address
	Works []access.Work
	named bool // the establishment stands in the address
	added added
	into  into
	keeps bool // the reader gives articles their photos
}

// product is one article: all that is said of it, its market's terms, and what stands in the way of adding it (R160, R161, R163).
func (h *Handler) product(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "id")
	if err != nil {
		return err
	}
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	at := q.Value(paramFor)
	v, err := h.browse.Article(r.Context(), frame.Actor(r), at, n)
	if err != nil {
		return err
	}
	v.Why = tended(frame.Actor(r), v.Why)
	for i := range v.Equivalents {
		v.Equivalents[i].Why = tended(frame.Actor(r), v.Equivalents[i].Why)
	}
	p := productPage{Product: v, T: web.T(r), At: address(r), Works: frame.Actor(r).Works, named: at != "", added: readAdded(q), keeps: frame.Actor(r).Holds(catalog.Central, access.Everywhere)}
	if p.into, err = h.intoOf(r, v.Look.At, p.added.basket); err != nil {
		return err
	}
	p.At = p.into.in(p.At)
	f := page(p.head())
	if len(p.Why) > 0 {
		f.Reason = p.Why[0].Code
	}
	return h.frame.Render(w, r, http.StatusOK, f, productHTML(p))
}

func (p productPage) head() *ui.Head {
	t := p.T
	head := &ui.Head{T: t, Title: p.Title, Meta: ui.Parts{ui.Ref(t.S(msg.RefIs, "ref", p.Reference))}}
	trail := []ui.Link{{Label: p.Of.Title, Href: catalogweb.ArticlesPath(p.Of)}}
	for _, c := range p.Path {
		if c.Name == p.Of.Title {
			continue // many a market is a category
		}
		trail = append(trail, ui.Link{Label: c.Name, Href: catalogweb.ArticlesPath(p.Of) + "?" + paramCategory + "=" + num(c.ID)})
	}
	head.Crumbs = crumbs(t, append(trail, ui.Link{Label: p.Title})...)
	if p.keeps {
		label := msg.PhotoAdd
		if p.Photo != "" {
			label = msg.PhotoChange
		}
		head.Acts = ui.Parts{ui.Button{Label: t.S(label), Href: "/articles/photos/" + num(p.Number) + "/changer"}}
	}
	for _, r := range p.Why {
		head.Tags = append(head.Tags, tagOf(t, r))
	}
	if p.Look.At.ID != "" {
		head.Meta = append(head.Meta, ui.Text(t.S(msg.LookingFor, "org", p.Look.At.Name)))
	}
	return head
}

// facts are all that is known of the article.
func (p productPage) facts() ui.Summary {
	t := p.T
	price := ui.Parts{ui.Strong(t.S(msg.NoPriceYet))}
	if p.Price != article.NoPrice {
		price = ui.Parts{ui.Strong(t.UnitPrice(p.Price)), ui.Text(" " + t.S(msg.PerUnit, "unit", p.Unit))}
	}
	out := ui.Summary{{Term: t.S(msg.Price), Value: price}}
	add := func(label i18n.Key, value string) {
		if value != "" {
			out = append(out, ui.Fact{Term: t.S(label), Value: ui.Text(value)})
		}
	}
	add(msg.FacetVat, t.S(msg.Rate, "rate", rate(t, p.VAT)))
	add(msg.Pack, pack(t, p.Data))
	add(msg.FacetBrand, p.Brand)
	add(msg.Reference, p.Reference)
	add(msg.Ean, p.EAN)
	add(msg.Cpv, p.CPV)
	var labels ui.Line
	for _, g := range article.Greens() {
		if p.Green.Has(g) {
			labels = append(labels, ui.Tag{Label: t.S(g.Label()), Color: ui.Success, Outline: true})
		}
	}
	if len(labels) > 0 {
		out = append(out, ui.Fact{Term: t.S(msg.FacetGreen), Value: labels})
	}
	return out
}

// market is the article's market, with its terms (R166).
func (p productPage) market() ui.Summary {
	t := p.T
	out := ui.Summary{
		{Term: t.S(msg.ColMarket), Value: ui.Link{Label: p.Of.Title, Href: catalogweb.ArticlesPath(p.Of)}},
		{Term: t.S(msg.Supplier), Value: ui.Text(p.Of.Supplier.Name)},
	}
	terms := p.Of
	terms.Details = false // it is said beside
	return append(out, catalogweb.Conditions(t, terms)...)
}

func (p productPage) links() ui.Parts {
	t := p.T
	out := ui.Parts{ui.Button{Label: t.S(msg.Summary), About: p.Of.Title, Small: true, Href: catalogweb.SummaryPath(p.Of)}}
	if p.Of.Procedure != "" {
		out = append(out, ui.Button{Label: t.S(msg.SeeProcedure), About: p.Of.Title, Small: true, Href: catalogweb.ProcedurePath(p.Of)})
	}
	return out
}

// lead is the sentence above the reasons.
func (p productPage) lead() string {
	if p.Withdrawn {
		return p.T.S(msg.LeadWithdrawn)
	}
	return p.T.S(msg.LeadNot)
}

// colour is that of the reasons: nothing is wrong with what is bought otherwise, or is over.
func (p productPage) colour() ui.Color {
	if len(p.Why) > 0 {
		return tags[p.Why[0].Code].color
	}
	return ""
}

func (p productPage) equivalents() ui.Items {
	out := make(ui.Items, len(p.Equivalents))
	for i, l := range p.Equivalents {
		out[i] = lists{p.T, p.At, p.Look.At, p.added, p.into}.adding(item(p.T, l, p.Look.At.Ref, p.named), l)
	}
	return out
}

func (p productPage) places() []ui.Option { return listPage{Works: p.Works}.places() }

// askPath asks the purchasing body about the article.
func (p productPage) askPath() string { return askFor(p.Reference) }

// adds says whether the reader may put the article in a basket there.
func (p productPage) adds() bool { return len(p.Why) == 0 && p.Look.At.ID != "" }

func (p productPage) key() string { return id.New() }

// adding is what the form that adds it says beside the quantity.
func (p productPage) adding() []ui.Hidden {
	return []ui.Hidden{{Name: "etablissement", Value: p.Look.At.Ref}, {Name: "article", Value: num(p.Number)}, {Name: "retour", Value: lists{here: p.At}.back()}}
}

// multiple says by how many it is ordered (R183).
func (p productPage) multiple() string {
	if p.Multiple <= 1 {
		return ""
	}
	return p.T.S(msg.AddMultiple, "n", p.Multiple)
}
