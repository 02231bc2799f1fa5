// Package orderingweb is the pages of the service « Commandes »: its door, and what one may do there.
package orderingweb

import (
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/orderingweb/msg"
)

// path is the address of the service's first page.
const path = "/commandes"

// Handler answers for the service's pages.
type Handler struct{ frame *frame.Frame }

// New makes the handler.
func New(f *frame.Frame) *Handler { return &Handler{f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) { m.Get(path, h.home) }

// Service is the service's door and its places in the left column; more are those of the catalogue.
func Service(more func(access.Actor) []frame.Place) frame.Service {
	return frame.Service{
		Key: instance.Ordering, Label: msg.Door, Path: path, Icon: ui.IconCart, Color: ui.Brand1,
		Places: func(who access.Actor) []frame.Place {
			return append([]frame.Place{{Key: "home", Label: msg.Home, Path: path}}, more(who)...)
		},
	}
}

func (h *Handler) home(w http.ResponseWriter, r *http.Request) error {
	if !frame.Actor(r).SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.Home), Lead: t.S(msg.HomeLead)}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Ordering, Place: "home"}, ui.Parts{})
}
