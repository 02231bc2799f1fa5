// Package structureweb is the pages of who offers: the way in, the request for an account, its moderation, and « Ma structure ».
package structureweb

import (
	"context"
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers"
	"preau/internal/offers/offersweb/msg"
)

// EntryPath is where one signs in, or asks for an offreur's account.
const EntryPath = "/offreur"

// What the sign-in of accounts is called, which the entry leads to.
const (
	signInPath    = "/connexion"
	linkPath      = "/connexion/lien"
	forgotPath    = "/mot-de-passe/oubli"
	fieldRemember = "rester"
)

// Options are what the pages stand on.
type Options struct {
	Offers   *offers.Service
	Frame    *frame.Frame
	Settings func(context.Context) (instance.Settings, error)
}

// Handler answers for the pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(EntryPath, h.enter)
}

type entryPage struct {
	T              *i18n.T
	Password, Link bool // the ways in that are open
}

// enter is the public entry, in two blocks (O1).
func (h *Handler) enter(w http.ResponseWriter, r *http.Request) error {
	t := web.T(r)
	set, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	head := &ui.Head{T: t, Title: t.S(msg.Entry), Lead: t.S(msg.EntryLead), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Entry)}}}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Offers, Bare: true}, entryHTML(entryPage{t, set.Allows(instance.Password), set.Allows(instance.Link)}))
}
