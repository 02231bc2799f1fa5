// Package needsweb is the pages of the service « Groupements »: its door here, each object's pages in a folder of its own.
package needsweb

import (
	"net/http"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/boardweb"
	"preau/internal/needs/needsweb/documentweb"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/membershipweb"
	"preau/internal/needs/needsweb/msg"
	"preau/internal/needs/needsweb/sheetweb"
)

// Handler answers for the service's pages.
type Handler struct {
	groups *groupweb.Handler
	parts  []interface{ Mount(*web.Mux) }
}

// New makes the handler.
func New(s *needs.Service, o groupweb.Establishments, files *document.Service, f *frame.Frame) *Handler {
	groups := groupweb.New(s, o, f)
	return &Handler{groups: groups, parts: []interface{ Mount(*web.Mux) }{
		groups, membershipweb.New(s, groups, f), documentweb.New(s, groups, files, f), sheetweb.New(s, groups, f), boardweb.New(s, groups, f),
	}}
}

// Mount adds the routes: each object's pages have their list.
func (h *Handler) Mount(m *web.Mux) {
	for _, p := range h.parts {
		p.Mount(m)
	}
}

// What the helpdesk asks about a person and a group.
const (
	AskJoin  = msg.AskJoin
	AskEnter = msg.AskEnter
)

// Imports is what stands around the pages of a group's imports.
func (h *Handler) Imports(r *http.Request) (groupweb.Imports, error) { return h.groups.Imports(r) }

// Public is what the public home shows of the service.
func (h *Handler) Public(r *http.Request) (templ.Component, error) { return h.groups.Public(r) }

// Service is the service's door and its places in the left column.
func Service() frame.Service {
	return frame.Service{
		Key: instance.Needs, Label: msg.Door, Path: "/groupements", Icon: ui.IconPeople, Color: ui.Accent, Help: helpOf,
		Places: func(who access.Actor) []frame.Place {
			places := []frame.Place{{Key: "list", Label: msg.List, Path: "/groupements"}}
			if who.SignedIn() {
				places = append(places, frame.Place{
					Key: "memberships", Label: msg.Memberships, Path: "/adhesions", Read: "/aide#mes-adhesions",
					Waits: func(i inbox.Item) bool { return i.Service == "needs" && !i.Due.IsZero() },
				})
			}
			if len(who.Places(group.Coordinator, access.Organisation)) > 0 {
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
	return frame.Place{Key: "coordinators", Label: msg.Coordinators, Path: "/administration/coordonnateurs", Of: instance.Needs}
}
