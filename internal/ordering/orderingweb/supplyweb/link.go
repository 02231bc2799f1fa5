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

// linkPage is an order as its supplier sees it.
type linkPage struct {
	supply.View
	T       *i18n.T
	Key     string
	At      string // the address of the page
	Typed   *web.Form
	Faults  ui.Faults
	Act     order.Act // of the form that came back
	Clash   string
	Refused []apperr.Reason
	Parts   []templ.Component // of other rooms
}

// show is the page of a link. Like all pages of links it changes nothing.
func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, linkPage{})
}

func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, p linkPage) error {
	v, err := h.Opened(w, r)
	if err != nil {
		return err
	}
	if v.Standing != supply.Live {
		return h.dead(w, r, v.Standing, "")
	}
	t := web.T(r)
	p.View, p.T, p.Key, p.At = v, t, id.New(), path(r)
	for _, part := range h.parts {
		x, err := part(r, v, p.At)
		if err != nil {
			return err
		}
		if x != nil {
			p.Parts = append(p.Parts, x)
		}
	}
	if p.Typed == nil {
		p.Typed = web.NewForm(map[string]string{supply.FieldPromised: v.PromisedOn})
	}
	head := ui.Head{
		Title: t.S(msg.OrderTitle, "number", v.Number), Lead: t.S(msg.LinkLead, "org", v.Org.Name, "supplier", v.Supplier.Name),
		Tags: ui.Parts{orderweb.TagOf(t, v.Order)}, Meta: ui.Parts{ui.Text(v.Supplier.Name)},
	}
	f := bare(t, head, len(p.Faults) > 0)
	if len(p.Refused) > 0 {
		f.Reason = p.Refused[0].Code
	}
	return h.frame.Render(w, r, status, f, linkHTML(p))
}

// deadPage says why a link is worth nothing, and where a new one comes from.
type deadPage struct {
	T        *i18n.T
	Key      string
	At       string
	Standing supply.Standing
	Sent     string // the beginning of the address to which a new link just went
}

func (h *Handler) dead(w http.ResponseWriter, r *http.Request, st supply.Standing, sent string) error {
	t, status := web.T(r), http.StatusGone
	if st == supply.Unknown {
		status = http.StatusNotFound
	}
	if sent != "" {
		status = http.StatusOK
	}
	head := ui.Head{Title: t.S(msg.LinkDeadTitle)}
	return h.frame.Render(w, r, status, bare(t, head, false), deadHTML(deadPage{T: t, Key: id.New(), At: path(r), Standing: st, Sent: sent}))
}

// renew has a new link sent where the order went.
func (h *Handler) renew(w http.ResponseWriter, r *http.Request) error {
	if err := h.Slow(r); err != nil {
		return err
	}
	v, err := h.Opened(w, r)
	if err != nil {
		return err
	}
	if v.Standing == supply.Unknown || v.Standing == supply.Revoked {
		return h.dead(w, r, v.Standing, "")
	}
	sent, err := h.supply.Renew(r.Context(), frame.Actor(r), r.PathValue(fieldSecret))
	if err != nil {
		return err
	}
	return h.dead(w, r, supply.Expired, sent)
}

// acts are what the buttons of the page say, with the field of the words that go with them.
var acts = map[string]struct {
	do    order.Act
	words string
	done  i18n.Key
}{
	"avoir":      {order.Have, "", msg.SaidHave},
	"accuser":    {order.Acknowledge, "", msg.SaidAcknowledge},
	"accepter":   {order.Accept, "", msg.SaidAccept},
	"expedier":   {order.Ship, wordsShip, msg.SaidShip},
	"date":       {order.Delay, "", msg.SaidDelay},
	"refuser":    {order.Decline, wordsRefuse, msg.SaidDecline},
	"precisions": {order.AskDetails, wordsDetails, msg.SaidDetails},
	"annuler":    {order.LetGo, wordsCancel, msg.SaidLetGo},
	"maintenir":  {order.Keep, wordsCancel, msg.SaidKeep},
}

// The fields of words, each in a form of its own.
const (
	wordsRefuse  = supply.FieldText + ".refus"
	wordsDetails = supply.FieldText + ".precisions"
	wordsCancel  = supply.FieldText + ".annulation"
	wordsShip    = supply.FieldText + ".expedition" // of a file alone
)

// answer is one of the page's buttons.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	a, known := acts[f.Value(fieldAct)]
	if !known {
		return apperr.NotFoundErr()
	}
	if err := h.Slow(r); err != nil {
		return err
	}
	in := supply.Saying{Do: a.do, Version: version(f), PromisedOn: f.Day(supply.FieldPromised)}
	if a.words != "" {
		in.Text = f.Text(a.words, supply.MaxText)
	}
	if err = f.Err(); err == nil {
		err = h.supply.Answer(r.Context(), frame.Actor(r), r.PathValue(fieldSecret), in)
	}
	if err == nil {
		return web.SeeOther(w, r, path(r), i18n.M(a.done))
	}
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid {
		apperr.Faults(e.Fields).Rename(supply.FieldText, a.words)
	}
	return h.notDone(w, r, err, linkPage{Typed: f, Act: a.do})
}

