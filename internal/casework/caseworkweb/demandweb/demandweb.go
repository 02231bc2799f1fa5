// Package demandweb is the pages of demands: one's lists, the draft, the thread.
package demandweb

import (
	"net/http"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Path is where demands are.
const Path = "/demandes"

// Handler answers for the pages.
type Handler struct {
	demands *demand.Service
	frame   *frame.Frame
}

// New makes the handler.
func New(s *demand.Service, f *frame.Frame) *Handler { return &Handler{demands: s, frame: f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(Path, h.list)
	m.Get(Path+"/nouvelle", h.newForm)
	m.Post(Path+"/nouvelle", h.begin)
}

// signedIn is who is signed in; who is not is led to do so.
func signedIn(r *http.Request) (access.Actor, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	return who, nil
}

// page is what a page says of itself, below « Demandes ».
func page(t *i18n.T, head ui.Head, place string, wrong bool, crumbs ...ui.Link) frame.Page {
	head.T = t
	head.Crumbs = append([]ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Crumb), Href: Path}}, crumbs...)
	return frame.Page{Head: &head, Service: instance.Casework, Place: place, Wrong: wrong}
}

// stateTag is the one table from states to colours.
func stateTag(t *i18n.T, s demand.State) ui.Tag {
	colors := map[demand.State]ui.Tag{
		demand.Draft: {Color: ui.Neutral}, demand.Sent: {Color: ui.Warning}, demand.Working: {Color: ui.Info, Outline: true},
		demand.Treated: {Color: ui.Success}, demand.Closed: {Color: ui.Neutral, Outline: true},
	}
	out := colors[s]
	out.Label = t.S(s.Label())
	return out
}
