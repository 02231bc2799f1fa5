// Package documentweb is the pages of a group's documents.
package documentweb

import (
	files "preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/kit/web"
	"preau/internal/needs"
	"preau/internal/needs/needsweb/groupweb"
)

// Handler answers for the pages.
type Handler struct {
	needs  *needs.Service
	groups *groupweb.Handler
	files  *files.Service
	frame  *frame.Frame
}

// New makes the handler. The pages have their head and tabs from those of the group.
func New(s *needs.Service, groups *groupweb.Handler, files *files.Service, f *frame.Frame) *Handler {
	return &Handler{needs: s, groups: groups, files: files, frame: f}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get("/groupements/{n}/documents", h.documents)
	m.Get("/groupements/{n}/documents/nouveau", h.newDocument)
	m.Upload("/groupements/{n}/documents/nouveau", h.paper().Limit(), h.addDocument)
	m.Get("/groupements/{n}/documents/{doc}", h.document)
	m.Get("/groupements/{n}/documents/{doc}/versions/{version}", h.download)
	m.Get("/groupements/{n}/documents/{doc}/modifier", h.editDocument)
	m.Upload("/groupements/{n}/documents/{doc}/modifier", h.paper().Limit(), h.saveDocument)
	m.Get("/groupements/{n}/documents/{doc}/retirer", h.confirmWithdraw)
	m.Post("/groupements/{n}/documents/{doc}/retirer", h.withdrawDocument)
}
