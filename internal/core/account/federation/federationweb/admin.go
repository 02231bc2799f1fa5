package federationweb

import (
	"net/http"

	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/federation/federationweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// ofAccount lists the identities of an account to an administrator.
func (h *Handler) ofAccount(w http.ResponseWriter, r *http.Request) error {
	return h.renderOf(w, r, answer.Refusal{Status: http.StatusOK})
}

// unlinkFor takes an identity from somebody's account.
func (h *Handler) unlinkFor(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	n, err := answer.Number(r)
	if err != nil {
		return err
	}
	if err := h.o.Service.UnlinkFor(r.Context(), frame.Actor(r), n, f.Value(fieldIdentity)); err != nil {
		return err
	}
	return web.SeeOther(w, r, answer.AccountPath(n)+identitiesTail, i18n.M(msg.UnlinkedFor))
}

func (h *Handler) renderOf(w http.ResponseWriter, r *http.Request, x answer.Refusal) error {
	n, err := answer.Number(r)
	if err != nil {
		return err
	}
	a, lines, err := h.o.Service.Of(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := ofPage{part: part{T: t, Key: id.New(), Lines: lines, Now: web.At(r)}, Post: answer.AccountPath(n) + identitiesTail}
	head := &ui.Head{
		T: t, Title: t.S(msg.IdentitiesOf, "name", a.DisplayName()), Lead: t.S(msg.IdentitiesOfLead),
		Crumbs: []ui.Link{{Label: t.S(msg.Accounts), Href: answer.AccountsPath}, {Label: a.DisplayName(), Href: answer.AccountPath(n)}, {Label: t.S(msg.Identities)}},
	}
	return h.o.Frame.Render(w, r, x.Status, frame.Page{Head: head, Admin: true, Place: answer.PlaceAccounts}, ofHTML(p))
}