// notDone draws the page again with why an answer was not taken.
func (h *Handler) notDone(w http.ResponseWriter, r *http.Request, err error, p linkPage) error {
	e, _ := apperr.As(err)
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		p.Faults = ui.FaultsOf(web.T(r), err)
		return h.draw(w, r, http.StatusUnprocessableEntity, p)
	case apperr.Conflict:
		p.Clash = said(web.T(r), e)
		return h.draw(w, r, http.StatusConflict, p)
	case apperr.Forbidden:
		p.Refused = e.Reasons
		return h.draw(w, r, http.StatusForbidden, p)
	default:
	}
	return err
}

// said is the sentence of a conflict.
func said(t *i18n.T, e *apperr.Error) string {
	if e.Msg.Key != "" {
		return t.M(e.Msg)
	}
	return t.S(msg.DeskFaster)
}

// wrote is what came too late to be said: the page has no form for it any more.
func (p linkPage) wrote() string {
	if p.Clash == "" || p.Can(p.Act) {
		return ""
	}
	for _, a := range acts {
		if a.do == p.Act && a.words != "" {
			return p.Typed.Value(a.words)
		}
	}
	return ""
}

func (p linkPage) facts() ui.Summary {
	t := p.T
	contact := ui.Parts{ui.Text(p.Contact.Name)}
	if p.Contact.Email != "" {
		contact = append(contact, ui.SubMail(p.Contact.Email))
	}
	place := p.Place
	if place == "" {
		place = joined(p.Org.Name, p.Site.Name)
	}
	out := ui.Summary{
		{Term: t.S(msg.FactPlace), Value: ui.Text(place)},
		{Term: t.S(msg.FactContact), Value: contact},
		{Term: t.S(msg.FactMarket), Value: ui.Text(joined(p.Market.Title, p.Market.Reference))},
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
	if !p.SentAt.IsZero() {
		out = append(out, ui.Fact{Term: t.S(msg.FactSent), Value: ui.Text(t.S(msg.ByWhen, "name", p.SentBy, "date", i18n.When(p.SentAt)))})
	}
	if p.PromisedOn != "" {
		out = append(out, ui.Fact{Term: t.S(msg.FactPromised), Value: ui.Text(day(t, p.PromisedOn))})
	}
	return out
}

func (p linkPage) files() ui.Files {
	return ui.Files{{Label: p.T.S(msg.FileOrder), Href: p.At + "/bon"}, {Label: p.T.S(msg.FileMachine), Href: p.At + "/ubl"}}
}

// lines are the articles as they stand.
func (p linkPage) lines() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.OrderCaption, "number", p.Number), Head: 0, Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColArticle)},
		{Label: t.S(msg.ColQuantity), Num: true},
		{Label: t.S(msg.ColNetUnit), Num: true},
		{Label: t.S(msg.ColRate), Num: true},
		{Label: t.S(msg.ColNet), Num: true},
	}}
	for _, l := range p.Lines {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			orderweb.ArticleCell(t, l), orderweb.QuantityCell(t, l), orderweb.PriceCell(t, l), ui.NoWrap(orderweb.Rate(t, l.Article.VAT)), ui.NoWrap(t.Cents(int64(l.Net()))),
		}})
	}
	return out
}

// title says what is expected of the supplier now.
func (p linkPage) title() string {
	switch {
	case p.Can(order.Have):
		return p.T.S(msg.LinkHave)
	case p.State == order.CancelAsked:
		return p.T.S(msg.LinkCancelAsked)
	case p.State == order.Changed:
		return p.T.S(msg.LinkChanged)
	case p.awaited():
		return p.T.S(msg.LinkGoods)
	case len(p.May) == 0:
		return p.T.S(msg.LinkNothing)
	}
	return p.T.S(msg.LinkAnswer)
}

// awaited says whether goods are to come, and nothing else: a reminder may have led here.
func (p linkPage) awaited() bool { return p.State == order.Shipped || p.State == order.PartReceived }

// open says whether a folded form is open: it came back.
func (p linkPage) open(do order.Act) bool { return p.Act == do && len(p.Faults) > 0 }

func (p linkPage) faults(of ...order.Act) ui.Faults {
	for _, do := range of {
		if p.Act == do {
			return p.Faults
		}
	}
	return nil
}

func (p linkPage) versioned() []ui.Hidden { return versioned(p.Version) }

// talk is what supplier and acheteur said to each other, the newest first.
func (p linkPage) talk() ui.Feed { return orderweb.Talk(p.T, p.Talk) }

// buttons are the answers that need no words.
func (p linkPage) buttons() ui.Parts {
	var out ui.Parts
	add := func(do order.Act, label i18n.Key, value string, look ui.Look) {
		if p.Can(do) {
			out = append(out, ui.Button{Label: p.T.S(label), Look: look, Name: fieldAct, Value: value})
		}
	}
	add(order.Acknowledge, msg.Acknowledge, "accuser", ui.Main)
	add(order.Accept, p.accepting(), "accepter", ui.Commit)
	add(order.Ship, msg.Ship, "expedier", ui.Outline)
	return out
}

// accepting is what accepting the order means now: what was disputed is delivered as it stands.
func (p linkPage) accepting() i18n.Key {
	if p.State == order.Disputed {
		return msg.AcceptAsItStands
	}
	return msg.AcceptOrder
}

func (p linkPage) until() string { return p.T.Date(p.Until) }

func (p linkPage) totals() ui.Totals { return orderweb.Totals(p.T, p.Total, p.Delivery) }
