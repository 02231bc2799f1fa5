// Package sheetweb is the pages of a member's sheets of needs: « Mes besoins ».
package sheetweb

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
	m.Get("/groupements/{n}/besoins", h.overview)
	m.Get("/groupements/{n}/besoins/{lot}", h.sheet)
	m.Post("/groupements/{n}/besoins/{lot}", h.saveSheet)
	m.Get("/groupements/{n}/besoins/{lot}/aucun", h.confirmEmpty)
	m.Post("/groupements/{n}/besoins/{lot}/aucun", h.validateEmpty)
	m.Post("/groupements/{n}/besoins/{lot}/rouvrir", h.reopen)
}
