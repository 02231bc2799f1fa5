package basketweb

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"preau/internal/catalog/article"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/sending"
)

func newKey() string { return id.New() }

type basketPage struct {
	basket.View
	T      *i18n.T
	Key    string
	Typed  *web.Form // the form that was refused
	Faults ui.Faults
	Clash  string
	Pasted string // references that could not be taken any more
	Zeros  bool   // quantities of 0 wait to be meant
	Mine   bool
	Placed []sending.Placed
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.drawBasket(w, r, http.StatusOK, basketPage{})
}

func (h *Handler) drawBasket(w http.ResponseWriter, r *http.Request, status int, p basketPage) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	who, t := frame.Actor(r), web.T(r)
	if p.View, err = h.baskets.Show(r.Context(), who, n); err != nil {
		return err
	}
	if p.State != basket.Open {
		if p.Placed, err = h.sending.PlacedOf(r.Context(), who, p.Basket); err != nil {
			return err
		}
	}
	p.T, p.Key, p.Mine = t, newKey(), p.OwnerID == who.ID
	head := &ui.Head{
		T: t, Title: named(t, p.Basket), Tags: ui.Parts{tag(t, p.State)}, Crumbs: crumbs(t, ui.Link{Label: named(t, p.Basket)}),
		Meta: ui.Parts{ui.Text(p.Org.Name), ui.Text(t.S(msg.LinesCount, "n", len(p.Lines)))}, Acts: p.heads(),
	}
	if p.Title != "" {
		head.Meta = append(ui.Parts{ui.Ref(t.S(msg.BasketNumber, "number", p.Number))}, head.Meta...)
	}
	if p.CopiedFrom != 0 {
		head.Meta = append(head.Meta, ui.Link{Label: t.S(msg.CopiedFrom, "number", p.CopiedFrom), Href: basket.Basket{Number: p.CopiedFrom}.Path("")})
	}
	if !p.Mine {
		head.Meta = append(head.Meta, ui.Text(p.Owner))
	}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), basketHTML(p))
}

// heads are the acts of the page's head.
func (p basketPage) heads() ui.Parts {
	var out ui.Parts
	if p.Acts.May(basket.Fill) && !p.Closed {
		out = append(out, ui.Button{Label: p.T.S(msg.PasteRefs), Href: p.Path("/coller")}, ui.Button{Label: p.T.S(msg.GoOnShopping), Href: p.shopping()})
	}
	if p.State != basket.Open && p.Acts.May(basket.Duplicate) {
		out = append(out, ui.Button{Label: p.T.S(msg.Duplicate), Href: p.Path("/dupliquer")})
	}
	return out
}

// shut says that nothing is put in it any more: its establishment is closed (R161).
func (p basketPage) shut() string {
	if !p.Closed || p.State != basket.Open {
		return ""
	}
	return p.T.M(ordering.Shut(p.Org).Text)
}

// begin are the ways to fill an empty basket.
func (p basketPage) begin() ui.Parts {
	if p.Closed {
		return nil
	}
	return ui.Parts{ui.Button{Label: p.T.S(msg.ToCatalogue), Href: catalogue}, ui.Button{Label: p.T.S(msg.PasteRefs), Href: p.Path("/coller")}}
}

// shopping is the catalogue for the basket's establishment, whichever who reads acts for elsewhere (R129).
func (p basketPage) shopping() string {
	return catalogue + "?" + url.Values{"pour": {p.Org.Ref}}.Encode()
}

// unsure: an order was cancelled that its supplier may have.
func unsure(o sending.Placed) bool { return o.Perhaps && o.State == order.Cancelled }

// cancelled says what can be done with what will not come: by who may not duplicate it any more, nothing (R132).
func (p basketPage) cancelled() string {
	if slices.ContainsFunc(p.Placed, unsure) { // decision 72
		return p.T.S(msg.CancelledPerhaps)
	}
	if p.Closed {
		return p.T.M(ordering.Shut(p.Org).Text)
	}
	if p.Mine && !p.Acts.May(basket.Duplicate) {
		return p.T.S(msg.CancelledGone, "org", p.Org.Name)
	}
	return p.T.S(msg.CancelledText)
}

