package orderweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/sending"
)

// ordersPage is a list of orders: those to send, or all.
type ordersPage struct {
	T     *i18n.T
	At    ui.Address
	Rows  []order.Row
	Page  int
	Total int
	Send  bool // « Commandes à passer »
	State string
	Free  bool
	Ways  map[string]sending.Way
	Why   []apperr.Reason // who sees « Commandes à passer » sends nowhere
}

// toSend is « Commandes à passer » (R220).
func (h *Handler) toSend(w http.ResponseWriter, r *http.Request) error {
	t, p := web.T(r), ordersPage{Send: true, Page: pageOf(r)}
	var err error
	if p.Rows, p.Total, err = h.orders.ToSend(r.Context(), frame.Actor(r), p.Page, perPage); err != nil {
		return err
	}
	if p.Ways, err = h.ways(r, p.Rows); err != nil {
		return err
	}
	if p.Total == 0 {
		if p.Why, err = h.orders.NoDesk(r.Context(), frame.Actor(r), ordering.Buyer); err != nil {
			return err
		}
	}
	head := &ui.Head{T: t, Title: t.S(msg.SendTitle), Lead: t.S(msg.SendLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.SendTitle)}), Acts: sheets(t, toSend, "", p.Total)}
	p.T, p.At = t, ui.Address{Path: toSend, Query: r.URL.Query()}
	f := page(head, "to-send", false)
	if len(p.Why) > 0 {
		f.Reason = p.Why[0].Code
	}
	return h.frame.Render(w, r, http.StatusOK, f, ordersHTML(p))
}

// follow are all orders that who sees, by state.
func (h *Handler) follow(w http.ResponseWriter, r *http.Request) error {
	t, f := web.T(r), filterOf(r)
	p := ordersPage{T: t, At: ui.Address{Path: follow, Query: r.URL.Query()}, Page: f.Page, Free: f.Free}
	if len(f.States) > 0 {
		p.State = string(f.States[0])
	}
	var err error
	if p.Rows, p.Total, err = h.orders.List(r.Context(), frame.Actor(r), f); err != nil {
		return err
	}
	if p.Ways, err = h.ways(r, p.Rows); err != nil {
		return err
	}
	head := &ui.Head{T: t, Title: t.S(msg.FollowTitle), Lead: t.S(msg.FollowLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.FollowTitle)}), Acts: p.files()}
	return h.frame.Render(w, r, http.StatusOK, page(head, "follow", false), ordersHTML(p))
}

// filterOf is what an address asks for of all orders; what means nothing in it narrows nothing.
func filterOf(r *http.Request) order.Filter {
	q := r.URL.Query()
	f := order.Filter{Free: q.Get(order.FieldFree) == yes, Page: pageOf(r), Size: perPage}
	for _, s := range order.States() {
		if string(s) == q.Get(paramState) {
			f.States = []order.State{s}
		}
	}
	return f
}

const (
	paramState = "etat"
	yes        = "oui"
)

// states are the choices of the filter.
func (p ordersPage) states() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AllStates)}}
	for _, s := range order.States() {
		out = append(out, ui.Option{Value: string(s), Label: p.T.S(s.Label())})
	}
	return out
}

func (p ordersPage) freeOf() string {
	if p.Free {
		return yes
	}
	return ""
}

func (p ordersPage) frees() []ui.Option {
	return []ui.Option{{Label: p.T.S(msg.AllOrders)}, {Value: yes, Label: p.T.S(msg.FreeYes)}}
}

func (p ordersPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.OrdersCaption), Head: 0, Cols: []ui.Col{
		{Label: t.S(msg.ColOrder)},
		{Label: t.S(msg.ColSupplier)},
		{Label: t.S(msg.ColOrg)},
		{Label: t.S(msg.ColCreated)},
		{Label: t.S(msg.ColGross), Num: true},
		{Label: t.S(msg.ColStatus)},
		{Label: t.S(msg.ColActs), Hidden: true},
	}}
	for _, o := range p.Rows {
		to := o.Path()
		if o.State.ToSend() {
			to = o.ToSendPath("")
		}
		state := ui.Parts{TagOf(t, o.Order)}
		if o.PerhapsThere() {
			state = append(state, ui.Sub(t.S(msg.PerhapsWaits)))
		}
		if x, off := p.Ways[o.ID]; off {
			state = append(state, ui.Sub(x.Said), ui.Sub(t.S(msg.WayNext, "next", i18n.When(x.Next))))
		}
		if o.Blocked {
			state = append(state, ui.Line{ui.Tag{Label: t.S(msg.Blocked), Color: ui.Danger}})
		} else if o.Over && o.State.ToSend() {
			state = append(state, ui.Sub(t.S(msg.OverLimit)))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			ui.Link{Label: o.Number, Href: to, Ref: true},
			ui.Parts{ui.Text(o.Supplier.Name), ui.Sub(o.Market.Title)},
			ui.Text(joined(o.Org.Name, o.Site.Name)),
			ui.Parts{ui.NoWrap(when(t, o.CreatedAt)), ui.Sub(o.CreatedBy)},
			ui.NoWrap(t.Cents(int64(o.Gross))), state,
			ui.Button{Label: t.S(msg.See), About: o.Number, Small: true, Href: to},
		}})
	}
	return out
}
