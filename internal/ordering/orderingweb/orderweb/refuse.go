package orderweb

import (
	"net/http"
	"slices"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
)

// refusePage lists the articles that were chosen, to be refused or lowered with a reason (R212).
type refusePage struct {
	T      *i18n.T
	Key    string
	Keys   []order.Key
	Plan   order.Plan
	Typed  *web.Form
	Faults ui.Faults
	Clash  string // somebody was faster with some of it
}

func (h *Handler) refuseForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawRefuse(w, r, http.StatusOK, keysOf(r.URL.Query()[fieldChosen]), refusePage{})
}

func (h *Handler) drawRefuse(w http.ResponseWriter, r *http.Request, status int, keys []order.Key, p refusePage) error {
	if len(keys) == 0 {
		return h.chooseOne(w, r)
	}
	together, _, err := h.orders.Plans(r.Context(), frame.Actor(r), keys)
	if p.Clash != "" && apperr.Is(err, apperr.Conflict) { // nothing of it waits any more
		return h.drawDesk(w, r, http.StatusConflict, deskPage{Fault: p.Clash, Wrote: p.Typed.Value(basket.FieldReason)})
	}
	if err != nil {
		return h.moved(w, r, err)
	}
	t := web.T(r)
	p.T, p.Key, p.Keys, p.Plan = t, id.New(), keys, together
	if p.Typed == nil {
		p.Typed = web.NewForm(nil)
	}
	head := &ui.Head{T: t, Title: t.S(msg.RefuseTitle), Lead: t.S(msg.RefuseLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.DeskTitle), Href: toCreate}, ui.Link{Label: t.S(msg.RefuseTitle)})}
	return h.frame.Render(w, r, status, page(head, "to-create", len(p.Faults) > 0), refuseHTML(p))
}

const fieldLine = "article"

func (h *Handler) refuse(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	lines, reason, keys := f.Values(fieldLine), f.Text(basket.FieldReason, basket.MaxRemark), keysOf(f.Values(fieldChosen))
	if len(lines) == 0 {
		f.Fail(fieldLine, i18n.M(msg.ChooseArticle))
	}
	if err = f.Err(); err == nil {
		err = h.baskets.Refuse(r.Context(), frame.Actor(r), lines, reason)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawRefuse(w, r, http.StatusUnprocessableEntity, keys, refusePage{Typed: f, Faults: ui.FaultsOf(web.T(r), err)})
	}
	if apperr.Is(err, apperr.Conflict) {
		return h.drawRefuse(w, r, http.StatusConflict, keys, refusePage{Typed: f, Clash: said(web.T(r), err)})
	}
	if err != nil {
		return h.moved(w, r, err, reason)
	}
	return web.SeeOther(w, r, toCreate, i18n.M(msg.Refused, "n", len(lines)))
}

// table lists the articles with a box each.
func (p refusePage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.RefuseCaption), Head: 1, Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColChoose), Hidden: true},
		{Label: t.S(msg.ColArticle)},
		{Label: t.S(msg.ColRequester)},
		{Label: t.S(msg.ColQuantity), Num: true},
		{Label: t.S(msg.ColNet), Num: true},
		{Label: t.S(msg.ColActs), Hidden: true},
	}}
	for _, x := range p.Plan.Parcels {
		out.Rows = append(out.Rows, ui.Row{Group: joined(x.Supplier.Name, x.Market.Title)})
		for _, s := range x.Shares {
			quantity := ui.Parts{ui.Text(t.Number(s.Granted))}
			if s.Granted < s.Asked {
				quantity = append(quantity, ui.Sub(t.S(msg.AskedFor, "n", s.Asked)))
			}
			title := s.Now.Title
			name := ui.Parts{ui.Text(title), ui.Sub(t.S(msg.Reference, "reference", s.Now.Reference))}
			if s.Taken != nil {
				name = append(name, ui.Sub(taken(t, s.Line.Market, *s.Taken)))
			}
			out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
				ui.Pick{Name: fieldLine, Value: s.ID, Label: t.S(msg.PickArticle, "article", title, "name", ownerOf(x, s.Line.Basket)), Checked: slices.Contains(p.Typed.Values(fieldLine), s.ID)},
				name,
				ui.Text(ownerOf(x, s.Line.Basket)), quantity, ui.NoWrap(t.Cents(int64(s.Net()))),
				ui.Link{Label: t.S(msg.Lower), About: title, Href: toCreate + "/diminuer/" + s.ID + "?" + query(p.Keys)},
			}})
		}
	}
	return out
}