func (p basketPage) fills() bool { return p.Acts.May(basket.Fill) }

// table lists the articles by market; in an open basket with fields.
func (p basketPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.BasketCaption), Head: 0, Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColNetUnit), Num: true}, {Label: t.S(msg.ColQuantity), Num: !p.fills()}, {Label: t.S(msg.TotalNet), Num: true},
	}}
	if p.fills() {
		out.Cols = append(out.Cols, ui.Col{Label: t.S(msg.ColActs), Hidden: true})
	} else {
		out.Cols = append(out.Cols, ui.Col{Label: t.S(msg.ColStatus)})
	}
	lines := slices.Clone(p.Lines)
	slices.SortStableFunc(lines, func(a, b basket.LineView) int { return strings.Compare(a.Market, b.Market) })
	for i, l := range lines {
		if i == 0 || lines[i-1].Market != l.Market {
			out.Rows = append(out.Rows, ui.Row{Group: l.Market})
		}
		out.Rows = append(out.Rows, p.row(l))
	}
	return out
}

func (p basketPage) row(l basket.LineView) ui.Row {
	t, a := p.T, l.Now
	instead := ordering.ArticlePath(a.Number) + "#equivalents"
	title := ui.Parts{ui.Link{Label: a.Title, Href: ordering.ArticlePath(a.Number)}}
	if l.Gone && !a.Withdrawn { // the edition that brought it was undone: it has no page any more
		title, instead = ui.Parts{ui.Text(a.Title)}, catalogue+"?"+url.Values{"q": {a.Title}}.Encode()
	}
	name := ui.Parts{title, ui.Sub(joined(t.S(msg.Reference, "reference", a.Reference), a.Unit, packed(t, a)))}
	switch {
	case l.Gone:
		name = append(name, ui.Line{ui.Tag{Label: t.S(msg.GoneTag), Color: ui.Danger}, ui.Link{Label: t.S(msg.Equivalents), About: a.Title, Href: instead}})
	case basket.Barred(l.Why):
		name = append(name, ui.Line{ui.Tag{Label: t.S(basket.LineNotAllowed.Label()), Color: ui.Danger}}, ui.Sub(t.M(l.Why[0].Text)))
	case len(l.Why) > 0:
		name = append(name, ui.Line{ui.Tag{Label: t.S(msg.CannotTag), Color: ui.Danger}}, ui.Sub(t.M(l.Why[0].Text)))
	case l.Changed:
		name = append(name, ui.Line{changedTag(t, l)}, ui.Sub(basket.SayChanges(t, l.Article, l.Now)))
	}
	for _, o := range p.Placed {
		name = append(name, p.agreed(o.Agreed[l.ID])...)
		if d, some := o.Instead[l.ID]; some {
			name = append(name, ui.Sub(t.S(msg.ReplacedBy, "title", d.Title, "reference", d.Reference)))
		}
	}
	cells := ui.Parts{name, ui.NoWrap(price(t, a.Price))}
	if p.fills() {
		field := basket.LineField(l.ID)
		value := strconv.FormatInt(l.Asked, 10)
		if p.Typed != nil && p.Typed.Has(field) {
			value = p.Typed.Value(field)
		}
		cells = append(cells,
			ui.Quantity{Name: field, Label: t.S(msg.QuantityOf, "article", a.Title), Value: value, Unit: a.Unit, Note: multiple(t, a), Error: p.Faults.Of(field)},
			ui.NoWrap(t.Cents(int64(l.Net()))), ui.Button{Label: t.S(msg.TakeOut), About: a.Title, Small: true, Look: ui.QuietStop, Name: "retirer", Value: l.ID})
		return ui.Row{Cells: cells, Warn: len(l.Why) > 0 || l.Gone}
	}
	quantity := ui.Parts{ui.Text(t.Number(l.Granted))}
	if l.Granted < l.Asked {
		quantity = append(quantity, ui.Sub(t.S(msg.AskedFor, "n", l.Asked)))
	}
	if l.Arrived > 0 {
		quantity = append(quantity, ui.Sub(t.S(msg.ArrivedOf, "n", l.Arrived)))
	}
	return ui.Row{Cells: append(cells, quantity, ui.NoWrap(t.Cents(int64(l.Net()))), p.state(l)), Off: l.State == basket.LineCancelled}
}

