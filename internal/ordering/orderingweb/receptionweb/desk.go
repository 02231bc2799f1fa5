package receptionweb

import (
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/orderweb"
	"preau/internal/ordering/orderingweb/receptionweb/msg"
	"preau/internal/ordering/reception"
)

// deskPage is « Commandes à réceptionner ».
type deskPage struct {
	T      *i18n.T
	At     ui.Address
	Rows   []reception.Row
	Total  int
	Filter reception.Filter
	Orgs   []access.Work
	Why    []apperr.Reason // of who receives nowhere
}

// desk is « Commandes à réceptionner » (R240).
func (h *Handler) desk(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	who, t := frame.Actor(r), web.T(r)
	p := deskPage{T: t, At: ui.Address{Path: desk, Query: r.URL.Query()}, Orgs: orgs(who)}
	p.Filter = reception.Filter{Text: q.Line("q", mostSearched), Org: q.Value("etablissement"), Page: pageOf(r), Size: perPage}
	if p.Rows, p.Total, err = h.receptions.Desk(r.Context(), who, p.Filter); err != nil {
		return err
	}
	if p.Why, err = h.receptions.WhyNone(r.Context(), who); err != nil {
		return err
	}
	head := &ui.Head{T: t, Title: t.S(msg.DeskTitle), Lead: t.S(msg.DeskLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.DeskTitle)})}
	if p.Total > 0 {
		head.Meta = ui.Parts{ui.Text(t.S(msg.DeskCount, "n", p.Total))}
	}
	f := page(head, false)
	if len(p.Why) > 0 {
		f.Reason = p.Why[0].Code
	}
	return h.frame.Render(w, r, http.StatusOK, f, deskHTML(p))
}

// mostSearched is how many characters one looks for at most.
const mostSearched = 100

// orgs are the establishments where who is a réceptionniste.
func orgs(who access.Actor) []access.Work {
	var out []access.Work
	for _, w := range who.Works {
		if who.Holds(ordering.Receiver, access.Place{Kind: access.Organisation, ID: w.ID}) {
			out = append(out, w)
		}
	}
	return out
}

// filtered says whether the list is narrowed.
func (p deskPage) filtered() bool { return p.Filter.Text != "" || p.Filter.Org != "" }

func (p deskPage) options() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AllOrgs)}}
	for _, o := range p.Orgs {
		out = append(out, ui.Option{Value: o.Ref, Label: o.Name})
	}
	return out
}

func (p deskPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.DeskCaption), Head: 0, Cols: []ui.Col{
		{Label: t.S(msg.ColOrder)},
		{Label: t.S(msg.ColSupplier)},
		{Label: t.S(msg.ColPlace)},
		{Label: t.S(msg.ColLines)},
		{Label: t.S(msg.ColState)},
		{Label: t.S(msg.ColActs), Hidden: true},
	}}
	for _, r := range p.Rows {
		number := ui.Parts{ui.Link{Label: r.Number, Href: r.Path(), Ref: true}}
		if !r.SentAt.IsZero() { // not known of what counts as not sent
			number = append(number, ui.Sub(t.S(msg.SentOn, "date", i18n.Day(r.SentAt))))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			number,
			ui.Text(r.Supplier),
			ui.Parts{ui.Text(joined(r.Org.Name, r.Site)), ui.Sub(r.Label)},
			ui.NoWrap(t.S(msg.LinesOf, "n", r.Ended, "all", r.Lines)),
			tag(t, r.State),
			ui.Button{Label: t.S(msg.Receive), About: r.Number, Small: true, Href: r.Path()},
		}})
	}
	return out
}

// tag is where an order stands that goods may come of: of those that do not count as sent, only such as may have arrived are listed.
func tag(t *i18n.T, s order.State) ui.Tag {
	if s.ToSend() {
		return orderweb.PerhapsTag(t)
	}
	return orderweb.Tag(t, s)
}
