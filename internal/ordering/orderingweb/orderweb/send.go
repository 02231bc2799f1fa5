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
	head := &ui.Head{T: t, Title: t.S(msg.SendTitle), Lead: t.S(msg.SendLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.SendTitle)})}
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
		state := ui.Parts{Tag(t, o.State)}
		if o.PerhapsThere() {
			state = ui.Parts{perhapsTag(t), ui.Sub(t.S(msg.PerhapsWaits))}
		}
		if x, off := p.Ways[o.ID]; off {
			state = append(state, ui.Sub(x.Said), ui.Sub(t.S(msg.WayNext, "next", i18n.When(x.Next))))
		}
		if o.Over && o.State.ToSend() {
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

// perhapsTag is the state of one that may have arrived.
func perhapsTag(t *i18n.T) ui.Tag { return ui.Tag{Label: t.S(msg.Perhaps), Color: ui.Warning} }

// tag is its state.
func tag(t *i18n.T, o order.Order) ui.Tag {
	if o.PerhapsThere() {
		return perhapsTag(t)
	}
	return Tag(t, o.State)
}

// orderPage is one order (« Voir »).
type orderPage struct {
	order.View
	T       *i18n.T
	Key     string
	Clash   string
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
		T: t, Title: t.S(msg.OrderTitle, "number", v.Number), Tags: ui.Parts{tag(t, v.Order)}, Crumbs: crumbs(t, above, ui.Link{Label: v.Number}),
		Meta: ui.Parts{ui.Text(v.Supplier.Name), ui.Text(joined(v.Org.Name, v.Site.Name))},
	}
	if !v.SentAt.IsZero() && v.State != order.Cancelled || v.PerhapsThere() {
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
	return []apperr.Reason{order.Correctable(p.Order)}
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

// have notes what who telephoned to the supplier was told: they have it.
func (h *Handler) have(w http.ResponseWriter, r *http.Request, f *web.Form) error {
	number := r.PathValue("n")
	if err := h.orders.Have(r.Context(), frame.Actor(r), number, version(f)); err != nil {
		return h.notDone(w, r, err)
	}
	return web.SeeOther(w, r, order.Order{Number: number}.Path(), i18n.M(msg.HaveDone))
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
			name = append(name, ui.Sub(t.S(msg.ShareOf, "n", x.Line.Granted, "name", joined(x.Basket.Owner, x.Basket.Label))))
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
	"ordering.order.tried again": msg.DidRetry, "ordering.order.taken too late": msg.DidTakeLate, "ordering.order.had": msg.DidHave,
	"ordering.order.remind the supplier": msg.DidRemind, "ordering.order.revoke links": msg.DidCutLinks,
	"ordering.order.receive": msg.DidReceive, "ordering.order.correct reception": msg.DidRecountOrder,
}

// cancelPage asks why, and which of two ways (R226, R228).
type cancelPage struct {
	order.View
	T      *i18n.T
	Key    string
	Typed  *web.Form
	Faults ui.Faults
	Clash  string // the order is another than the one that was shown
}

func (h *Handler) cancelForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawCancel(w, r, http.StatusOK, cancelPage{})
}

func (h *Handler) drawCancel(w http.ResponseWriter, r *http.Request, status int, p cancelPage) error {
	v, err := h.orders.ShowFor(r.Context(), frame.Actor(r), order.Cancel, r.PathValue("n"))
	if e, _ := apperr.As(err); p.Clash != "" && (apperr.Is(err, apperr.Conflict) || apperr.Is(err, apperr.Forbidden)) { // nothing is left to cancel
		return h.drawOrder(w, r, http.StatusConflict, orderPage{Clash: p.Clash, Refused: e.Reasons})
	}
	if apperr.Is(err, apperr.Conflict) {
		return h.notDone(w, r, err)
	}
	if err != nil {
		return err
	}
	t := web.T(r)
	p.View, p.T, p.Key = v, t, id.New()
	if p.Typed == nil {
		p.Typed = web.NewForm(nil)
	}
	head := &ui.Head{
		T: t, Tags: ui.Parts{tag(t, v.Order)}, Title: t.S(msg.CancelTitle, "number", v.Number), Lead: p.lead(),
		Crumbs: crumbs(t, ui.Link{Label: t.S(msg.SendTitle), Href: toSend}, ui.Link{Label: v.Number, Href: v.ToSendPath("")}, ui.Link{Label: t.S(msg.CancelOrder)}),
	}
	return h.frame.Render(w, r, status, page(head, "to-send", len(p.Faults) > 0), cancelHTML(p))
}

func (h *Handler) cancel(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	number, do, done := r.PathValue("n"), order.Cancel, msg.Cancelled
	if f.Value(fieldMode) == "renvoyer" {
		do, done = order.GiveBack, msg.GivenBack
	}
	in := order.Ending{Reason: f.Text(order.FieldReason, mostReason), Knowing: f.Bool(order.FieldKnowing)}
	if err = f.Err(); err == nil {
		err = h.orders.EndWith(r.Context(), frame.Actor(r), number, version(f), do, in)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawCancel(w, r, http.StatusUnprocessableEntity, cancelPage{Typed: f, Faults: ui.FaultsOf(web.T(r), err)})
	}
	if apperr.Is(err, apperr.Conflict) {
		return h.drawCancel(w, r, http.StatusConflict, cancelPage{Typed: f, Clash: said(web.T(r), err)})
	}
	if err != nil {
		return h.notDone(w, r, err)
	}
	return web.SeeOther(w, r, toSend, i18n.M(done, "number", number))
}

// lead says what the order is before it is ended.
func (p cancelPage) lead() string {
	if p.PerhapsThere() {
		return p.T.S(msg.CancelPerhapsLead)
	}
	return p.T.S(msg.CancelLead)
}

// mostReason is how many characters a reason has at most.
const mostReason = 500

// versioned is the version that the form is made from: of one that came too late, the one that is shown now; of one with a fault, the one
// that was typed on.
func (p cancelPage) versioned() []ui.Hidden {
	v := p.Typed.Value(fieldVersion)
	if p.Clash != "" || v == "" {
		v = strconv.FormatInt(p.Version, 10)
	}
	return []ui.Hidden{{Name: fieldVersion, Value: v}}
}
