package catalogweb

import (
	"net/http"
	"strconv"

	"preau/internal/catalog"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

type listPage struct {
	catalog.Listing
	T       *i18n.T
	At      ui.Address
	Filter  catalog.Filter
	Central bool // who reads may make one
}

// list is the markets, for the purchasing body.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	t, who := web.T(r), frame.Actor(r)
	n, _ := strconv.Atoi(q.Value("page")) // what is none is the first
	size, _ := strconv.Atoi(q.Value(ui.SizeParam))
	if size != 50 && size != 100 {
		size = 20
	}
	f := catalog.Filter{Text: q.Line("q", 200), Phase: catalog.Phase(q.Value("etat")), Page: n, Size: size}
	rows, err := h.catalog.List(r.Context(), who, f)
	if err != nil {
		return err
	}
	p := listPage{Listing: rows, T: t, At: ui.Address{Path: path, Query: r.URL.Query()}, Filter: f, Central: who.Holds(catalog.Central, access.Everywhere)}
	head := &ui.Head{T: t, Title: t.S(msg.Markets), Lead: t.S(msg.MarketsLead), Crumbs: crumbs(t)[:1:1]}
	head.Crumbs = append(head.Crumbs, ui.Link{Label: t.S(msg.Markets)})
	if p.Central {
		head.Acts = ui.Parts{p.newButton(ui.Main)}
	}
	return h.frame.Render(w, r, http.StatusOK, page(head, false), listHTML(p))
}

func (p listPage) newButton(look ui.Look) ui.Button {
	return ui.Button{Label: p.T.S(msg.NewMarket), Icon: ui.IconPlus, Look: look, Href: path + "/nouveau"}
}

// acts lead out of an empty list.
func (p listPage) acts() ui.Parts {
	if !p.Central {
		return nil
	}
	return ui.Parts{p.newButton("")}
}

func (p listPage) table() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.ListCaption, "n", p.Total), Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColMarket)},
		{Label: t.S(msg.ColState)},
		{Label: t.S(msg.Supplier)},
		{Label: t.S(msg.ColDates)},
		{Label: t.S(msg.Adherents), Num: true},
		{Label: t.S(msg.ColAct), Hidden: true},
	}}
	for _, m := range p.Rows {
		phase := m.PhaseOn(p.Today)
		table.Rows = append(table.Rows, ui.Row{Off: phase == catalog.PhaseWithdrawn || phase == catalog.PhaseOver, Cells: ui.Parts{
			ui.Parts{ui.Link{Label: m.Title, Href: m.Path("")}, ui.Sub(m.Reference)},
			phaseTag(t, phase),
			ui.Parts{ui.Text(m.Supplier.Name), ui.Sub(m.Supplier.Commune)},
			ui.Text(t.S(msg.FromTo, "from", day(t, m.StartsOn), "to", day(t, m.EndsOn))),
			ui.Text(t.Number(int64(m.Adherents))),
			ui.Button{Label: t.S(msg.Show), About: m.Title, Small: true, Href: m.Path("")},
		}})
	}
	return table
}

// phases are the choices of the list's filter.
func (p listPage) phases() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AnyState)}}
	for _, x := range catalog.Phases() {
		out = append(out, ui.Option{Value: string(x), Label: p.T.S(x.Label())})
	}
	return out
}
