package supplyweb

import (
	"net/http"

	"github.com/a-h/templ"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/orderingweb/orderweb"
	"preau/internal/ordering/supply"
)

// sidePage is what an order's page says of its supplier to who buys.
type sidePage struct {
	supply.Side
	View order.View
	T    *i18n.T
	Key  string
}

// Part is what stands on an order's page about its supplier: what was proposed, asked or is late, and what can be done. Nothing while the
// supplier does not have it, and for who sees no prices.
func (h *Handler) Part(r *http.Request, v order.View) (templ.Component, error) {
	if v.State.ToSend() || v.SentAt.IsZero() || !v.Prices {
		return nil, nil
	}
	s, err := h.supply.SideOf(r.Context(), v.Case, v.Plain())
	if err != nil {
		return nil, err
	}
	return sideHTML(sidePage{s, v, web.T(r), id.New()}), nil
}

func (p sidePage) may(do order.Act) bool { return p.View.Acts.May(do) }

// remind is the button that reminds, or why not yet.
func (p sidePage) remind() ui.Act {
	o, _ := p.View.Acts.Of(order.Remind)
	return ui.Act{T: p.T, Label: p.T.S(msg.RemindSupplier), Look: p.remindLook(), Post: remindPath + p.Number, Key: p.Key, Hidden: versioned(p.Version), Reasons: o.Reasons, Absent: !p.has(order.Remind)}
}

func (p sidePage) has(do order.Act) bool {
	_, has := p.View.Acts.Of(do)
	return has
}

// remindLook makes it the page's main act where something is late.
func (p sidePage) remindLook() ui.Look {
	if p.Late != supply.OnTime {
		return ui.Main
	}
	return ui.Outline
}

// agreePage is the changes that wait, each to agree to or not.
type agreePage struct {
	supply.Side
	T       *i18n.T
	Key     string
	Typed   *web.Form
	Faults  ui.Faults
	Refused []apperr.Reason
	Clash   string // somebody was faster
}

func (h *Handler) agreeForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawAgree(w, r, http.StatusOK, agreePage{})
}

func (h *Handler) drawAgree(w http.ResponseWriter, r *http.Request, status int, p agreePage) error {
	v, err := h.supply.For(r.Context(), frame.Actor(r), order.AgreeTo, r.PathValue("n"))
	if p.Clash != "" && over(err) {
		return h.order(w, r, p.Clash, p.Typed.Value(supply.FieldText), nil)
	}
	if apperr.Is(err, apperr.Conflict) {
		return web.SeeOther(w, r, order.Order{Number: r.PathValue("n")}.Path(), i18n.M(msg.NothingToAgree))
	}
	if err != nil {
		return err
	}
	t := web.T(r)
	p.Side, p.T, p.Key = v, t, id.New()
	if p.Typed == nil {
		p.Typed = web.NewForm(map[string]string{})
	}
	f := page(t, t.S(msg.AgreeTitle), t.S(msg.AgreeLead, "supplier", v.Supplier.Name), v.Number, len(p.Faults) > 0)
	return h.frame.Render(w, r, status, f, agreeHTML(p))
}

func (h *Handler) agree(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	number, all := r.PathValue("n"), f.Value(fieldAct)
	in := supply.Deciding{Version: version(f), Text: f.Text(supply.FieldText, supply.MaxText), Says: map[string]supply.Decision{}}
	for _, line := range f.Values(fieldLine) {
		in.Says[line] = supply.Decision(f.Value(supply.DecisionField(line)))
		if all == "tout" {
			in.Says[line] = supply.Agreed
		}
	}
	if err = f.Err(); err == nil {
		err = h.supply.Decide(r.Context(), frame.Actor(r), number, in)
	}
	if err == nil {
		return web.SeeOther(w, r, order.Order{Number: number}.Path(), i18n.M(msg.Decided))
	}
	e, _ := apperr.As(err)
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawAgree(w, r, http.StatusUnprocessableEntity, agreePage{Typed: f, Faults: ui.FaultsOf(web.T(r), err)})
	case apperr.Conflict:
		wrote := web.NewForm(map[string]string{supply.FieldText: in.Text}) // what was ticked was of other proposals
		return h.drawAgree(w, r, http.StatusConflict, agreePage{Typed: wrote, Clash: said(web.T(r), e)})
	case apperr.Forbidden:
		return h.drawAgree(w, r, http.StatusForbidden, agreePage{Typed: f, Refused: e.Reasons})
	default:
	}
	return err
}

