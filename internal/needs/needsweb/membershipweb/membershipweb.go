// Package membershipweb is the pages of the memberships of purchasing groups: the demands of a group, and « Mes adhésions ».
package membershipweb

import (
	"preau/internal/core/frame"
	"preau/internal/kit/web"
	"preau/internal/needs"
	"preau/internal/needs/needsweb/groupweb"
)

// Handler answers for the pages.
type Handler struct {
	needs  *needs.Service
	groups *groupweb.Handler
	frame  *frame.Frame
}

// New makes the handler. The pages have their head and tabs from those of the group.
func New(s *needs.Service, groups *groupweb.Handler, f *frame.Frame) *Handler {
	return &Handler{needs: s, groups: groups, frame: f}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get("/groupements/{n}/adhesions", h.demands)
	m.Post("/groupements/{n}/adhesions", h.decide)
	m.Post("/groupements/{n}/adhesions/autorisation", h.allowAgain)
	m.Get("/groupements/{n}/adhesions/{ref}/retirer", h.removeForm)
	m.Post("/groupements/{n}/adhesions/{ref}/retirer", h.remove)
	m.Get("/adhesions", h.memberships)
}