func (p refusePage) hidden() []ui.Hidden { return hiddenKeys(p.Keys) }

func hiddenKeys(keys []order.Key) []ui.Hidden {
	var out []ui.Hidden
	for _, k := range keys {
		out = append(out, ui.Hidden{Name: fieldChosen, Value: k.String()})
	}
	return out
}

// lowerPage lowers what one line orders.
type lowerPage struct {
	T      *i18n.T
	Key    string
	Keys   []order.Key
	Share  order.Share
	Owner  string
	Typed  *web.Form
	Faults ui.Faults
	Clash  string // somebody was faster
}

func (h *Handler) lowerForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawLower(w, r, http.StatusOK, keysOf(r.URL.Query()[fieldChosen]), lowerPage{})
}

func (h *Handler) drawLower(w http.ResponseWriter, r *http.Request, status int, keys []order.Key, p lowerPage) error {
	if len(keys) == 0 {
		return apperr.NotFoundErr()
	}
	together, _, err := h.orders.Plans(r.Context(), frame.Actor(r), keys)
	if p.Clash != "" && apperr.Is(err, apperr.Conflict) { // nothing of it waits any more
		return h.drawDesk(w, r, http.StatusConflict, deskPage{Fault: p.Clash, Wrote: p.Typed.Value(basket.FieldReason)})
	}
	if err != nil {
		return h.moved(w, r, err)
	}
	found := false
	for _, x := range together.Parcels {
		for _, s := range x.Shares {
			if s.ID == r.PathValue("line") {
				p.Share, p.Owner, found = s, ownerOf(x, s.Line.Basket), true
			}
		}
	}
	if !found && p.Clash != "" {
		return h.drawDesk(w, r, http.StatusConflict, deskPage{Fault: p.Clash, Wrote: p.Typed.Value(basket.FieldReason)})
	}
	if !found {
		return apperr.NotFoundErr()
	}
	t := web.T(r)
	p.T, p.Key, p.Keys = t, id.New(), keys
	if p.Typed == nil {
		p.Typed = web.NewForm(map[string]string{basket.FieldQuantity: strconv.FormatInt(p.Share.Granted, 10)})
	}
	head := &ui.Head{T: t, Title: t.S(msg.LowerTitle, "article", p.Share.Now.Title), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.DeskTitle), Href: toCreate}, ui.Link{Label: t.S(msg.Lower)})}
	return h.frame.Render(w, r, status, page(head, "to-create", len(p.Faults) > 0), lowerHTML(p))
}

func (h *Handler) lower(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	keys := keysOf(f.Values(fieldChosen))
	was, _ := strconv.ParseInt(f.Value("etait"), 10, 64) // a forged one is a stale one
	to := int64(f.Int(basket.FieldQuantity, 1, amount.MaxQuantity))
	reason := f.Text(basket.FieldReason, basket.MaxRemark)
	if err = f.Err(); err == nil {
		err = h.baskets.Lower(r.Context(), frame.Actor(r), r.PathValue("line"), was, to, reason)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawLower(w, r, http.StatusUnprocessableEntity, keys, lowerPage{Typed: f, Faults: ui.FaultsOf(web.T(r), err)})
	}
	if apperr.Is(err, apperr.Conflict) {
		return h.drawLower(w, r, http.StatusConflict, keys, lowerPage{Typed: f, Clash: said(web.T(r), err)})
	}
	if err != nil {
		return h.moved(w, r, err, reason)
	}
	return web.SeeOther(w, r, toCreate, i18n.M(msg.Lowered))
}

func (p lowerPage) hidden() []ui.Hidden {
	return append(hiddenKeys(p.Keys), ui.Hidden{Name: "etait", Value: strconv.FormatInt(p.Share.Granted, 10)})
}

// lowered says what a validateur made of what was asked before (R212).
func (p lowerPage) lowered() string {
	if p.Share.Granted == p.Share.Asked {
		return ""
	}
	return p.T.S(msg.LoweredBefore, "n", p.Share.Granted)
}

// lowerHint says what can be typed; of the least that can be ordered, that it can only be refused.
func (p lowerPage) lowerHint() string {
	if p.Share.Granted <= max(p.Share.Now.Multiple, 1) {
		return p.T.S(msg.LowerLeast)
	}
	return p.T.S(msg.LowerHint, "multiple", p.Share.Now.Multiple)
}

func (p lowerPage) back() string { return toCreate + "/refuser?" + query(p.Keys) }
