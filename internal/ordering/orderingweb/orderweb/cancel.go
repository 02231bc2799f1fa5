package orderweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
)

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
		return h.drawOrder(w, r, http.StatusConflict, orderPage{Clash: p.Clash, Wrote: p.Typed.Value(order.FieldReason), Refused: e.Reasons})
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
		T: t, Tags: ui.Parts{TagOf(t, v.Order)}, Title: t.S(msg.CancelTitle, "number", v.Number), Lead: p.lead(),
		Crumbs: crumbs(t, ui.Link{Label: t.S(msg.SendTitle), Href: toSend}, ui.Link{Label: v.Number, Href: v.ToSendPath("")}, ui.Link{Label: t.S(msg.CancelOrder)}),
	}
	return h.frame.Render(w, r, status, page(head, "to-send", len(p.Faults) > 0), cancelHTML(p))
}

// endings are what the buttons of the form say: an order that ends for good ends by the one that says so.
var endings = map[string]struct {
	do   order.Act
	done i18n.Key
}{
	modeGiveBack: {order.GiveBack, msg.GivenBack},
	modeCancel:   {order.Cancel, msg.Cancelled},
}

func (h *Handler) cancel(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	number := r.PathValue("n")
	end, known := endings[f.Value(fieldMode)]
	if !known {
		return h.drawCancel(w, r, http.StatusUnprocessableEntity, cancelPage{Typed: f, Faults: ui.Faults{{Text: web.T(r).S(msg.ChooseEnding)}}})
	}
	in := order.Ending{Reason: f.Text(order.FieldReason, mostReason), Knowing: f.Bool(order.FieldKnowing)}
	if err = f.Err(); err == nil {
		err = h.orders.EndWith(r.Context(), frame.Actor(r), number, version(f), end.do, in)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawCancel(w, r, http.StatusUnprocessableEntity, cancelPage{Typed: f, Faults: ui.FaultsOf(web.T(r), err)})
	}
	if apperr.Is(err, apperr.Conflict) {
		return h.drawCancel(w, r, http.StatusConflict, cancelPage{Typed: f, Clash: said(web.T(r), err)})
	}
	if e, _ := apperr.As(err); apperr.Is(err, apperr.Forbidden) {
		return h.drawOrder(w, r, http.StatusForbidden, orderPage{Refused: e.Reasons, Wrote: in.Reason})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, toSend, i18n.M(end.done, "number", number))
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
