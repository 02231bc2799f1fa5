// Package orderingweb is the pages of the service « Commandes »: its door, what one may do there, and the maximum amounts.
package orderingweb

import (
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingweb/msg"
)

// path is the address of the service's first page.
const path = "/commandes"

// where is the page of the help that says where to order, with the reader's own state (R277).
const where = "/aide/commander"

// Handler answers for the service's pages.
type Handler struct {
	ordering *ordering.Service
	frame    *frame.Frame
}

// What the helpdesk asks about a person: ordering at all, and in a market at a place.
const (
	AskOrder = msg.AskOrder
	AskUse   = msg.AskUse
)

// New makes the handler.
func New(s *ordering.Service, f *frame.Frame) *Handler { return &Handler{s, f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(path, h.home)
	m.Get(path+"/montants/{ref}", h.limits)
	m.Post(path+"/montants/{ref}", h.setLimit)
	m.Get(path+"/{ref}/marches/{n}/demande", h.askForm)
	m.Post(path+"/{ref}/marches/{n}/demande", h.ask)
	m.Post(path+"/montants/{ref}/separation", h.setDuties)
	m.Post(path+"/montants/{ref}/comparaison", h.setBasis)
}

// placeWhere is the place of « Je ne trouve pas où commander »: « Menu » lists it with the others (R277).
const placeWhere = "where" // homeweb draws the page

// Service is the service's door and its places in the left column; more and manage are those of the catalogue.
func Service(more func(access.Actor) []frame.Place, manage []frame.Place) frame.Service {
	return frame.Service{
		Manage: manage,
		Key:    instance.Ordering, Label: msg.Door, Path: path, Icon: ui.IconCart, Color: ui.Brand1,
		Places: func(who access.Actor) []frame.Place {
			places := append([]frame.Place{{Key: "home", Label: msg.Home, Path: path}}, more(who)...)
			return append(places, frame.Place{Key: placeWhere, Label: msg.Where, Path: where})
		},
		Help: helpOf,
	}
}
