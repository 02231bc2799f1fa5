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

// setRemark changes what is said to the supplier before the order is sent (R231). What was typed is kept whatever refuses it.
func (h *Handler) setRemark(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	number, text := r.PathValue("n"), f.Text(order.FieldRemark, order.MaxRemark)
	if err = f.Err(); err == nil {
		err = h.orders.SetRemark(r.Context(), frame.Actor(r), number, version(f), text)
	}
	p := orderPage{Typed: f}
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
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, order.Order{Number: number}.ToSendPath(""), i18n.M(msg.RemarkSaved))
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