// agreed is how many units come, and when, of what stands otherwise than it was ordered (R198, R234). Prices are none of the demandeur's.
func (p basketPage) agreed(a sending.Agreed) (out ui.Parts) {
	if a.Was != a.Is {
		out = append(out, ui.Sub(p.T.S(msg.AgreedUnits, "is", a.Is, "was", a.Was)))
	}
	if a.PromisedOn != "" {
		out = append(out, ui.Sub(p.T.S(msg.LinePromised, "day", a.Day())))
	}
	return out
}

// otherwise says that not all will come as it was asked for, in the words of the total.
func (p basketPage) otherwise() bool {
	for _, o := range p.Placed {
		for _, a := range o.Agreed {
			if a.Was != a.Is {
				return true
			}
		}
		if len(o.Instead) > 0 {
			return true
		}
	}
	return false
}

// state is where a line is, who has it, and since when (R198).
func (p basketPage) state(l basket.LineView) ui.Parts {
	t := p.T
	out := ui.Parts{lineTag(t, l.State)}
	if names := p.HeldBy(l.Line); len(names) > 0 {
		out = append(out, ui.Sub(t.S(msg.HeldBy, "names", t.And(names))))
	}
	switch {
	case l.State == basket.LineOrdered: // R235
		out = append(out, ui.Sub(t.S(msg.OrderedOn, "date", i18n.Day(l.MovedAt))))
	case l.State == basket.LineConfirmed && l.MovedAt.After(p.ConfirmedAt): // R228
		out = append(out, ui.Sub(t.S(msg.GivenBackOn, "date", i18n.Day(l.MovedAt))))
	case l.State.Goes():
		out = append(out, ui.Sub(t.S(msg.SinceDate, "date", i18n.Day(l.MovedAt))))
	}
	out = append(out, p.placed(l)...)
	if l.Reason != "" {
		out = append(out, ui.Sub(joined(l.MovedName, "« "+l.Reason+" »")))
	}
	return out
}

// placed is the order that a line is in: with the goods receipt note for its demandeur, once the supplier has it (R231), and the way to its
// page for who validates.
func (p basketPage) placed(l basket.LineView) ui.Parts {
	t := p.T
	i := slices.IndexFunc(p.Placed, func(o sending.Placed) bool { return slices.Contains(o.Lines, l.ID) })
	if i < 0 {
		return nil
	}
	o := p.Placed[i]
	out := ui.Parts{ui.Sub(t.S(msg.OrderTitle, "number", o.Number))}
	switch {
	case unsure(o):
		out = append(out, ui.Sub(t.S(msg.WasCancelledPerhaps)))
	case o.Perhaps:
		out = append(ui.Parts{ui.Line{ui.Tag{Label: t.S(msg.Perhaps), Color: ui.Warning}}, ui.Sub(t.S(msg.CameBackPerhaps))}, out...)
	case o.State == order.Sending:
		out = append(out, ui.Sub(t.S(msg.MailOnItsWay)))
	case o.State == order.ToResend: // the demandeur reads that it did not arrive, and who has it
		out = append(ui.Parts{ui.Line{ui.Tag{Label: t.S(o.State.Label()), Color: ui.Danger}}, ui.Sub(t.S(msg.CameBack))}, out...)
	}
	switch {
	case o.Slip:
		out = append(out, ui.Line{ui.Link{Label: t.S(msg.FileSlip), About: o.Number, Href: order.SlipPath(o.Number)}})
	case !p.Mine:
		out[len(out)-1] = ui.Line{ui.Link{Label: t.S(msg.OrderTitle, "number", o.Number), Href: order.Order{Number: o.Number}.Path()}}
	}
	return out
}

func packed(t *i18n.T, a article.Article) string {
	if a.Pack <= 1 {
		return ""
	}
	return t.S(msg.PackOf, "n", a.Pack)
}

func multiple(t *i18n.T, a article.Article) string {
	if a.Multiple <= 1 {
		return ""
	}
	return t.S(msg.ByMultiple, "n", a.Multiple)
}

