package publicweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/showcase"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/publicweb/msg"
	"preau/internal/offers/public"
)

type listPage struct {
	public.Found
	T      *i18n.T
	At     ui.Address
	Q      public.Query
	Typed  *web.Form
	Faults ui.Faults
	facets []facet
	offers showcase.List
	Map    *showcase.Map // nil: nothing that was found has a place
}

// list is what is published, narrowed as the address says (O102).
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	tag, err := h.o.Public.Tag(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	d, err := h.kept.get(tag, string(t.Lang()), r.URL.RawQuery, func() (drawn, error) { return h.draw(r, f) })
	if err != nil {
		return err
	}
	head := &ui.Head{T: t, Title: t.S(msg.List), Lead: t.S(msg.ListLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.List)}), Acts: ui.Parts{ui.Button{Label: t.S(msg.Propose), Href: "/offreur"}}}
	if d.narrow {
		head.Acts = append(ui.Parts{ui.Button{Label: t.S(msg.Narrow), Icon: ui.IconFilter, Href: "#affiner", Jump: true}}, head.Acts...)
	}
	fp, status := page(head), http.StatusOK
	fp.Machines = showcase.Machines{Description: t.S(msg.ListLead), Canonical: h.o.BaseURL + public.ListPath, Feeds: feeds(t, ui.Address{Query: r.URL.Query()})}
	if fp.Wrong = d.wrong; d.wrong {
		status = http.StatusUnprocessableEntity
	}
	return h.o.Frame.Render(w, r, status, fp, d.body)
}

// draw finds and draws what an address asks for.
func (h *Handler) draw(r *http.Request, f *web.Form) (drawn, error) {
	t := web.T(r)
	q, fault := readQuery(f)
	p := listPage{T: t, At: ui.Address{Path: public.ListPath, Query: r.URL.Query()}, Q: q, Typed: f, Faults: ui.FaultsOf(t, fault)}
	var err error
	if p.Found, err = h.o.Public.Find(r.Context(), q); err != nil {
		return drawn{}, err
	}
	return h.found(r.Context(), p)
}

// found draws what was found.
func (h *Handler) found(ctx context.Context, p listPage) (drawn, error) {
	var err error
	if p.offers, err = h.cards.of(ctx, p); err != nil {
		return drawn{}, err
	}
	p.facets = p.allFacets()
	var inner []*web.Packed
	if m, land := h.maps.of(p); m != nil {
		p.Map, inner = m, []*web.Packed{land}
	}
	body, err := render(ctx, listHTML(p))
	return drawn{web.Pack(body, inner...), len(p.facets) > 0, len(p.Faults) > 0}, err
}

// title says how much was found, and for what.
func (p listPage) title() string {
	t := p.T
	if p.Q.Structure != 0 && len(p.Cards) > 0 {
		return t.S(msg.OfStructure, "name", p.Cards[0].Structure.Name)
	}
	return t.S(msg.Found, "n", p.Total)
}

func (p listPage) offer(c *public.Card) showcase.Offer {
	t, path := p.T, public.Path(c.Number)
	out := showcase.Offer{Mark: mark(c), Title: c.Name, Href: path, Who: who(t, c), Text: c.Summary}
	for _, s := range []string{p.Words.Label(c.Setting), strings.Join(p.Words.Labels(c.Audiences), ", "), c.Place.Commune, p.when(c)} {
		if s != "" {
			out.Facts = append(out.Facts, s)
		}
	}
	for _, l := range p.Words.Labels(c.Topics) {
		out.Tags = append(out.Tags, ui.Tag{Label: l, Color: ui.Neutral})
	}
	out.Side = append(room(t, c.Places, c.Closed, c.Over(p.Today)), ui.Button{Label: t.S(msg.See), About: c.Name, Small: true, Href: path})
	return out
}

// who offers it, with the lieu.
func who(t *i18n.T, c *public.Card) string {
	if c.Site == "" {
		return c.Structure.Name
	}
	return t.S(msg.At, "name", c.Structure.Name, "place", c.Site)
}

