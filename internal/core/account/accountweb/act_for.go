package accountweb

import (
	"net/http"

	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

// The fields of the choice in the account's menu.
const (
	fieldActFor = "agir"
	fieldActing = "suite" // where the person was
)

// actFor changes for which of their organisations somebody acts, and goes back to where they were (R129).
func (h *Handler) actFor(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	chosen, err := h.o.Accounts.ActFor(r.Context(), frame.Actor(r), f.Value(fieldActFor))
	if err != nil {
		return err
	}
	next := accountPath
	if f.Value(fieldActing) != "" {
		next = web.LocalPath(f.Value(fieldActing))
	}
	return web.SeeOther(w, r, next, i18n.M(msg.ActsFor, "name", chosen.Name))
}