// changedTag is what one sees first of a line that is not what was agreed to.
func changedTag(t *i18n.T, l basket.LineView) ui.Tag {
	label := msg.ChangedArticle
	if l.Article.Price != l.Now.Price {
		label = msg.ChangedTag
	}
	return ui.Tag{Label: t.S(label), Color: ui.Warning, Outline: true}
}

// price is a price, with the decimals that it has; a dash where there is none.
func price(t *i18n.T, tenThousandths int64) string {
	if tenThousandths < 0 {
		return "–"
	}
	return t.UnitPrice(tenThousandths)
}

// note recalls the rates of VAT, without any amount of it (R182).
func note(t *i18n.T, rates []int64) string {
	var out []string
	for _, r := range rates {
		out = append(out, t.Quantity(r*10)+"\u00a0%")
	}
	return t.S(msg.VatNote, "rates", t.And(out))
}

func (p basketPage) totals() ui.Totals {
	return ui.Totals{{Label: p.T.S(msg.TotalNet), Amount: p.T.Cents(int64(p.Total)), Big: true}}
}

func (p basketPage) value(field, stored string) string {
	if p.Typed != nil {
		return p.Typed.Value(field)
	}
	return stored
}

func (p basketPage) sites() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.ChooseSite)}}
	for _, s := range p.Sites {
		out = append(out, ui.Option{Value: s.Ref, Label: s.Name})
	}
	return out
}

