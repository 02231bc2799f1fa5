package basketweb

import (
	"net/http"
	"strconv"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/orderingweb/msg"
)

// confirmPage is the last look before a basket goes to the validateurs: what is not allowed is told before it is (R193).
type confirmPage struct {
	basketPage
	Refused []apperr.Reason
}

const (
	actRest  = "reste"
	fieldOut = "sans"
	actWhole = "tout"

	fieldEdition = "edition"
)

func (h *Handler) confirmForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawConfirm(w, r, http.StatusOK, confirmPage{})
}

func (h *Handler) drawConfirm(w http.ResponseWriter, r *http.Request, status int, p confirmPage) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	who, t := frame.Actor(r), web.T(r)
	if p.View, err = h.baskets.Show(r.Context(), who, n); err != nil {
		return err
	}
	p.T, p.Key, p.Mine = t, newKey(), p.OwnerID == who.ID
	if !p.Mine {
		return apperr.NotFoundErr()
	}
	if why := p.why(); len(why) > 0 {
		p.Refused = why
	}
	title := t.S(msg.ConfirmTitle, "basket", named(t, p.Basket))
	head := &ui.Head{T: t, Title: title, Lead: t.S(msg.ConfirmLead), Crumbs: crumbs(t, ui.Link{Label: named(t, p.Basket), Href: p.Path("")}, ui.Link{Label: t.S(msg.ConfirmBasket)})}
	f := page(head, len(p.Faults) > 0)
	if len(p.Refused) > 0 {
		f.Reason = p.Refused[0].Code
	}
	return h.frame.Render(w, r, status, f, confirmHTML(p))
}

// why is why the basket cannot be confirmed at all.
func (p confirmPage) why() []apperr.Reason {
	o, _ := p.Acts.Of(basket.Confirm)
	return o.Reasons
}

func (p confirmPage) may() bool { return p.Acts.May(basket.Confirm) }

// hidden say what of the basket the page showed.
func (p confirmPage) hidden() []ui.Hidden {
	out := hiddenVersion(p.Version)
	for _, l := range p.Lines {
		if len(l.Why) > 0 || l.Gone {
			out = append(out, ui.Hidden{Name: fieldOut, Value: l.ID})
		}
		if l.Changed {
			out = append(out, ui.Hidden{Name: fieldEdition, Value: l.ID + ":" + strconv.FormatInt(l.Now.From, 10)})
		}
	}
	return out
}

// confirm hands the basket over, or what of it is allowed.
func (h *Handler) confirm(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := basket.Confirming{Version: version(f), Rest: f.Value(fieldAct) == actRest, Out: append([]string{}, f.Values(fieldOut)...), Agreed: map[string]int64{}}
	if f.Bool(basket.FieldAgreed) {
		for _, v := range f.Values(fieldEdition) {
			line, edition, _ := strings.Cut(v, ":")
			in.Agreed[line], _ = strconv.ParseInt(edition, 10, 64) // a forged one is one that was not shown
		}
	}
	var to basket.State
	if err = f.Err(); err == nil {
		to, err = h.baskets.Confirm(r.Context(), frame.Actor(r), n, in)
	}
	switch e, _ := apperr.As(err); apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawConfirm(w, r, http.StatusUnprocessableEntity, confirmPage{basketPage: basketPage{Typed: f, Faults: ui.FaultsOf(web.T(r), err)}})
	case apperr.Conflict:
		return h.drawBasket(w, r, http.StatusConflict, basketPage{Clash: said(web.T(r), err)})
	case apperr.Forbidden:
		return h.drawConfirm(w, r, http.StatusForbidden, confirmPage{Refused: e.Reasons})
	default:
	}
	if err != nil {
		return err
	}
	if to == basket.NotAllowed {
		return web.SeeOther(w, r, basket.Basket{Number: n}.Path(""), i18n.M(msg.WasBarred))
	}
	done, err := h.confirmed(r, n)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, basket.Basket{Number: n}.Path(""), i18n.M(done))
}

// confirmed says whom a basket that was just confirmed waits for (R216).
func (h *Handler) confirmed(r *http.Request, n int64) (i18n.Key, error) {
	v, err := h.baskets.Show(r.Context(), frame.Actor(r), n)
	if err != nil {
		return "", err
	}
	switch names, waits := v.Holding[basket.LineConfirmed]; {
	case !waits: // a validateur was quick, or the form came again later
		return msg.WasConfirmed, nil
	case len(names) == 0:
		return msg.WasConfirmedNobody, nil
	case v.Acts.May(basket.Validate) && len(names) == 1:
		return msg.WasConfirmedYours, nil
	}
	return msg.WasConfirmed, nil
}

// items are what is handed over, in few words.
func (p confirmPage) items() ui.Bullets {
	out := make(ui.Bullets, len(p.Lines))
	for i, l := range p.Lines {
		out[i] = ui.Text(p.T.S(msg.CopyLine, "n", l.Asked, "article", l.Now.Title))
	}
	return out
}

// barred names the articles that are not allowed, with their market.
func (p confirmPage) barred() ui.Bullets {
	var out ui.Bullets
	for _, l := range p.Lines {
		if basket.Barred(l.Why) {
			out = append(out, ui.Text(p.T.S(msg.BarredLine, "article", l.Now.Title, "market", l.Market)))
		}
	}
	return out
}

// blocked names the articles that cannot be ordered for another reason.
func (p confirmPage) blocked() ui.Bullets {
	var out ui.Bullets
	for _, l := range p.Lines {
		if !basket.Barred(l.Why) && (len(l.Why) > 0 || l.Gone) {
			text := p.T.S(msg.GoneTag)
			if len(l.Why) > 0 {
				text = p.T.M(l.Why[0].Text)
			}
			out = append(out, ui.Text(l.Now.Title+" : "+text))
		}
	}
	return out
}

