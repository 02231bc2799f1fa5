package orderweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
)

// setRemark changes what is said to the supplier before the order is sent (R231).
func (h *Handler) setRemark(w http.ResponseWriter, r *http.Request, f *web.Form) error {
	number := r.PathValue("n")
	if err := h.orders.SetRemark(r.Context(), frame.Actor(r), number, version(f), f.Text(order.FieldRemark, order.MaxRemark)); err != nil {
		return h.notSent(w, r, f, err)
	}
	return web.SeeOther(w, r, order.Order{Number: number}.ToSendPath(""), i18n.M(msg.RemarkSaved))
}

// notSent draws the order again with why it was not sent, or its remarks not saved; what was typed is kept whatever refuses it.
func (h *Handler) notSent(w http.ResponseWriter, r *http.Request, f *web.Form, err error) error {
	p := orderPage{}
	if f.Has(order.FieldRemark) {
		p.Typed = f
	}
	switch e, _ := apperr.As(err); apperr.KindOf(err) {
	case apperr.Invalid:
		p.Faults = ui.FaultsOf(web.T(r), err)
		return h.drawOrder(w, r, http.StatusUnprocessableEntity, p)
	case apperr.Conflict:
		p.Clash = said(web.T(r), err)
		return h.drawOrder(w, r, http.StatusConflict, p)
	case apperr.Forbidden:
		p.Refused = e.Reasons
		return h.drawOrder(w, r, http.StatusForbidden, p)
	default:
	}
	return err
}

// remark is what stands in the field: what was typed, where it was refused.
func (p orderPage) remark() string {
	if p.Typed != nil {
		return p.Typed.Value(order.FieldRemark)
	}
	return p.Remark
}

// remarkForm says whether the field is shown: to who may change it, and with what they typed to who may not any more.
func (p orderPage) remarkForm() bool { return p.Acts.May(order.Annotate) || p.Typed != nil }
