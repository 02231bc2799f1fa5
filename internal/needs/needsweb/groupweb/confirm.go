package groupweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

// ConfirmPage asks once before an act that cannot be taken back lightly, and says in words what will happen.
type ConfirmPage struct {
	T       *i18n.T
	Key     string
	Crumbs  []ui.Link
	Title   string
	Text    string
	Facts   []ui.Fact
	Do      string
	Look    ui.Look
	Action  string
	Back    string
	Hidden  []ui.Hidden
	Reasons []apperr.Reason // why it is not possible
}

// Confirm draws such a page.
func (h *Handler) Confirm(w http.ResponseWriter, r *http.Request, p ConfirmPage) error {
	f := frame.Page{Head: &ui.Head{T: p.T, Crumbs: p.Crumbs, Title: p.Title}, Service: instance.Needs, Place: "list"}
	if len(p.Reasons) > 0 {
		f.Reason = p.Reasons[0].Code
	}
	return h.frame.Render(w, r, http.StatusOK, f, confirmHTML(p))
}
