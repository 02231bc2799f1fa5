package apiweb

import (
	"net/http"

	"preau/internal/core/apiweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/rest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Hook is a fact that other programs may be told: its kind, and what it is.
type Hook struct {
	Kind  string
	Label i18n.Key
}

const hooksPath = rest.Chapters + "/webhooks"

// What a message is, as it is sent: data, not words.
const (
	hookBody = `{"type":"order.sent","timestamp":"2026-11-30T08:00:00Z","data":{"id":"5001-2026-000123","url":"https://…/commandes/5001-2026-000123"}}`
	hookHead = "webhook-id: 0199…\nwebhook-timestamp: 1796025600\nwebhook-signature: v1,BASE64(HMAC-SHA256(SECRET, ID + \".\" + TIMESTAMP + \".\" + BODY))"
)

// hookPage is how other programs are told, for who writes them.
func (h *Handler) hookPage(w http.ResponseWriter, r *http.Request) error {
	t := web.T(r)
	head := h.head(t, t.S(msg.Hooks))
	head.Lead = t.S(msg.HooksLead)
	rows := make([]ui.Row, len(h.hooks))
	for i, k := range h.hooks {
		rows[i] = ui.Row{Cells: ui.Parts{ui.Text(k.Kind), ui.Text(t.S(k.Label))}}
	}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true}, hooksHTML(t, rows))
}