// changed names what is otherwise than it was agreed to.
func (p confirmPage) changed() ui.Bullets {
	var out ui.Bullets
	for _, l := range p.Lines {
		if l.Changed {
			out = append(out, ui.Text(p.T.S(msg.ChangedLine, "article", l.Now.Title, "changes", basket.SayChanges(p.T, l.Article, l.Now))))
		}
	}
	return out
}

// rest is what is left when what cannot be ordered is taken out.
func (p confirmPage) rest() (n int, net int64) {
	for _, l := range p.Lines {
		if len(l.Why) == 0 && !l.Gone {
			n++
			net += int64(l.Net())
		}
	}
	return n, net
}

func (p confirmPage) restText() string {
	n, net := p.rest()
	return p.T.S(msg.RestText, "n", n, "amount", i18n.Amount(net))
}

func (p confirmPage) hasRest() bool {
	n, _ := p.rest()
	return n > 0
}

// ask is where the market of the first article that is not allowed is asked for.
func (p confirmPage) ask() string {
	for _, l := range p.Lines {
		if basket.Barred(l.Why) && l.Why[0].Ask != nil {
			return l.Why[0].Ask.Path
		}
	}
	return ""
}

// intoNew is the choice of a new basket.
const intoNew = "nouveau"

type copyPage struct {
	basket.View
	T      *i18n.T
	Key    string
	Faults ui.Faults
	Typed  *web.Form
}

func (h *Handler) copyForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawCopy(w, r, http.StatusOK, copyPage{Typed: web.NewForm(map[string]string{basket.FieldInto: intoNew})})
}

func (h *Handler) drawCopy(w http.ResponseWriter, r *http.Request, status int, p copyPage) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	who, t := frame.Actor(r), web.T(r)
	if p.View, err = h.baskets.Show(r.Context(), who, n); err != nil {
		return err
	}
	if p.OwnerID != who.ID {
		return apperr.NotFoundErr()
	}
	if !p.Acts.May(basket.Duplicate) { // who orders there no more reads why, before they fill anything in
		return h.baskets.WhyCopy(r.Context(), who, n)
	}
	p.T, p.Key = t, newKey()
	for i := range p.Faults {
		if len(p.Others) == 0 && p.Faults[i].Name == basket.FieldInto { // the page has no such field
			p.Faults[i].Name = ""
		}
	}
	head := &ui.Head{T: t, Title: t.S(msg.CopyTitle, "basket", named(t, p.Basket)), Lead: t.S(msg.CopyLead), Crumbs: crumbs(t, ui.Link{Label: named(t, p.Basket), Href: p.Path("")}, ui.Link{Label: t.S(msg.Duplicate)})}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), copyHTML(p))
}

func (h *Handler) copy(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := basket.Copying{All: f.Bool(basket.FieldAll)}
	if !readInto(f.Value(basket.FieldInto), &in) {
		f.Fail(basket.FieldInto, i18n.M(msg.ChooseInto))
	}
	to := int64(0)
	if err = f.Err(); err == nil {
		to, err = h.baskets.Copy(r.Context(), frame.Actor(r), n, in)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawCopy(w, r, http.StatusUnprocessableEntity, copyPage{Typed: f, Faults: ui.FaultsOf(web.T(r), err)})
	}
	if e, _ := apperr.As(err); apperr.Is(err, apperr.Conflict) && e.Msg.Key != "" {
		return h.drawCopy(w, r, http.StatusConflict, copyPage{Typed: f, Faults: ui.Faults{{Name: basket.FieldInto, Text: web.T(r).M(e.Msg)}}})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, basket.Basket{Number: to}.Path(""), i18n.M(msg.Copied))
}

// readInto reads where a duplicate goes: nothing is said where there is no choice; false: to no place that the page offers.
func readInto(way string, in *basket.Copying) bool {
	if way == "" || way == intoNew {
		return true
	}
	parts := strings.Split(way, ":")
	if in.Replace = parts[0] == "remplacer"; !in.Replace && parts[0] != "fusionner" || len(parts) < 2 {
		return false
	}
	var err error
	if in.Into, err = strconv.ParseInt(parts[1], 10, 64); err != nil || in.Into < 1 {
		return false
	}
	if len(parts) > 2 {
		in.Version, _ = strconv.ParseInt(parts[2], 10, 64) // a forged one is a stale one
	}
	return true
}

// ways are where the lines can go: a new basket, or an open one (R192).
func (p copyPage) ways() []ui.Option {
	t := p.T
	out := []ui.Option{{Value: intoNew, Label: t.S(msg.IntoNew)}}
	for _, b := range p.Others {
		n := strconv.FormatInt(b.Number, 10)
		out = append(out, ui.Option{Value: "fusionner:" + n, Label: t.S(msg.IntoMerge, "basket", named(t, b))}, ui.Option{Value: "remplacer:" + n + ":" + strconv.FormatInt(b.Version, 10), Label: t.S(msg.IntoReplace, "basket", named(t, b))})
	}
	return out
}

// lines are those that are copied by default.
func (p copyPage) lines() []basket.Line { return basket.Copied(p.Case.Lines, false) }

func (p copyPage) items() ui.Bullets {
	var out ui.Bullets
	for _, l := range p.lines() {
		out = append(out, ui.Text(p.T.S(msg.CopyLine, "n", l.Asked, "article", l.Article.Title)))
	}
	return out
}

// leaves says how many lines are on their way already.
func (p copyPage) leaves() int { return len(p.Case.Lines) - len(p.lines()) }