// fieldLine names the lines that a page showed.
const fieldLine = "ligne"

func (p agreePage) line(x supply.Change) order.Line {
	for _, l := range p.Lines {
		if l.ID == x.Line {
			return l
		}
	}
	return order.Line{}
}

func (p agreePage) hidden() []ui.Hidden {
	out := versioned(p.Version)
	for _, x := range p.Pending {
		out = append(out, ui.Hidden{Name: fieldLine, Value: x.Line})
	}
	return out
}

// differences are what is otherwise in a change, before and after.
func (p agreePage) differences(x supply.Change) ui.Summary {
	t, l := p.T, p.line(x)
	var out ui.Summary
	add := func(differs bool, term i18n.Key, before, after string) {
		if differs {
			out = append(out, ui.Fact{Term: t.S(term), Value: ui.Text(t.S(msg.BeforeAfter, "before", before, "after", after))})
		}
	}
	add(x.Quantity != l.Expected(), msg.ColQuantity, t.Number(l.Expected()), t.Number(x.Quantity))
	add(x.Price != l.Price(), msg.ColNetUnit, t.UnitPrice(l.Price()), t.UnitPrice(x.Price))
	add(x.Reference != l.AgreedReference || x.Title != l.AgreedTitle, msg.Substitute, substitute(t, l, l.AgreedReference, l.AgreedTitle), substitute(t, l, x.Reference, x.Title))
	add(x.PromisedOn != l.PromisedOn, msg.FactPromised, orDash(day(t, l.PromisedOn)), orDash(day(t, x.PromisedOn)))
	if x.Note != "" {
		out = append(out, ui.Fact{Term: t.S(msg.SupplierNote), Value: ui.Text(x.Note)})
	}
	return out
}

// substitute is what comes for a line: the article that was ordered, where nothing is to come instead.
func substitute(t *i18n.T, l order.Line, reference, title string) string {
	if reference == "" {
		return l.Article.Title
	}
	return joined(title, t.S(msg.Reference, "reference", reference))
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func (p agreePage) options() []ui.Option {
	return []ui.Option{{Value: string(supply.Agreed), Label: p.T.S(msg.AgreeThis)}, {Value: string(supply.Refused), Label: p.T.S(msg.RefuseThis)}}
}

// cost says what the order would cost, and cost until now.
func (p agreePage) cost() ui.Totals {
	return ui.Totals{{Label: p.T.S(msg.CostNow), Amount: p.T.Cents(int64(p.Gross))}, {Label: p.T.S(msg.CostThen), Amount: p.T.Cents(int64(p.Cost.Gross)), Big: true}}
}

// askPage asks for words that the supplier is sent: why an order is to be cancelled, or the details that it asked for.
type askPage struct {
	supply.Side
	T      *i18n.T
	Key    string
	Do     order.Act
	Typed  *web.Form
	Faults ui.Faults
	Clash  string // somebody was faster
}

// over says that there is nothing left to do by a form that came too late.
func over(err error) bool { return apperr.Is(err, apperr.Conflict) || apperr.Is(err, apperr.Forbidden) }

func (h *Handler) askForm(do order.Act) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		return h.drawAsk(w, r, http.StatusOK, askPage{Do: do})
	}
}

func (h *Handler) drawAsk(w http.ResponseWriter, r *http.Request, status int, p askPage) error {
	v, err := h.supply.For(r.Context(), frame.Actor(r), p.Do, r.PathValue("n"))
	if p.Clash != "" && over(err) {
		return h.order(w, r, p.Clash, p.Typed.Value(supply.FieldText), nil)
	}
	if apperr.Is(err, apperr.Conflict) {
		return web.SeeOther(w, r, order.Order{Number: r.PathValue("n")}.Path(), i18n.M(msg.NothingToAgree))
	}
	if err != nil {
		return err
	}
	t := web.T(r)
	p.Side, p.T, p.Key = v, t, id.New()
	if p.Typed == nil {
		p.Typed = web.NewForm(map[string]string{})
	}
	title, lead := msg.AskCancelTitle, msg.AskCancelLead
	if p.Do == order.Specify {
		title, lead = msg.SpecifyTitle, msg.SpecifyLead
	}
	f := page(t, t.S(title), t.S(lead, "supplier", v.Supplier.Name), v.Number, len(p.Faults) > 0)
	return h.frame.Render(w, r, status, f, askHTML(p))
}

