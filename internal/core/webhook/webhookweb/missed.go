package webhookweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/frame"
	"preau/internal/core/webhook"
	"preau/internal/core/webhook/webhookweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const fieldSeen = "vus"

func missedOf(n int64) string { return at(n) + "/manques" }

// missed asks what becomes of all that an address has not got.
func (h *Handler) missed(w http.ResponseWriter, r *http.Request) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	return h.renderMissed(w, r, n, answer.Refusal{Status: http.StatusOK})
}

// settle sends it again, or lets it go.
func (h *Handler) settle(w http.ResponseWriter, r *http.Request) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	var settled int
	said := msg.ReplayedAll
	switch webhook.Act(f.Value(fieldAct)) {
	case webhook.ReplayMissed:
		settled, err = h.webhooks.ReplayMissed(r.Context(), frame.Actor(r), n)
	case webhook.LetGo:
		seen, wrong := strconv.Atoi(f.Value(fieldSeen))
		if wrong != nil {
			seen = 0 // nothing was shown: the use case tells the conflict
		}
		said = msg.LetGo
		settled, err = h.webhooks.LetGo(r.Context(), frame.Actor(r), n, seen)
	default:
		return apperr.NotFoundErr()
	}
	if err == nil {
		return web.SeeOther(w, r, at(n), i18n.M(said, "n", settled))
	}
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	return h.renderMissed(w, r, n, x)
}

func (h *Handler) renderMissed(w http.ResponseWriter, r *http.Request, n int64, x answer.Refusal) error {
	s, err := h.webhooks.Show(r.Context(), frame.Actor(r), n, webhook.Mark{})
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.MissedTitle), Crumbs: []ui.Link{{Label: t.S(msg.Title), Href: webhook.Path}, {Label: t.S(msg.One, "n", n), Href: at(n)}, {Label: t.S(msg.MissedTitle)}}}
	p := missedPage{T: t, Key: id.New(), Refusal: x, Shown: s}
	return h.frame.Render(w, r, x.Status, frame.Page{Head: head, Admin: true, Place: place, Wrong: x.Wrong(), Reason: x.Code()}, missedHTML(p))
}
