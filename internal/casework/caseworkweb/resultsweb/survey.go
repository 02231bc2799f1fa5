package resultsweb

import (
	"net/http"

	"preau/internal/casework/caseworkweb/resultsweb/msg"
	"preau/internal/casework/survey"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const ticketField = "bulletin"

type surveyPage struct {
	T      *i18n.T
	Ticket string
	Form   *web.Form
	Faults ui.Faults
}

// propose leads to the survey of a closed demand. Whoever opens the page changes nothing by it.
func (h *Handler) propose(w http.ResponseWriter, r *http.Request) error {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	n := r.PathValue("n")
	asks, err := h.survey.May(r.Context(), who, n)
	if err != nil {
		return err
	}
	if !asks {
		return web.SeeOther(w, r, "/demandes/"+n, i18n.M(msg.AskedBefore))
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.SurveyTitle), Lead: t.S(msg.SurveyLead), Crumbs: crumbs(t, t.S(msg.SurveyTitle))}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Casework, Place: "mine"}, proposeHTML(t, n))
}

// ask shows the questions of the survey, which is then proposed: once in a demand's life (C045). The page has no address of its own, so that
// no later request says which demand an answer is about.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request) error {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	n := r.PathValue("n")
	ticket, offered, err := h.survey.Offer(r.Context(), who, n)
	if err != nil {
		return err
	}
	if !offered {
		return web.SeeOther(w, r, "/demandes/"+n, i18n.M(msg.AskedBefore))
	}
	return h.draw(w, r, http.StatusOK, surveyPage{Ticket: ticket, Form: web.NewForm(nil)})
}

func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, p surveyPage) error {
	p.T = web.T(r)
	head := &ui.Head{T: p.T, Title: p.T.S(msg.SurveyTitle), Lead: p.T.S(msg.SurveyLead), Crumbs: crumbs(p.T, p.T.S(msg.SurveyTitle))}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Casework, Place: "mine", Wrong: len(p.Faults) > 0}, surveyHTML(p))
}

// answer counts what was answered. Whoever holds the ticket may: nothing is asked of them, and nothing of them is kept.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	given := map[survey.Question]string{}
	for _, q := range survey.Questions() {
		given[q] = f.Value(string(q))
	}
	err = h.survey.Answer(r.Context(), f.Value(ticketField), given)
	if apperr.Is(err, apperr.Invalid) {
		return h.draw(w, r, http.StatusUnprocessableEntity, surveyPage{Ticket: f.Value(ticketField), Form: f, Faults: ui.FaultsOf(web.T(r), err)})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/avis", i18n.M(msg.Counted))
}

// thanks is what one sees after answering.
func (h *Handler) thanks(w http.ResponseWriter, r *http.Request) error {
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.ThanksTitle), Crumbs: crumbs(t, t.S(msg.SurveyTitle))}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Casework, Place: "mine"}, thanksHTML(t))
}

// options are a question's answers.
func (p surveyPage) options(q survey.Question) []ui.Option {
	var out []ui.Option
	for _, a := range q.Answers() {
		out = append(out, ui.Option{Value: a.Value, Label: p.T.S(a.Label)})
	}
	return out
}
