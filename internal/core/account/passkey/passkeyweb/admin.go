package passkeyweb

import (
	"net/http"

	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/passkey/passkeyweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// keysTail is the place of an account's keys below its page.
const keysTail = "/cles"

// ofAccount lists the keys of an account to an administrator.
func (h *Handler) ofAccount(w http.ResponseWriter, r *http.Request) error {
	n, err := answer.Number(r)
	if err != nil {
		return err
	}
	a, lines, err := h.o.Service.Of(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := ofPage{part: part{T: t, Key: id.New(), Keys: lines, Now: web.At(r)}, Post: answer.AccountPath(n) + keysTail}
	head := &ui.Head{
		T: t, Title: t.S(msg.KeysOf, "name", a.DisplayName()), Lead: t.S(msg.KeysOfLead),
		Crumbs: []ui.Link{{Label: t.S(msg.Accounts), Href: answer.AccountsPath}, {Label: a.DisplayName(), Href: answer.AccountPath(n)}, {Label: t.S(msg.Keys)}},
	}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Admin: true, Place: answer.PlaceAccounts}, ofHTML(p))
}

// removeFor takes a key from somebody's account.
func (h *Handler) removeFor(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	n, err := answer.Number(r)
	if err != nil {
		return err
	}
	if err := h.o.Service.RemoveFor(r.Context(), frame.Actor(r), n, f.Value(fieldKey)); err != nil {
		return err
	}
	return web.SeeOther(w, r, answer.AccountPath(n)+keysTail, i18n.M(msg.RemovedFor))
}
