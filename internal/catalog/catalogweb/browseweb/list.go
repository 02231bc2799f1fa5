package browseweb

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/catalogweb"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/browse"
)

type listPage struct {
	browse.Result
	T     *i18n.T
	At    ui.Address
	Asked asked
	In    catalog.Market // the one whose catalogue it is; zero: all
	Works []access.Work  // those for which the reader may look
	Same  []apperr.Reason
	Added added
	Into  into
}

// list is the catalogue, or that of one market: what is found, the tree, and what narrows it (R150-R160).
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	p := listPage{T: web.T(r), At: address(r), Asked: read(q), Works: frame.Actor(r).Works, Added: readAdded(q)}
	market := int64(0)
	if r.PathValue("marche") != "" {
		if market, err = web.Number(r, "marche"); err != nil {
			return err
		}
	}
	query := p.Asked.query()
	query.Again = p.Asked.again || p.Added.article != 0
	p.Result, err = h.browse.Find(r.Context(), frame.Actor(r), p.Asked.at, market, query)
	if last := max(1, (p.Total+p.Asked.size-1)/p.Asked.size); err == nil && p.Asked.page > last { // more was there when the address was made
		p.Asked.page, query.Again = last, true
		query.From = (last - 1) * p.Asked.size
		p.Result, err = h.browse.Find(r.Context(), frame.Actor(r), p.Asked.at, market, query)
	}
	if err != nil {
		return err
	}
	if p.Into, err = h.intoOf(r, p.Look.At, p.Added.basket); err != nil {
		return err
	}
	p.At = p.Into.in(p.At)
	for i := range p.Lines {
		p.Lines[i].Why = tended(frame.Actor(r), p.Lines[i].Why)
	}
	p.In = p.Look.Market(market)
	p.Same = p.same()
	f := page(p.head())
	if len(p.Same) > 0 {
		f.Reason = p.Same[0].Code
	}
	return h.frame.Render(w, r, http.StatusOK, f, listHTML(p))
}

func (p listPage) head() *ui.Head {
	t := p.T
	head := &ui.Head{T: t, Title: t.S(msg.Catalogue), Crumbs: crumbs(t)}
	if p.In.ID != "" {
		head.Title = p.In.Title
		head.Crumbs = crumbs(t, p.trail(p.In)...)
		head.Acts = ui.Parts{ui.Button{Label: t.S(msg.Summary), About: p.In.Title, Icon: ui.IconPage, Href: catalogweb.SummaryPath(p.In)}}
	}
	if p.Look.At.ID != "" {
		head.Meta = ui.Parts{ui.Text(t.S(msg.LookingFor, "org", p.Look.At.Name))}
	}
	if len(p.facets()) > 0 {
		head.Acts = append(ui.Parts{ui.Button{Label: t.S(msg.Narrow), Icon: ui.IconFilter, Href: "#affiner", Jump: true}}, head.Acts...)
	}
	return head
}

// trail leads to a market's catalogue, by the one above it.
func (p listPage) trail(m catalog.Market) []ui.Link {
	var out []ui.Link
	if m.Above.ID != "" {
		out = append(out, ui.Link{Label: m.Above.Title, Href: catalogweb.ArticlesPath(catalog.Market{Number: m.Above.Number})})
	}
	return append(out, ui.Link{Label: m.Title, Href: catalogweb.ArticlesPath(m)})
}

// leads says whether a market stands in the banner by itself: it runs, and none that it belongs to stands there for it, since a sub-market
// goes on selling when the market above is withdrawn or over.
func (p listPage) leads(m catalog.Market) bool {
	runs := func(m catalog.Market) bool { return m.PhaseOn(p.Look.Today) == catalog.PhaseRunning }
	return runs(m) && !slices.ContainsFunc(p.Look.Markets, func(x catalog.Market) bool { return x.ID == m.Above.ID && runs(x) })
}

// banner are the markets: all of the first level, and beside them the sub-markets of the one that is looked at (R155).
func (p listPage) banner() ui.Chips {
	t := p.T
	out := ui.Chips{T: t, Label: t.S(msg.Markets), Items: []ui.Chip{{Label: t.S(msg.AllCatalogue), Href: p.keep(Path), Current: p.In.ID == ""}}}
	for _, m := range p.Look.Markets {
		if p.leads(m) {
			out.Items = append(out.Items, ui.Chip{Label: m.Title, Href: p.keep(catalogweb.ArticlesPath(m)), Current: m.ID == p.In.ID || m.ID == p.In.Above.ID})
		}
	}
	return out
}