// room says how many places there are, that there are none left, or that nobody asks for one any more.
func room(t *i18n.T, places int, closed, over bool) ui.Parts {
	switch {
	case over:
		return ui.Parts{ui.Tag{Label: t.S(msg.Over), Color: ui.Neutral}}
	case closed:
		return ui.Parts{ui.Tag{Label: t.S(msg.Full), Color: ui.Brand2}}
	case places > 0:
		return ui.Parts{ui.Tag{Label: t.S(msg.Places, "n", places), Color: ui.Success}}
	}
	return nil
}

// when is the next period.
func (p listPage) when(c *public.Card) string {
	next, there := c.Next(p.Today)
	if !there {
		return ""
	}
	return period(p.T, next)
}

func period(t *i18n.T, p offer.Period) string {
	if p.From == p.Until {
		return t.S(msg.PeriodDay, "from", day(t, p.From))
	}
	return t.S(msg.PeriodBoth, "from", day(t, p.From), "until", day(t, p.Until))
}

// marks are drawn for the topics that an instance begins with; others have the service's own.
var marks = map[string]ui.Mark{
	"topic-1": {Icon: ui.IconApple, Color: ui.Brand1}, "topic-2": {Icon: ui.IconRun, Color: ui.Brand2}, "topic-3": {Icon: ui.IconSpeech, Color: ui.Accent}, "topic-4": {Icon: ui.IconHeart, Color: ui.Danger},
	"topic-5": {Icon: ui.IconCheck, Color: ui.Success}, "topic-7": {Icon: ui.IconCheck, Color: ui.Success}, "topic-8": {Icon: ui.IconMoon, Color: ui.Info},
}

func mark(c *public.Card) ui.Mark {
	for _, id := range c.Topics {
		if m, ok := marks[id]; ok {
			return m
		}
	}
	return ui.Mark{Icon: ui.IconHorn, Color: ui.Info}
}

func (p listPage) orders() []ui.Option {
	t := p.T
	out := []ui.Option{}
	for _, o := range public.Orders() {
		if o == public.Newest && p.Q.Text == "" {
			continue // it is that already
		}
		label := map[public.Order]i18n.Key{public.ByMeaning: msg.SortMeaning, public.Newest: msg.SortNewest, public.Soonest: msg.SortSoonest, public.MostRoom: msg.SortRoom, public.ByName: msg.SortName}[o]
		if o == public.ByMeaning && p.Q.Text == "" {
			label = msg.SortNewest
		}
		out = append(out, ui.Option{Value: string(o), Label: t.S(label)})
	}
	return out
}

// searchAt is the address that the search box goes to: the box asks itself for the order.
func (p listPage) searchAt() ui.Address {
	return ui.Address{Path: p.At.Path}
}

func (p listPage) pages() ui.Pages {
	return ui.Pages{T: p.T, At: p.At, Page: p.Page, Size: p.Q.Size, Total: p.Total, Sizes: sizes}
}

// kept are the parameters that the boxes leave as they are: what was typed above.
func (p listPage) kept() []ui.Hidden {
	var out []ui.Hidden
	for _, name := range []string{paramText, paramWhere, paramFrom, paramUntil, paramStructure} {
		if v := p.At.Query.Get(name); v != "" {
			out = append(out, ui.Hidden{Name: name, Value: v})
		}
	}
	return out
}

// narrowed are the parameters that the search box leaves as they are: what was ticked beside.
func (p listPage) narrowed() []ui.Hidden {
	var out []ui.Hidden
	for _, k := range kinds {
		for _, v := range p.Q.Chosen[k] {
			out = append(out, ui.Hidden{Name: params[k], Value: v})
		}
	}
	if p.Q.Structure != 0 {
		out = append(out, ui.Hidden{Name: paramStructure, Value: strconv.FormatInt(p.Q.Structure, 10)})
	}
	if v := p.At.Query.Get(ui.SizeParam); slices.Contains(sizes, positive(v, 0)) {
		out = append(out, ui.Hidden{Name: ui.SizeParam, Value: v})
	}
	return out
}
