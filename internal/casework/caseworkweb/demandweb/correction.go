package demandweb

import (
	"net/http"
	"strconv"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

func (h *Handler) correction(w http.ResponseWriter, r *http.Request) error {
	return h.drawCorrection(w, r, http.StatusOK, nil, nil)
}

func (h *Handler) drawCorrection(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	m, err := web.Number(r, "message")
	if err != nil {
		return err
	}
	d, x, err := h.demands.Message(r.Context(), who, n, m)
	if err != nil {
		return err
	}
	p := wordsPage{Demand: d, T: web.T(r), Key: id.New(), Typed: f, Faults: ui.FaultsOf(web.T(r), fault), Version: strconv.FormatInt(x.Edition(), 10)}
	if apperr.Is(fault, apperr.Conflict) {
		p.Now = x.Text
	}
	if f == nil {
		p.Typed = web.NewForm(map[string]string{demand.FieldMessage: x.Text})
	}
	head := below(p.T, d, p.T.S(msg.CorrectTitle), p.T.S(msg.CorrectLead))
	return h.frame.Render(w, r, status, page(p.T, head, "", len(p.Faults) > 0, ui.Link{Label: p.Number, Href: p.Path("")}, ui.Link{Label: p.T.S(msg.CorrectTitle)}), correctionHTML(p))
}

func (h *Handler) correct(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	m, err := web.Number(r, "message")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.demands.Correct(r.Context(), who, n, m, integer(f.Value(fieldVersion)), f.Value(demand.FieldMessage))
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawCorrection(w, r, http.StatusUnprocessableEntity, f, err)
	case apperr.Conflict:
		return h.drawCorrection(w, r, http.StatusConflict, f, err)
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, Path+"/"+n, i18n.M(msg.NowCorrected))
}
