package basketweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/orderingweb/msg"
)

type pastePage struct {
	basket.View
	T      *i18n.T
	Key    string
	Text   string
	Faults ui.Faults
	Clash  string
	Done   []basket.Pasted
}

// pasteForm takes references as they are pasted from elsewhere.
func (h *Handler) pasteForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawPaste(w, r, http.StatusOK, pastePage{})
}

func (h *Handler) drawPaste(w http.ResponseWriter, r *http.Request, status int, p pastePage) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if p.View, err = h.baskets.Show(r.Context(), frame.Actor(r), n); err != nil {
		return err
	}
	if !p.Acts.May(basket.Fill) {
		return apperr.NotFoundErr()
	}
	t := web.T(r)
	p.T, p.Key = t, newKey()
	head := &ui.Head{T: t, Title: t.S(msg.PasteTitle), Lead: t.S(msg.PasteLead), Crumbs: crumbs(t, ui.Link{Label: named(t, p.Basket), Href: p.Path("")}, ui.Link{Label: t.S(msg.PasteRefs)})}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), pasteHTML(p))
}

func (h *Handler) paste(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	p := pastePage{Text: f.Text(basket.FieldPasted, mostPasted)}
	if err = f.Err(); err == nil {
		p.Done, err = h.baskets.Paste(r.Context(), frame.Actor(r), n, p.Text)
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		p.Faults = ui.FaultsOf(web.T(r), err)
		return h.drawPaste(w, r, http.StatusUnprocessableEntity, p)
	case apperr.Conflict, apperr.Forbidden:
		return h.pastedTooLate(w, r, n, p.Text, err)
	default:
	}
	if err != nil {
		return err
	}
	if len(p.faulty()) == 0 {
		return web.SeeOther(w, r, basket.Basket{Number: n}.Path(""), i18n.M(msg.PastedAll, "n", len(p.Done)))
	}
	p.Text = ""
	for _, x := range p.faulty() {
		p.Text += x.Typed + "\n" // with its quantity
	}
	return h.drawPaste(w, r, http.StatusOK, p)
}

// pastedTooLate says what happened to the basket meanwhile, and keeps what was pasted: to send it again, or to copy it elsewhere.
func (h *Handler) pastedTooLate(w http.ResponseWriter, r *http.Request, n int64, text string, err error) error {
	v, gone := h.baskets.Show(r.Context(), frame.Actor(r), n)
	if gone != nil {
		return err
	}
	t, status := web.T(r), http.StatusConflict
	clash := said(t, err)
	if e, _ := apperr.As(err); len(e.Reasons) > 0 {
		clash, status = t.M(e.Reasons[0].Text), http.StatusForbidden
	}
	if v.Acts.May(basket.Fill) {
		return h.drawPaste(w, r, status, pastePage{Text: text, Clash: clash})
	}
	return h.drawBasket(w, r, status, basketPage{Pasted: text, Clash: clash})
}

// mostPasted is how many characters are taken.
const mostPasted = 20_000

func (p pastePage) faulty() []basket.Pasted {
	var out []basket.Pasted
	for _, x := range p.Done {
		if x.Fault.Key != "" {
			out = append(out, x)
		}
	}
	return out
}

func (p pastePage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.PasteFaults), Head: 1, Cols: []ui.Col{{Label: t.S(msg.ColLine), Num: true}, {Label: t.S(msg.ColReference)}, {Label: t.S(msg.ColWhy)}}}
	for _, x := range p.faulty() {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{ui.Text(t.Number(int64(x.Line))), ui.Ref(x.Reference), ui.Text(t.M(x.Fault))}})
	}
	return out
}

type endPage struct {
	basket.View
	T   *i18n.T
	Key string
}

// endForm asks before a basket is withdrawn, or an open one put away.
func (h *Handler) endForm(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	var p endPage
	if p.View, err = h.baskets.Show(r.Context(), frame.Actor(r), n); err != nil {
		return err
	}
	if p.OwnerID != frame.Actor(r).ID {
		return apperr.NotFoundErr()
	}
	t := web.T(r)
	p.T, p.Key = t, newKey()
	head := &ui.Head{T: t, Title: p.title(), Crumbs: crumbs(t, ui.Link{Label: named(t, p.Basket), Href: p.Path("")}, ui.Link{Label: p.label()})}
	return h.frame.Render(w, r, http.StatusOK, page(head, false), endHTML(p))
}

// act is which of the two it is.
func (p endPage) act() basket.Act {
	if p.State == basket.Open {
		return basket.Abandon
	}
	return basket.Withdraw
}

func (p endPage) label() string {
	if p.act() == basket.Abandon {
		return p.T.S(msg.AbandonBasket)
	}
	return p.T.S(msg.WithdrawBasket)
}

func (p endPage) title() string { return p.label() + " : " + named(p.T, p.Basket) }

func (p endPage) text() string {
	if p.act() == basket.Abandon {
		return p.T.S(msg.AbandonText)
	}
	return p.T.S(msg.WithdrawText)
}

func (p endPage) why() []apperr.Reason {
	o, _ := p.Acts.Of(p.act())
	return o.Reasons
}

func (h *Handler) end(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	done := msg.WasWithdrawn
	if f.Value(fieldAct) == string(basket.Abandon) {
		done, err = msg.WasAbandoned, h.baskets.Abandon(r.Context(), frame.Actor(r), n, version(f))
	} else {
		err = h.baskets.Withdraw(r.Context(), frame.Actor(r), n, version(f))
	}
	if apperr.Is(err, apperr.Conflict) {
		return h.drawBasket(w, r, http.StatusConflict, basketPage{Clash: said(web.T(r), err)})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, list, i18n.M(done))
}
