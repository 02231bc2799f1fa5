package orderweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/catalog/catalogweb"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/sending"
)

// Tag is an order's state.
func Tag(t *i18n.T, s order.State) ui.Tag {
	out := ui.Tag{Label: t.S(s.Label()), Color: ui.Info}
	switch s {
	case order.Created, order.Changed, order.Details, order.CancelAsked:
		out.Color = ui.Warning
	case order.ToResend, order.Refused, order.Disputed:
		out.Color = ui.Danger
	case order.Cancelled:
		out.Color, out.Outline = ui.Danger, true
	case order.Sent, order.Acknowledged, order.Accepted, order.Agreed, order.Shipped, order.Kept:
		out.Color = ui.Success
	case order.PartReceived, order.Received, order.Closed:
		out.Color, out.Outline = ui.Neutral, true
	case order.Sending:
	}
	return out
}

// PerhapsTag is the state of an order that may have arrived.
func PerhapsTag(t *i18n.T) ui.Tag { return ui.Tag{Label: t.S(msg.Perhaps), Color: ui.Warning} }

// TagOf is the state of an order, of one that may have arrived that.
func TagOf(t *i18n.T, o order.Order) ui.Tag {
	if o.PerhapsThere() {
		return PerhapsTag(t)
	}
	return Tag(t, o.State)
}

// orderPage is one order (« Voir »).
type orderPage struct {
	order.View
	T       *i18n.T
	Key     string
	Clash   string
	Wrote   string // for an act that came too late
	Refused []apperr.Reason
	Typed   *web.Form // the remarks that were refused
	Faults  ui.Faults
	Parts   []templ.Component // of other rooms
	Way     *sending.Way      // of its mail, where a server puts it off
	Long    bool              // for more than a day
}

// show is an order's page, for who sends it and who follows it.
func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.drawOrder(w, r, http.StatusOK, orderPage{})
}

// Late draws an order, as it is now, for who came too late with an act of another room, or may not do it for some reasons, with what they
// wrote for it.
func (h *Handler) Late(w http.ResponseWriter, r *http.Request, clash, wrote string, why []apperr.Reason) error {
	if len(why) > 0 {
		return h.drawOrder(w, r, http.StatusForbidden, orderPage{Refused: why, Wrote: wrote})
	}
	return h.drawOrder(w, r, http.StatusConflict, orderPage{Clash: clash, Wrote: wrote})
}

func (h *Handler) drawOrder(w http.ResponseWriter, r *http.Request, status int, p orderPage) error {
	v, err := h.orders.Show(r.Context(), frame.Actor(r), r.PathValue("n"))
	if err != nil {
		return err
	}
	t := web.T(r)
	p.View, p.T, p.Key = v, t, id.New()
	ways, err := h.sending.Ways(r.Context(), v.Order)
	if err != nil {
		return err
	}
	if x, off := ways[v.ID]; off {
		p.Way, p.Long = &x, x.Long(web.At(r))
	}
	for _, part := range h.parts {
		x, err := part(r, v)
		if err != nil {
			return err
		}
		if x != nil {
			p.Parts = append(p.Parts, x)
		}
	}
	place, above := "follow", ui.Link{Label: t.S(msg.FollowTitle), Href: follow}
	if _, sends := v.Acts.Of(order.Cancel); v.State.ToSend() && sends {
		place, above = "to-send", ui.Link{Label: t.S(msg.SendTitle), Href: toSend}
	}
	head := &ui.Head{
		T: t, Title: t.S(msg.OrderTitle, "number", v.Number), Tags: ui.Parts{TagOf(t, v.Order)}, Crumbs: crumbs(t, above, ui.Link{Label: v.Number}),
		Meta: ui.Parts{ui.Text(v.Supplier.Name), ui.Text(joined(v.Org.Name, v.Site.Name))},
	}
	if !v.SentAt.IsZero() && v.State != order.Cancelled || v.MayHaveCome() {
		head.Acts = ui.Parts{ui.Button{Label: t.S(msg.SeeReceptions), Href: v.ReceivePath()}}
	}
	f := page(head, place, len(p.Faults) > 0)
	if len(p.Refused) > 0 {
		f.Reason = p.Refused[0].Code
	}
	return h.frame.Render(w, r, status, f, orderHTML(p))
}

// ways are how the mails of some orders fare that a server puts off.
func (h *Handler) ways(r *http.Request, rows []order.Row) (map[string]sending.Way, error) {
	all := make([]order.Order, len(rows))
	for i, o := range rows {
		all[i] = o.Order
	}
	return h.sending.Ways(r.Context(), all...)
}

// wayActs ask to have a sending stopped that lasts.
func (p orderPage) wayActs() ui.Parts {
	if !p.Long {
		return nil
	}
	return ui.Parts{ui.Button{Label: p.T.S(msg.WayAsk), Href: access.Ask(order.CodeSending, p.ToSendPath("")).Path}}
}

// correct is who can correct the address that it goes to; nothing where that is said already.
func (p orderPage) correct() []apperr.Reason {
	if p.State != order.ToResend || !p.maySend() {
		return nil
	}
	return []apperr.Reason{sending.Correctable(p.Order)}
}

