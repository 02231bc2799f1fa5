// Package boardweb is the pages of a group's board: « Suivi de la saisie », what each member entered, and the consolidation.
package boardweb

import (
	"preau/internal/core/frame"
	"preau/internal/kit/sheet"
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
	m.Get("/groupements/{n}/suivi", h.board)
	m.Get("/groupements/{n}/suivi/{ref}", h.member)
	m.Get("/groupements/{n}/consolidation", h.consolidation(byTotal))
	m.Get("/groupements/{n}/consolidation.csv", h.consolidationFile(byTotal, sheet.CSV))
	m.Get("/groupements/{n}/consolidation.xlsx", h.consolidationFile(byTotal, sheet.XLSX))
	m.Get("/groupements/{n}/consolidation.pdf", h.consolidationPDF(byTotal))
	m.Get("/groupements/{n}/consolidation/membres", h.consolidation(byMember))
	m.Get("/groupements/{n}/consolidation/membres.csv", h.consolidationFile(byMember, sheet.CSV))
	m.Get("/groupements/{n}/consolidation/membres.xlsx", h.consolidationFile(byMember, sheet.XLSX))
	m.Get("/groupements/{n}/consolidation/membres.pdf", h.consolidationPDF(byMember))
	m.Get("/groupements/{n}/consolidation/membres/{ref}", h.memberNeeds)
	m.Get("/groupements/{n}/consolidation/membres/{ref}/besoins.csv", h.memberNeedsFile(sheet.CSV))
	m.Get("/groupements/{n}/consolidation/membres/{ref}/besoins.xlsx", h.memberNeedsFile(sheet.XLSX))
	m.Get("/groupements/{n}/consolidation/membres/{ref}/besoins.pdf", h.memberNeedsPDF)
	m.Get("/groupements/{n}/consolidation/matrice", h.matrix)
	m.Post("/groupements/{n}/consolidation/matrice", h.askMatrix)
	m.Get("/groupements/{n}/consolidation/matrice/avancement", h.matrixProgress)
	m.Get("/groupements/{n}/consolidation/matrice.xlsx", h.takeMatrix)
	m.Get("/groupements/{n}/consolidation/lieux", h.consolidation(byPlace))
	m.Get("/groupements/{n}/consolidation/lieux.csv", h.consolidationFile(byPlace, sheet.CSV))
	m.Get("/groupements/{n}/consolidation/lieux.xlsx", h.consolidationFile(byPlace, sheet.XLSX))
	m.Get("/groupements/{n}/consolidation/lieux.pdf", h.consolidationPDF(byPlace))
}
