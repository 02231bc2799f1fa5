package moveweb

import (
	"net/http"
	"net/url"

	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/account/moving"
	"preau/internal/core/contact"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// LostPath is « Je n'ai plus accès à cette boîte » (R015).
const LostPath = "/mot-de-passe/sans-boite"

// maxOrg is the longest name of an establishment that is read.
const maxOrg = 200

// lostForm asks who, where, and which new address.
func (h *Handler) lostForm(w http.ResponseWriter, r *http.Request) error {
	return h.renderLost(w, r, web.NewForm(nil), answer.Refusal{Status: http.StatusOK})
}

// lost hands the request to the desk. The answer is the same whoever has an account.
func (h *Handler) lost(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	n, err := h.moves.Lost(r.Context(), frame.Actor(r), moving.Lost{
		Draft: contact.Draft{Name: f.Value(contact.FieldName), Org: f.Line(moving.FieldOrg, maxOrg), Address: f.Value(contact.FieldAddress), Text: f.Value(contact.FieldText)},
		Lang:  t.Lang(), From: web.ClientNet(r),
	})
	if apperr.Is(err, apperr.Invalid) || apperr.Is(err, apperr.TooMany) {
		x, _ := answer.Of(w, t, err)
		return h.renderLost(w, r, f, x)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/contact/envoye?"+url.Values{"n": {n}}.Encode())
}

func (h *Handler) renderLost(w http.ResponseWriter, r *http.Request, f *web.Form, x answer.Refusal) error {
	t := web.T(r)
	p := lostPage{
		T: t, Key: id.New(), Refusal: x, Name: f.Value(contact.FieldName), Org: f.Line(moving.FieldOrg, maxOrg),
		Address: f.Value(contact.FieldAddress), Text: f.Value(contact.FieldText),
	}
	page := answer.Bare(t, t.S(msg.LostTitle), x)
	page.Head.Lead = t.S(msg.LostLead)
	page.Head.Crumbs = []ui.Link{{Label: t.S(msg.Forgot), Href: "/mot-de-passe/oubli"}, {Label: t.S(msg.LostTitle)}}
	return h.frame.Render(w, r, x.Status, page, lostHTML(p))
}