// send hands the order to the outbox, for the first time or again.
func (h *Handler) send(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if f.Value(fieldMode) == modeRemark {
		return h.setRemark(w, r, f)
	}
	if f.Value(fieldMode) == modeHave {
		return h.have(w, r, f)
	}
	number, do := r.PathValue("n"), order.Send
	if f.Value("renvoi") != "" {
		do = order.Resend
	}
	switch {
	case f.Has(order.FieldRemark):
		err = h.orders.SendWith(r.Context(), frame.Actor(r), number, version(f), do, f.Text(order.FieldRemark, order.MaxRemark))
	case do == order.Resend:
		err = h.orders.Resend(r.Context(), frame.Actor(r), number, version(f))
	default:
		err = h.orders.Send(r.Context(), frame.Actor(r), number, version(f))
	}
	if err != nil {
		return h.notSent(w, r, f, err)
	}
	return web.SeeOther(w, r, order.Order{Number: number}.ToSendPath(""), i18n.M(msg.OnItsWay))
}

// have notes what who telephoned to the supplier was told: they have it. Remarks that stand beside it are kept, though no mail brings them.
func (h *Handler) have(w http.ResponseWriter, r *http.Request, f *web.Form) error {
	number := r.PathValue("n")
	var remark *string
	if f.Has(order.FieldRemark) {
		text := f.Text(order.FieldRemark, order.MaxRemark)
		remark = &text
	}
	other, err := h.orders.Have(r.Context(), frame.Actor(r), number, version(f), remark)
	if err != nil {
		return h.notSent(w, r, f, err)
	}
	done := msg.HaveDone
	if other {
		done = msg.HaveDoneRemark
	}
	return web.SeeOther(w, r, order.Order{Number: number}.Path(), i18n.M(done))
}

// at are the addresses at which it may have arrived, in words.
func at(t *i18n.T, o order.Order) string { return t.And(o.Perhaps()) }

// notDone draws the order again with why an act was not done.
func (h *Handler) notDone(w http.ResponseWriter, r *http.Request, err error) error {
	e, _ := apperr.As(err)
	switch apperr.KindOf(err) {
	case apperr.Conflict:
		return h.drawOrder(w, r, http.StatusConflict, orderPage{Clash: said(web.T(r), err)})
	case apperr.Forbidden:
		return h.drawOrder(w, r, http.StatusForbidden, orderPage{Refused: e.Reasons})
	default:
	}
	return err
}

// ended says how an order that is cancelled ended: before it was sent, or with its supplier's agreement (R229).
func (p orderPage) ended() string {
	switch {
	case p.SentAt.IsZero() && len(p.Perhaps()) > 0:
		return p.T.S(msg.WasCancelledPerhaps)
	case p.SentAt.IsZero():
		return p.T.S(msg.WasCancelled)
	}
	return p.T.S(msg.WasLetGo, "supplier", p.Supplier.Name)
}

func (p orderPage) versioned() []ui.Hidden {
	out := []ui.Hidden{{Name: fieldVersion, Value: strconv.FormatInt(p.Version, 10)}}
	if p.State == order.ToResend {
		out = append(out, ui.Hidden{Name: "renvoi", Value: "1"})
	}
	return out
}

// sending is the act that sends in this state.
func (p orderPage) sending() (order.Act, string) {
	if p.State == order.ToResend {
		return order.Resend, p.T.S(msg.ResendOrder)
	}
	return order.Send, p.T.S(msg.SendOrder)
}

// why is why who reads cannot send it; nothing where they can, or where it is not theirs to send at all.
func (p orderPage) why() []apperr.Reason {
	do, _ := p.sending()
	o, _ := p.Acts.Of(do)
	return o.Reasons
}

func (p orderPage) maySend() bool {
	do, _ := p.sending()
	return p.Acts.May(do)
}

func (p orderPage) facts() ui.Summary {
	t := p.T
	out := ui.Summary{
		{Term: t.S(msg.ColSupplier), Value: ui.Parts{ui.Text(p.Supplier.Name), ui.SubMail(p.Supplier.Email)}},
		{Term: t.S(msg.FactMarket), Value: ui.Text(joined(p.Market.Title, p.Market.Reference))},
		{Term: t.S(msg.FactTerms), Value: ui.Text(catalogweb.Brief(t, p.Market.Terms, p.Prices))},
		{Term: t.S(msg.FactPlace), Value: ui.Text(joined(p.Org.Name, p.Site.Name))},
	}
	if p.Label != "" {
		out = append(out, ui.Fact{Term: t.S(msg.Label), Value: ui.Text(p.Label)})
	}
	if p.Free {
		out = append(out, ui.Fact{Term: t.S(msg.Free), Value: ui.Text(t.S(msg.FreeSaid))})
	}
	if p.Remark != "" {
		out = append(out, ui.Fact{Term: t.S(msg.RemarkSupplier), Value: ui.Lines(p.Remark)})
	}
	out = append(out, ui.Fact{Term: t.S(msg.FactCreated), Value: ui.Text(t.S(msg.ByWhen, "name", p.CreatedBy, "date", i18n.When(p.CreatedAt)))})
	if !p.SentAt.IsZero() {
		out = append(out, ui.Fact{Term: t.S(msg.FactSent), Value: ui.Text(t.S(msg.ByWhen, "name", p.SentBy, "date", i18n.When(p.SentAt)))})
	}
	if p.PromisedOn != "" {
		out = append(out, ui.Fact{Term: t.S(msg.FactPromised), Value: ui.Text(dayOf(t, p.PromisedOn))})
	}
	if p.Prices && p.Limited && p.State.ToSend() {
		on := msg.LimitOnGross
		if p.Limit.Net {
			on = msg.LimitOnNet
		}
		out = append(out, ui.Fact{Term: t.S(msg.FactLimit), Value: ui.Text(t.S(on, "amount", i18n.Amount(p.Limit.Amount)))})
	}
	return out
}

