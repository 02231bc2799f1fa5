package orderweb

import (
	"net/http"
	"strings"
	"time"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
)

type deskPage struct {
	order.Desk
	T      *i18n.T
	At     ui.Address
	Page   int
	Chosen map[string]bool
	Fault  string
	Wrote  string // for an act that came too late
	Faults ui.Faults
	Why    []apperr.Reason // who sees it validates nowhere
	Not    []apperr.Reason // why what they were about to do is not done
}

// desk is « Commandes à créer » (R200).
func (h *Handler) desk(w http.ResponseWriter, r *http.Request) error {
	return h.drawDesk(w, r, http.StatusOK, deskPage{})
}

func (h *Handler) drawDesk(w http.ResponseWriter, r *http.Request, status int, p deskPage) error {
	p.Page = pageOf(r)
	d, err := h.orders.ToCreate(r.Context(), frame.Actor(r), p.Page, perPage)
	if err != nil {
		return err
	}
	if d.Total == 0 {
		if p.Why, err = h.orders.NoDesk(r.Context(), frame.Actor(r), ordering.Validator); err != nil {
			return err
		}
	}
	t := web.T(r)
	p.Desk, p.T, p.At = d, t, ui.Address{Path: toCreate, Query: r.URL.Query()}
	head := &ui.Head{T: t, Title: t.S(msg.DeskTitle), Lead: t.S(msg.DeskLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.DeskTitle)}), Acts: sheets(t, toCreate, "", d.Total)}
	if d.Total > 0 {
		head.Meta = ui.Parts{ui.Text(t.S(msg.DeskLines, "n", d.Total))}
	}
	f := page(head, "to-create", len(p.Faults) > 0)
	if why := append(p.Not, p.Why...); len(why) > 0 {
		f.Reason = why[0].Code
	}
	return h.frame.Render(w, r, status, f, deskHTML(p))
}

// table lists what waits, grouped by supplier.
func (p deskPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.DeskCaption), Head: 1, Cols: []ui.Col{
		{Label: t.S(msg.ColChoose), Hidden: true},
		{Label: t.S(msg.ColBasket)},
		{Label: t.S(msg.ColFor)},
		{Label: t.S(msg.ColConfirmed)},
		{Label: t.S(msg.ColArticles), Num: true},
		{Label: t.S(msg.ColNet), Num: true},
		{Label: t.S(msg.ColGross), Num: true},
		{Label: t.S(msg.ColActs), Hidden: true},
	}}
	for i, w := range p.Waiting {
		if i == 0 || p.Waiting[i-1].Supplier != w.Supplier {
			out.Rows = append(out.Rows, ui.Row{Group: w.Name})
		}
		out.Rows = append(out.Rows, p.row(w))
	}
	return out
}

func (p deskPage) row(w order.Waiting) ui.Row {
	t, key := p.T, w.Key.String()
	title := t.S(msg.BasketNumber, "number", w.Key.Basket)
	about := t.S(msg.PickBasket, "number", w.Key.Basket, "name", w.Basket.Owner, "supplier", w.Name)
	remark := ui.Parts{ui.Text(forWhom(w))}
	if w.Basket.Remark != "" {
		remark = append(remark, ui.Sub("« "+w.Basket.Remark+" »"))
	}
	return ui.Row{Picked: p.Chosen[key], Cells: ui.Parts{
		ui.Pick{Name: fieldChosen, Value: key, Label: about, Checked: p.Chosen[key]},
		append(ui.Parts{ui.Link{Label: w.Basket.Owner, Href: reviewPath(w.Basket)}, ui.Sub(joined(title, w.Basket.Title))}, lost(t, w)...),
		remark,
		ui.NoWrap(t.Date(w.Basket.ConfirmedAt)),
		p.articles(w), ui.NoWrap(t.Cents(int64(w.Total.Net))), ui.NoWrap(t.Cents(int64(w.Total.Gross))),
		ui.Link{Label: t.S(msg.RefuseOrLower), About: about, Href: toCreate + "/refuser?" + query([]order.Key{w.Key})},
	}}
}

// articles is how many a line of the desk has, and how many of them somebody else asks for, too, or had ordered lately (R214).
func (p deskPage) articles(w order.Waiting) ui.Parts {
	out := ui.Parts{ui.Text(p.T.Number(int64(len(w.Lines))))}
	if w.Doubles > 0 {
		out = append(out, ui.Sub(p.T.S(msg.DoubleCount, "n", w.Doubles)))
	}
	return out
}

// forWhom is what a line is for: what the label says, and where it goes, since somebody may validate for several establishments (R129).
func forWhom(w order.Waiting) string {
	return joined(w.Basket.Label, w.Basket.Org.Name, w.Basket.Site.Name)
}

// joined puts what there is of some texts behind each other.
func joined(texts ...string) string {
	var out []string
	for _, s := range texts {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " · ")
}

// choose takes what was chosen to the page that says what will happen, or to the one that refuses.
func (h *Handler) choose(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	keys := keysOf(f.Values(fieldChosen))
	if len(keys) == 0 {
		return h.chooseOne(w, r)
	}
	if _, _, err := h.orders.Plans(r.Context(), frame.Actor(r), keys); err != nil {
		return h.moved(w, r, err)
	}
	to := toCreate + "/apercu?"
	if f.Value(fieldMode) == modeRefuse {
		to = toCreate + "/refuser?"
	}
	http.Redirect(w, r, to+query(keys), http.StatusSeeOther)
	return nil
}

// chooseOne draws the desk again where nothing was chosen.
func (h *Handler) chooseOne(w http.ResponseWriter, r *http.Request) error {
	return h.drawDesk(w, r, http.StatusUnprocessableEntity, deskPage{Faults: ui.FaultsOf(web.T(r), apperr.InvalidField(fieldChosen, i18n.M(msg.ChooseOne)))})
}

// moved says that what a page is about was dealt with meanwhile, or is not theirs any more, and goes back to the desk with what they wrote.
func (h *Handler) moved(w http.ResponseWriter, r *http.Request, err error, wrote ...string) error {
	switch e, _ := apperr.As(err); apperr.KindOf(err) {
	case apperr.Conflict:
		return h.drawDesk(w, r, http.StatusConflict, deskPage{Fault: said(web.T(r), err), Wrote: strings.Join(wrote, "\n")})
	case apperr.Forbidden:
		return h.drawDesk(w, r, http.StatusForbidden, deskPage{Not: e.Reasons, Wrote: strings.Join(wrote, "\n")})
	default:
		return err
	}
}

// when is an instant as tables show it.
func when(t *i18n.T, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return t.Date(at)
}
