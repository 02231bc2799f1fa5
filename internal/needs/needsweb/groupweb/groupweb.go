// Package groupweb is the pages of a purchasing group: the list, its page with its tabs, its lots and its coordinators.
// The pages about its memberships, sheets, documents and board have their head and tabs from here.
package groupweb

import (
	"preau/internal/core/frame"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/needs"
)

// Handler answers for the pages.
type Handler struct {
	needs *needs.Service
	orgs  Establishments
	frame *frame.Frame
}

// New makes the handler.
func New(s *needs.Service, o Establishments, f *frame.Frame) *Handler {
	return &Handler{needs: s, orgs: o, frame: f}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get("/groupements", h.list)
	m.Get("/groupements/nouveau", h.newGroup)
	m.Post("/groupements/nouveau", h.createGroup)
	m.Get("/groupements/{n}", h.show)
	m.Post("/groupements/{n}/adherer", h.join)
	m.Post("/groupements/{n}/retirer", h.withdraw)
	m.Get("/groupements/{n}/contact", h.contact)
	m.Get("/groupements/{n}/modifier", h.editGroup)
	m.Post("/groupements/{n}/modifier", h.saveGroup)
	m.Get("/groupements/{n}/lots", h.lots)
	m.Get("/groupements/{n}/lots.csv", h.lotsFile(sheet.CSV, ".csv"))
	m.Get("/groupements/{n}/lots.xlsx", h.lotsFile(sheet.XLSX, ".xlsx"))
	m.Get("/groupements/{n}/lots/nouveau", h.newLot)
	m.Post("/groupements/{n}/lots/nouveau", h.addLot)
	m.Get("/groupements/{n}/lots/{lot}", h.editLot)
	m.Post("/groupements/{n}/lots/{lot}", h.saveLot)
	m.Get("/groupements/{n}/lots/{lot}/supprimer", h.confirmRemoveLot)
	m.Post("/groupements/{n}/lots/{lot}/supprimer", h.removeLot)
	m.Get("/groupements/{n}/ouvrir", h.confirmOpen)
	m.Post("/groupements/{n}/ouvrir", h.open)
	m.Get("/groupements/{n}/abandonner", h.confirmAbandon)
	m.Post("/groupements/{n}/abandonner", h.abandon)
	m.Get("/groupements/{n}/coordonnateurs", h.coordinators)
	m.Post("/groupements/{n}/coordonnateurs", h.addCoordinator)
	m.Get("/administration/coordonnateurs", h.named)
	m.Post("/administration/coordonnateurs", h.name)
	m.Post("/administration/coordonnateurs/fin", h.endNamed)
}
