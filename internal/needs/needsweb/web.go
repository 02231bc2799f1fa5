// Package needsweb is the pages of the service « Groupements ».
package needsweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs"
	"preau/internal/needs/needsweb/msg"
)

// Handler answers for the service's pages.
type Handler struct {
	needs *needs.Service
	orgs  Establishments
	files *document.Service
	frame *frame.Frame
}

// New makes the handler.
func New(s *needs.Service, o Establishments, files *document.Service, f *frame.Frame) *Handler {
	return &Handler{needs: s, orgs: o, files: files, frame: f}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get("/groupements", h.list)
	m.Get("/groupements/nouveau", h.newGroup)
	m.Post("/groupements/nouveau", h.createGroup)
	m.Get("/groupements/{n}", h.show)
	m.Post("/groupements/{n}/adherer", h.join)
	m.Post("/groupements/{n}/retirer", h.withdraw)
	m.Get("/groupements/{n}/documents", h.documents)
	m.Get("/groupements/{n}/documents/nouveau", h.newDocument)
	m.Upload("/groupements/{n}/documents/nouveau", h.paper().Limit(), h.addDocument)
	m.Get("/groupements/{n}/documents/{doc}", h.document)
	m.Get("/groupements/{n}/documents/{doc}/versions/{version}", h.download)
	m.Get("/groupements/{n}/documents/{doc}/modifier", h.editDocument)
	m.Upload("/groupements/{n}/documents/{doc}/modifier", h.paper().Limit(), h.saveDocument)
	m.Get("/groupements/{n}/documents/{doc}/retirer", h.confirmWithdraw)
	m.Post("/groupements/{n}/documents/{doc}/retirer", h.withdrawDocument)
	m.Get("/groupements/{n}/contact", h.contact)
	m.Get("/groupements/{n}/besoins", h.overview)
	m.Get("/groupements/{n}/besoins/{lot}", h.sheet)
	m.Post("/groupements/{n}/besoins/{lot}", h.saveSheet)
	m.Get("/groupements/{n}/besoins/{lot}/aucun", h.confirmEmpty)
	m.Post("/groupements/{n}/besoins/{lot}/aucun", h.validateEmpty)
	m.Post("/groupements/{n}/besoins/{lot}/rouvrir", h.reopen)
	m.Get("/groupements/{n}/adhesions", h.demands)
	m.Post("/groupements/{n}/adhesions", h.decide)
	m.Post("/groupements/{n}/adhesions/autorisation", h.allowAgain)
	m.Get("/groupements/{n}/suivi", h.board)
	m.Get("/groupements/{n}/suivi/{ref}", h.member)
	m.Get("/groupements/{n}/consolidation", h.consolidation)
	m.Get("/groupements/{n}/consolidation.csv", h.consolidationCSV)
	m.Get("/groupements/{n}/modifier", h.editGroup)
	m.Post("/groupements/{n}/modifier", h.saveGroup)
	m.Get("/groupements/{n}/lots", h.lots)
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
	m.Get("/adhesions", h.memberships)
	m.Get("/administration/coordonnateurs", h.named)
	m.Post("/administration/coordonnateurs", h.name)
	m.Post("/administration/coordonnateurs/fin", h.endNamed)
}

// Service is the service's door and its places in the left column.
func Service() frame.Service {
	return frame.Service{
		Key: instance.Needs, Label: msg.Door, Path: "/groupements", Icon: ui.IconPeople, Color: ui.Accent,
		Places: func(who access.Actor) []frame.Place {
			places := []frame.Place{{Key: "list", Label: msg.List, Path: "/groupements"}}
			if who.SignedIn() {
				places = append(places, frame.Place{
					Key: "memberships", Label: msg.Memberships, Path: "/adhesions",
					Waits: func(i inbox.Item) bool { return i.Service == "needs" && !i.Due.IsZero() },
				})
			}
			if len(who.Places(needs.Coordinator, access.Organisation)) > 0 {
				places = append(places, frame.Place{Key: "new", Label: msg.NewGroup, Path: "/groupements/nouveau"})
			}
			return places
		},
	}
}

// AdminHint says what the service's place in the operator's space is for.
const AdminHint = msg.CoordinatorsLead

// AdminPlace is the service's place in the operator's space.
func AdminPlace() frame.Place {
	return frame.Place{Key: "coordinators", Label: msg.Coordinators, Path: "/administration/coordonnateurs"}
}

// number is the public number in the address; what is none is not found.
func number(r *http.Request, name string) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != r.PathValue(name) {
		return 0, apperr.NotFoundErr()
	}
	return n, nil
}

func groupPath(n int64, tail string) string { return "/groupements/" + strconv.FormatInt(n, 10) + tail }

func lotPath(n int64, kind string, lot int64, tail string) string {
	return groupPath(n, "/"+kind+"/"+strconv.FormatInt(lot, 10)+tail)
}

func signedIn(r *http.Request) (access.Actor, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	return who, nil
}

// phaseTag is a group's phase as a tag: one table for the whole service.
func phaseTag(t *i18n.T, p needs.Phase) ui.Tag {
	tag := ui.Tag{Label: t.S(p.Label())}
	switch p {
	case needs.PhaseDraft:
		tag.Color = ui.Neutral
	case needs.PhaseJoining:
		tag.Color = ui.Info
	case needs.PhaseEntry:
		tag.Color = ui.Success
	case needs.PhaseClosed:
		tag.Color, tag.Outline = ui.Neutral, true
	case needs.PhaseAbandoned:
		tag.Color, tag.Outline = ui.Danger, true
	}
	return tag
}

// membershipTag is a membership's state as a tag.
func membershipTag(t *i18n.T, s needs.MembershipState) ui.Tag {
	tag := ui.Tag{Label: t.S(s.Label())}
	switch s {
	case needs.Asked:
		tag.Color = ui.Warning
	case needs.Accepted:
		tag.Color = ui.Success
	case needs.Refused:
		tag.Color = ui.Danger
	case needs.Withdrawn, needs.NoMembership:
		tag.Color, tag.Outline = ui.Neutral, true
	}
	return tag
}

// sheetShape is a sheet's visible state as a shape.
func sheetShape(v needs.View) ui.Shape {
	switch v {
	case needs.ViewEntry:
		return ui.ShapeDoing
	case needs.ViewEmpty:
		return ui.ShapeNone
	case needs.ViewValidated:
		return ui.ShapeDone
	case needs.ViewNone:
	}
	return ui.ShapeTodo
}