// stored is what is stored where who was too late typed otherwise: their fields keep what they typed.
func (p basketPage) stored() ui.Summary {
	if p.Clash == "" || p.Typed == nil || !p.fills() {
		return nil
	}
	t := p.T
	var out ui.Summary
	add := func(field, label, stored, shown string) {
		if p.Typed.Has(field) && p.Typed.Value(field) != stored {
			out = append(out, ui.Fact{Term: label, Value: ui.Text(or(shown, "–"))})
		}
	}
	add(basket.FieldTitle, t.S(msg.BasketTitle), p.Title, p.Title)
	add(basket.FieldSite, t.S(msg.SiteLabel), p.Site.Ref, p.Site.Name)
	add(basket.FieldLabel, t.S(msg.LabelWish), p.Label, p.Label)
	add(basket.FieldRemark, t.S(msg.Remark), p.Remark, p.Remark)
	for _, l := range p.Lines {
		n := strconv.FormatInt(l.Asked, 10)
		add(basket.LineField(l.ID), t.S(msg.QuantityOf, "article", l.Now.Title), n, n)
	}
	return out
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// next tells what comes after (« Et ensuite ? »).
func (p basketPage) next() ui.Timeline {
	t := p.T
	who := func(s basket.LineState) string {
		if names, asked := p.Holding[s]; asked && len(names) > 0 {
			return t.And(names)
		}
		return ""
	}
	return ui.Timeline{{What: t.S(msg.StepConfirm), Now: true}, {What: t.S(msg.StepValidate), Text: who(basket.LineOpen)}, {What: t.S(msg.StepSend)}, {What: t.S(msg.StepReceive)}}
}

// unmanned says that nobody validates there (R216).
func (p basketPage) unmanned() bool {
	names, asked := p.Holding[basket.LineOpen]
	return asked && len(names) == 0
}

// unmannedSaid says why it will wait.
func (p basketPage) unmannedSaid() string {
	if p.Alone {
		return p.T.S(msg.NoOtherValidator)
	}
	return p.T.S(msg.NoValidatorYet)
}

// save writes the basket's form; a button takes one article out, or goes on to confirm.
func (h *Handler) save(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in, zeros := readBasket(f)
	p := basketPage{Typed: f}
	if zeros && !f.Bool("zeros") {
		p.Zeros = true
		return h.drawBasket(w, r, http.StatusUnprocessableEntity, p)
	}
	if err = f.Err(); err == nil {
		err = h.baskets.Save(r.Context(), frame.Actor(r), n, in)
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		p.Faults = ui.FaultsOf(web.T(r), err)
		return h.drawBasket(w, r, http.StatusUnprocessableEntity, p)
	case apperr.Conflict:
		return h.drawBasket(w, r, http.StatusConflict, basketPage{Typed: f, Clash: said(web.T(r), err)})
	default:
	}
	if err != nil {
		return err
	}
	b := basket.Basket{Number: n}
	if f.Value(fieldAct) == "confirmer" {
		return web.SeeOther(w, r, b.Path("/confirmer"), i18n.M(msg.Saved))
	}
	return web.SeeOther(w, r, b.Path(""), i18n.M(msg.Saved))
}

// said is the sentence of a conflict.
func said(t *i18n.T, err error) string {
	if e, ok := apperr.As(err); ok && e.Msg.Key != "" {
		return t.M(e.Msg)
	}
	return t.S(msg.DeskFaster)
}

// readBasket reads the form; zeros: an article is to go by a quantity of 0, which is asked for once more (R183).
func readBasket(f *web.Form) (in basket.Input, zeros bool) {
	in = basket.Input{
		Version: version(f), Title: f.Line(basket.FieldTitle, basket.MaxTitle), Remark: f.Text(basket.FieldRemark, basket.MaxRemark),
		Label: f.Line(basket.FieldLabel, 4*basket.MaxLabel), SiteRef: f.Value(basket.FieldSite), Quantities: map[string]int64{},
	}
	for _, name := range f.Names() {
		line, ok := strings.CutPrefix(name, basket.FieldQuantity+".")
		if !ok {
			continue
		}
		n := int64(f.Int(name, 0, amount.MaxQuantity))
		in.Quantities[line] = n
		zeros = zeros || n == 0 && f.Fault(name).Key == ""
	}
	if out := f.Value("retirer"); out != "" { // this one alone: a quantity of 0 elsewhere is asked about when it is saved
		maps.DeleteFunc(in.Quantities, func(_ string, n int64) bool { return n == 0 })
		in.Quantities[out] = 0
		return in, false
	}
	return in, zeros
}

// notReminded is why nobody is reminded of a basket that waits for something else; nothing where somebody can be, or nothing is awaited.
func (p basketPage) notReminded() []apperr.Reason {
	if o, offered := p.Acts.Of(basket.Remind); p.Mine && offered {
		return o.Reasons
	}
	return nil
}

// remind asks who has the basket now to go on (R198).
func (h *Handler) remind(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if err := h.baskets.Remind(r.Context(), frame.Actor(r), n); err != nil {
		return err
	}
	return web.SeeOther(w, r, basket.Basket{Number: n}.Path(""), i18n.M(msg.Reminded))
}

// history is what was done to the basket, the newest first.
func (p basketPage) history() ui.Feed {
	var out ui.Feed
	for _, l := range p.History {
		if key, known := acts[l.Act]; known {
			text := p.T.S(key, "name", l.Name)
			if reason := l.Data["reason"]; reason != "" {
				text = joined(text, "« "+reason+" »")
			}
			if to := l.Data["to"]; to != "" {
				text = joined(text, l.Data["article"], l.Data["from"]+l.Data["was"]+" → "+to) // one of both: who has it, or how many
			}
			out = append(out, ui.FeedLine{Text: ui.Parts{ui.Text(text)}, When: p.T.DateTime(l.Done)})
		}
	}
	return out
}

var acts = map[string]i18n.Key{
	"ordering.basket.open": msg.DidOpen, "ordering.basket.confirm": msg.DidConfirm, "ordering.basket.bar": msg.DidBar, "ordering.basket.withdraw": msg.DidWithdraw,
	"ordering.basket.abandon": msg.DidAbandon, "ordering.basket.duplicate": msg.DidDuplicate, "ordering.basket.put in an order": msg.DidTakeUp,
	"ordering.basket.refuse": msg.DidRefuse, "ordering.basket.lower": msg.DidLower, "ordering.basket.order cancelled": msg.DidCancelLines, "ordering.basket.back": msg.DidBack,
	"ordering.basket.sent": msg.DidSendLines, "ordering.basket.arrives": msg.DidArrive, "ordering.basket.arrives in part": msg.DidArrivePart,
	"ordering.basket.reception undone": msg.DidRecount, "ordering.basket.reassign": msg.DidReassign,
}