func (h *Handler) ask(do order.Act) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ParseForm(r)
		if err != nil {
			return err
		}
		number, text, done := r.PathValue("n"), f.Text(supply.FieldText, supply.MaxText), msg.CancelIsAsked
		if err = f.Err(); err == nil {
			if do == order.Specify {
				done, err = msg.Specified, h.supply.Specify(r.Context(), frame.Actor(r), number, version(f), text)
			} else {
				err = h.supply.AskCancel(r.Context(), frame.Actor(r), number, version(f), text)
			}
		}
		if apperr.Is(err, apperr.Invalid) {
			return h.drawAsk(w, r, http.StatusUnprocessableEntity, askPage{Do: do, Typed: f, Faults: ui.FaultsOf(web.T(r), err)})
		}
		if e, _ := apperr.As(err); apperr.Is(err, apperr.Conflict) {
			return h.drawAsk(w, r, http.StatusConflict, askPage{Do: do, Typed: f, Clash: said(web.T(r), e)})
		} else if apperr.Is(err, apperr.Forbidden) {
			return h.order(w, r, "", text, e.Reasons)
		}
		if err != nil {
			return err
		}
		return web.SeeOther(w, r, order.Order{Number: number}.Path(), i18n.M(done))
	}
}

// remind reminds the supplier (R236).
func (h *Handler) remind(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.supply.Remind(r.Context(), frame.Actor(r), r.PathValue("n"), version(f))
	if e, _ := apperr.As(err); apperr.Is(err, apperr.Conflict) {
		return h.order(w, r, said(web.T(r), e), "", nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, order.Order{Number: r.PathValue("n")}.Path(), i18n.M(msg.SupplierReminded))
}

// cut has the links of an order be worth nothing.
func (h *Handler) cut(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.supply.CutLinks(r.Context(), frame.Actor(r), r.PathValue("n"), version(f))
	if e, _ := apperr.As(err); apperr.Is(err, apperr.Conflict) {
		return h.order(w, r, said(web.T(r), e), "", nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, order.Order{Number: r.PathValue("n")}.Path(), i18n.M(msg.LinksCut))
}

func sub(l order.Line, t *i18n.T) string {
	return joined(t.S(msg.Reference, "reference", l.Article.Reference), orderweb.Rate(t, l.Article.VAT))
}

func (p sidePage) detailActs() ui.Parts {
	if !p.may(order.Specify) {
		return nil
	}
	return ui.Parts{ui.Button{Label: p.T.S(msg.GiveDetails), Look: ui.Main, Href: specifyPath + p.Number}}
}

// linksSaid says how many links the supplier has.
func (p sidePage) linksSaid() string { return p.T.S(msg.SideLinks, "n", p.Links, "address", p.SentTo) }

// sideActs are what who buys asks of the supplier.
func (p sidePage) sideActs() ui.Parts {
	t := p.T
	out := ui.Parts{p.remind()}
	if p.may(order.CutLinks) && p.Links > 0 {
		out = append(out, ui.Act{T: t, Label: t.S(msg.CutLinks), Look: ui.Quiet, Post: cutPath + p.Number, Key: p.Key + "l", Hidden: versioned(p.Version)})
	}
	if o, has := p.View.Acts.Of(order.AskCancel); has {
		out = append(out, ui.Act{T: t, Label: t.S(msg.AskCancel), Look: ui.Cancel, Href: cancelPath + p.Number, Reasons: o.Reasons})
	}
	return out
}

func (p askPage) label() string {
	if p.Do == order.Specify {
		return p.T.S(msg.YourDetails)
	}
	return p.T.S(msg.CancelWhy)
}

func (p askPage) button() ui.Button {
	if p.Do == order.Specify {
		return ui.Button{Label: p.T.S(msg.SendDetails), Look: ui.Commit}
	}
	return ui.Button{Label: p.T.S(msg.AskCancel), Look: ui.Withdraw}
}