// files are what was sent to the supplier; for who does not see prices the goods receipt note (R231).
func (p orderPage) files() ui.Files {
	t := p.T
	if p.SentAt.IsZero() {
		return nil
	}
	if !p.Prices {
		return ui.Files{{Label: t.S(msg.FileSlip), Href: SlipPath(p.Number)}}
	}
	return ui.Files{{Label: t.S(msg.FileOrder), Href: PaperPath(p.Number)}, {Label: t.S(msg.FileSlip), Href: SlipPath(p.Number)}, {Label: t.S(msg.FileMachine), Href: MachinePath(p.Number)}}
}

// OwnerOf is the demandeur of a basket, and that they are one no more.
func OwnerOf(t *i18n.T, b basket.Basket) string {
	if b.Former {
		return t.S(msg.FormerOwner, "name", b.Owner)
	}
	return b.Owner
}

// lines are the articles, each with who asked how many; without amounts for who receives (R255).
func (p orderPage) lines() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.OrderCaption, "number", p.Number), Head: 0, Top: true, Cols: []ui.Col{{Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColQuantity), Num: true}}}
	if p.Prices {
		out.Cols = append(out.Cols, ui.Col{Label: t.S(msg.ColNetUnit), Num: true}, ui.Col{Label: t.S(msg.ColRate), Num: true}, ui.Col{Label: t.S(msg.ColNet), Num: true})
	}
	for _, l := range p.Lines {
		name := ArticleCell(t, l.Line)
		for _, x := range l.Parts {
			name = append(name, ui.Sub(t.S(msg.ShareOf, "n", x.Line.Granted, "name", joined(OwnerOf(t, x.Basket), x.Basket.Label))))
		}
		quantity := QuantityCell(t, l.Line)
		if l.State != order.LineAwaited {
			quantity = append(quantity, ui.Sub(t.S(msg.CameOf, "n", l.Received, "state", i18n.M(l.State.Label()))))
		}
		cells := ui.Parts{name, quantity}
		if p.Prices {
			cells = append(cells, PriceCell(t, l.Line), ui.NoWrap(Rate(t, l.Article.VAT)), ui.NoWrap(t.Cents(int64(l.Net()))))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: cells})
	}
	return out
}

func (p orderPage) totals() ui.Totals {
	return planPage{T: p.T}.totals(order.Parcel{Total: p.Total, Delivery: p.Delivery})
}

// history is what was done to it, the newest first.
func (p orderPage) history() ui.Feed {
	var out ui.Feed
	for _, l := range p.History {
		key, known := acts[l.Act]
		if !known {
			key, known = talk[l.Act]
		}
		if l.Act == "ordering.order.change remarks" && l.Data["remark"] == "" {
			key = msg.DidAnnotateEmpty
		}
		if known {
			out = append(out, did(p.T, key, l))
		}
	}
	return out
}

func did(t *i18n.T, key i18n.Key, l history.Line) ui.FeedLine {
	text := t.S(key, "name", l.Name)
	if l.Data["lapsed"] != "" {
		text = joined(text, t.S(msg.DidLapse))
	}
	for _, said := range []string{l.Data["reason"], l.Data["remark"]} {
		if said != "" {
			text = joined(text, "« "+said+" »")
		}
	}
	return ui.FeedLine{Text: ui.Parts{ui.Text(text)}, When: t.DateTime(l.Done)}
}

var acts = map[string]i18n.Key{
	"ordering.order.create": msg.DidCreate, "ordering.order.send": msg.DidSend, "ordering.order.send again": msg.DidResend, "ordering.order.cancel": msg.DidCancel,
	"ordering.order.back to validator": msg.DidGiveBack, "ordering.order.change remarks": msg.DidAnnotate, "ordering.order.taken": msg.DidTake, "ordering.order.refused": msg.DidBounce,
	"ordering.order.tried again": msg.DidRetry, "ordering.order.taken too late": msg.DidTakeLate, "ordering.order.had": msg.DidHave, "ordering.order.unheard": msg.DidDoubt,
	"ordering.order.remind the supplier": msg.DidRemind, "ordering.order.revoke links": msg.DidCutLinks,
	"ordering.order.receive": msg.DidReceive, "ordering.order.correct reception": msg.DidRecountOrder,
}
