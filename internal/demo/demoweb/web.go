// Package demoweb is the pages that exist in the demonstration alone: the mailbox, and entering as somebody with one click.
// They know no rights: whoever reaches the demonstration may be anybody in it. Only `preau demo` mounts them.
package demoweb

import (
	"encoding/json"
	"net/http"

	"preau/internal/core/account"
	"preau/internal/core/frame"
	"preau/internal/demo"
	"preau/internal/demo/demoweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// The addresses of these pages.
const (
	BoxPath      = "/boite"
	TextsPath    = "/boite/sms"
	AccountsPath = "/demo"
	enterPath    = "/demo/connexion"
)

// Source is the catalogue of these pages, for the program that mounts them.
func Source() i18n.Source { return msg.Source() }

// Options are what the pages need.
type Options struct {
	Frame    *frame.Frame
	Accounts *account.Service
	Box      *demo.Box
	People   []demo.Account
	URL      string // the public address: what leads there, in mails, is a link
}

// Handler answers for these pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o: o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(BoxPath, h.box)
	m.Get(BoxPath+"/{id}", h.mail)
	m.Get(TextsPath, h.texts)
	m.Post(TextsPath, h.answer)
	m.Get(BoxPath+".json", h.boxJSON)
	m.Get(AccountsPath, h.accounts)
	m.Get("/demo/comptes.json", h.accountsJSON)
	m.Post(enterPath, h.enter)
}

// tabs lead from one of these pages to the other.
func tabs(t *i18n.T, current string) ui.Tabs {
	tab := func(label i18n.Key, path string) ui.Tab {
		return ui.Tab{Label: t.S(label), Href: path, Current: path == current}
	}
	return ui.Tabs{T: t, Label: t.S(msg.Demo), Items: []ui.Tab{tab(msg.Accounts, AccountsPath), tab(msg.Mails, BoxPath), tab(msg.Texts, TextsPath)}}
}

// demoTag says at the top of each of these pages what one looks at.
func demoTag(t *i18n.T) ui.Parts {
	return ui.Parts{ui.Tag{Label: t.S(msg.Demo), Color: ui.Warning}}
}

func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Home), Href: "/"}}, more...)
}

// writeJSON answers a script.
func writeJSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
