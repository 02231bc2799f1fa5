// Package catalogweb is the pages of the markets: the list, one market with its adherents, and its form, for the purchasing body; and
// what whoever may order reads of them: « Centrale de Marchés », « Résumé du marché », « Modalités ».
package catalogweb

import (
	"context"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// path is the list's address.
const path = "/marches"

// Organisations finds the establishments and authorities that may adhere to a market.
type Organisations interface {
	// Find gives the best matches by name, commune or register number.
	Find(ctx context.Context, text string, limit int) ([]catalog.Body, error)
}

// Handler answers for the pages.
type Handler struct {
	catalog *catalog.Service
	orgs    Organisations
	frame   *frame.Frame
}

// New makes the handler.
func New(s *catalog.Service, o Organisations, f *frame.Frame) *Handler { return &Handler{s, o, f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(path, h.list)
	m.Get(path+"/nouveau", h.newMarket)
	m.Post(path+"/nouveau", h.create)
	m.Get(path+"/{n}", h.show)
	m.Get(path+"/{n}/modifier", h.editForm)
	m.Post(path+"/{n}/modifier", h.edit)
	m.Get(path+"/{n}/adherents.csv", h.adherentsFile(sheet.CSV, ".csv"))
	m.Get(path+"/{n}/adherents.xlsx", h.adherentsFile(sheet.XLSX, ".xlsx"))
	m.Post(path+"/{n}/adherents", h.addAdherent)
	m.Post(path+"/{n}/adherents/dates", h.changeAdherent)
	m.Post(path+"/{n}/adherents/fin", h.endAdherent)
	m.Get(path+"/{n}/retirer", h.confirmWithdraw)
	m.Post(path+"/{n}/retirer", h.withdraw)
	m.Post(path+"/{n}/remettre", h.reinstate)
	m.Get(path+"/{n}/resume", h.summary)
	m.Get(path+"/{n}/modalites", h.procedure)
	m.Get(CentralPath, h.readings)
	m.Get(SizesPath, h.sizes)
}

// Places are the module's places in the column of the service « Commandes ».
func Places(who access.Actor) []frame.Place {
	if !who.Holds(catalog.Central, access.Everywhere) && !who.IsAdmin() {
		return nil
	}
	return []frame.Place{{Key: "markets", Label: msg.Markets, Path: path, Read: helpPath}, {Key: "misses", Label: msg.Misses, Path: missesPath}}
}

// Manage are the module's places under « Gérer un établissement » in « Menu » (R165): everybody who is signed in goes there.
var Manage = []frame.Place{{Key: "central", Label: msg.CentralMarkets, Path: CentralPath}}

// crumbs begin with the home page and the list.
func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Markets), Href: path}}, more...)
}

// page is what all pages of the module say to their frame.
func page(head *ui.Head, wrong bool) frame.Page {
	return frame.Page{Head: head, Service: instance.Ordering, Place: "markets", Wrong: wrong}
}

// day is a stored day as people read it.
func day(t *i18n.T, s string) string {
	at, err := time.ParseInLocation(time.DateOnly, s, t.Zone())
	if err != nil {
		return s
	}
	return t.Date(at)
}

// phaseTag is a market's phase as a tag.
func phaseTag(t *i18n.T, p catalog.Phase) ui.Tag {
	tag := ui.Tag{Label: t.S(p.Label())}
	switch p {
	case catalog.PhaseAhead:
		tag.Color = ui.Info
	case catalog.PhaseRunning:
		tag.Color = ui.Success
	case catalog.PhaseOver:
		tag.Color, tag.Outline = ui.Neutral, true
	case catalog.PhaseWithdrawn:
		tag.Color, tag.Outline = ui.Danger, true
	}
	return tag
}