func (p listPage) below() ui.Chips {
	top := cmp.Or(p.In.Above.ID, p.In.ID)
	out := ui.Chips{T: p.T, Label: p.T.S(msg.SubMarkets)}
	for _, m := range p.Look.Markets {
		if top != "" && m.Above.ID == top {
			out.Items = append(out.Items, ui.Chip{Label: m.Title, Href: p.keep(catalogweb.ArticlesPath(m)), Current: m.ID == p.In.ID})
		}
	}
	return out
}

// keep is another market's address with the words and the establishment of this page.
func (p listPage) keep(path string) string {
	q := url.Values{}
	for _, name := range []string{paramWords, paramFor, paramBasket} {
		if v := p.At.Query.Get(name); v != "" {
			q.Set(name, v)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// searchAt is the address that the search box goes to: the page's without its order, which the box asks for itself, and without what
// narrowed the search before.
func (p listPage) searchAt() ui.Address {
	q := url.Values{}
	if v := p.At.Query.Get(ui.SizeParam); v != "" {
		q.Set(ui.SizeParam, v)
	}
	return p.Into.in(ui.Address{Path: p.At.Path, Query: q})
}

func (p listPage) orders() []ui.Option {
	t := p.T
	return []ui.Option{
		{Value: byMeaning, Label: t.S(msg.SortMeaning)},
		{Value: byPriceUp, Label: t.S(msg.SortPriceUp)},
		{Value: byPriceDown, Label: t.S(msg.SortPriceDown)},
		{Value: byTitle, Label: t.S(msg.SortTitle)},
	}
}

func (p listPage) places() []ui.Option {
	var out []ui.Option
	for _, w := range p.Works {
		out = append(out, ui.Option{Value: w.Ref, Label: w.Name})
	}
	return out
}

// title says how much was found, and for what.
func (p listPage) title() string {
	if p.Asked.words == "" {
		return p.T.S(msg.FoundAll, "n", p.Total)
	}
	return p.T.S(msg.FoundFor, "n", p.Total, "words", p.Asked.words)
}

// exactly says whether all that was typed was found as it was typed: a reference as a whole, not its beginning alone (R169).
func (p listPage) exactly() bool {
	if p.References == 0 && article.LooksLikeReference(p.Asked.words) {
		return false
	}
	return p.Total > 0 && len(p.Dropped) == 0 && len(p.Meant) == 0
}

// read says what was read otherwise than it was typed.
func (p listPage) readings() []string {
	t := p.T
	var out []string
	for _, m := range p.Meant {
		out = append(out, t.S(msg.ReadAs, "typed", m.Typed, "read", m.Read))
	}
	if len(p.Dropped) > 0 && p.Total > 0 {
		out = append(out, t.S(msg.Dropped, "words", strings.Join(p.Dropped, ", ")))
	}
	return out
}

// askPath asks the purchasing body for what was not found, with the words that were typed (R154, R156).
func (p listPage) askPath() string { return askFor(p.Asked.words) }

func askFor(words string) string {
	const path = "/articles/demandes/nouveau"
	if words == "" {
		return path
	}
	return path + "?" + url.Values{paramWords: {words}}.Encode()
}

// same are the reasons that stand in the way of every article, because of what the reader is: they are told once, above all of them.
func (p listPage) same() []apperr.Reason {
	for _, l := range p.Lines {
		for _, r := range l.Why {
			if r.Code == ordering.CodeNoRole || r.Code == ordering.CodeNotRequester {
				return []apperr.Reason{r}
			}
		}
	}
	return nil
}

// tended leaves out that somebody has no role for ordering, for those who only tend the catalogue: they lack nothing (R160).
func tended(who access.Actor, why []apperr.Reason) []apperr.Reason {
	if !who.Holds(catalog.Central, access.Everywhere) && !who.Holds(access.Admin, access.Everywhere) {
		return why
	}
	return slices.DeleteFunc(why, func(r apperr.Reason) bool { return r.Code == ordering.CodeNoRole })
}

func (p listPage) items() ui.Items {
	out := make(ui.Items, len(p.Lines))
	for i, l := range p.Lines {
		out[i] = p.adding(withDetails(p.T, l, item(p.T, l, p.Look.At.Ref, p.Asked.at != "")), l)
	}
	return out
}

// equivalents are what can stand in for the best that was found, where that was withdrawn.
func (p listPage) equivalents() ui.Items {
	out := make(ui.Items, len(p.Equivalents))
	for i, l := range p.Equivalents {
		out[i] = p.adding(withDetails(p.T, l, item(p.T, l, p.Look.At.Ref, p.Asked.at != "")), l)
		if slices.ContainsFunc(p.Lines, func(x browse.Line) bool { return x.Number == l.Number }) {
			out[i].ID = "" // the list above has it
		}
	}
	return out
}

// item is an article in a list, greyed with a tag for each thing that stands in the way (R160).
func item(t *i18n.T, l browse.Line, at string, named bool) ui.Item {
	out := ui.Item{Icon: ui.IconBox, Photo: l.Photo, Title: l.Title, Href: articlePath(l.Number, at, named), Ref: t.S(msg.RefIs, "ref", l.Reference), Facts: facts(t, l), Off: len(l.Why) > 0}
	for _, g := range article.Greens() {
		if l.Green.Has(g) {
			out.Tags = append(out.Tags, ui.Tag{Label: t.S(g.Label()), Color: ui.Success, Outline: true})
		}
	}
	if l.Price != article.NoPrice {
		out.Price, out.Per = t.UnitPrice(l.Price), t.S(msg.PerUnit, "unit", l.Unit)
	}
	for _, r := range l.Why {
		out.Buy = append(out.Buy, tagOf(t, r))
	}
	if len(l.Why) > 0 {
		out.More = append(out.More, ui.Reason{T: t, Question: t.S(msg.WhyNotAdd), About: l.Title, Reasons: l.Why})
	}
	return out
}

// withDetails is an article in a list, with a word on what is chosen once it is ordered (R163).
func withDetails(t *i18n.T, l browse.Line, out ui.Item) ui.Item {
	if l.Of.Details {
		out.More = append(out.More, ui.With(ui.Note{}, ui.Text(t.S(msg.DetailsShort)+" "), ui.Link{Label: t.S(msg.SizesTitle), Href: catalogweb.SizesPath}))
	}
	return out
}

// facts are the small words under an article's title.
func facts(t *i18n.T, l browse.Line) string {
	var out []string
	for _, s := range []string{l.Brand, pack(t, l.Data), l.Of.Title} {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " · ")
}

// pack is what a unit holds, and how many are ordered together.
func pack(t *i18n.T, d article.Data) string {
	out := d.Unit
	if d.Pack > 1 {
		out = t.S(msg.PackOf, "unit", d.Unit, "n", d.Pack)
	}
	if d.Multiple > 1 {
		out += ", " + t.S(msg.ByMultiple, "n", d.Multiple)
	}
	return out
}

// articlePath is an article's page, for the establishment that was chosen in the address.
func articlePath(number int64, at string, named bool) string {
	path := ordering.ArticlePath(number)
	if !named || at == "" {
		return path
	}
	return path + "?" + url.Values{paramFor: {at}}.Encode()
}

// tags say in two words what stands in the way, each its own.
var tags = map[string]struct {
	label i18n.Key
	color ui.Color
}{
	ordering.CodeNoRole:           {msg.TagNoRole, ui.Warning},
	ordering.CodeNotRequester:     {msg.TagNotRequester, ui.Warning},
	ordering.CodeMarketNotGiven:   {msg.TagNotGiven, ui.Warning},
	ordering.CodeMarketAsked:      {msg.TagAsked, ui.Info},
	ordering.CodeNotAdherent:      {msg.TagNotAdherent, ui.Warning},
	ordering.CodeSpecial:          {msg.TagSpecial, ui.Info},
	ordering.CodeOutside:          {msg.TagOutside, ui.Neutral},
	ordering.CodeUnavailable:      {msg.TagShut, ui.Neutral},
	ordering.CodeMarketAhead:      {msg.TagAhead, ui.Info},
	ordering.CodeMarketOver:       {msg.TagOver, ui.Neutral},
	ordering.CodeMarketWithdrawn:  {msg.TagMarketWithdrawn, ui.Neutral},
	ordering.CodeArticleWithdrawn: {msg.TagWithdrawn, ui.Neutral},
	ordering.CodeNoPrice:          {msg.TagNoPrice, ui.Neutral},
}

func tagOf(t *i18n.T, r apperr.Reason) ui.Tag {
	x := tags[r.Code]
	return ui.Tag{Label: t.S(x.label), Color: x.color, Outline: true}
}

// chips are what narrows the search, each to be taken away.
func (p listPage) chips() ui.Chips {
	t := p.T
	out := ui.Chips{T: t}
	add := func(label, name, value string) {
		out.Items = append(out.Items, ui.Chip{Label: label, Href: p.At.Without(name, value), Remove: true})
	}
	if p.Asked.words != "" {
		out.Items = append(out.Items, ui.Chip{Label: t.S(msg.Quoted, "text", p.Asked.words), Href: p.At.With(paramWords, ""), Remove: true})
	}
	for _, g := range p.facets() {
		for _, o := range g.options {
			if slices.Contains(g.values, o.Value) {
				add(o.name, g.name, o.Value)
			}
		}
	}
	for _, n := range p.path() {
		out.Items = append(out.Items, ui.Chip{Label: n.Name, Href: p.At.With(paramCategory, ""), Remove: true})
	}
	if len(out.Items) > 1 {
		out.Clear = p.Into.at(p.At.Path)
	}
	return out
}
