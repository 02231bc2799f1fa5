// Package browseweb is the catalogue as whoever may order looks at it: the search, the tree of a market, an article's page.
//
// Everything is a GET whose address says what is shown, so that it can be kept, sent and come back to. What is greyed says why.
package browseweb

import (
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/browse"
)

// Path is the catalogue's address.
const Path = "/catalogue"

const suggestionsPath = Path + "/suggestions"

// Handler answers for the pages.
type Handler struct {
	browse *browse.Service
	frame  *frame.Frame
}

// New makes the handler.
func New(b *browse.Service, f *frame.Frame) *Handler { return &Handler{b, f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(Path, h.list)
	m.Get(Path+"/{marche}", h.list)
	m.Get(suggestionsPath, h.suggest)
	m.Get("/articles/{id}", h.product)
}

// Places are the module's places in the column of the service « Commandes »: whoever is signed in looks at the catalogue.
func Places(who access.Actor) []frame.Place {
	if !who.SignedIn() {
		return nil
	}
	return []frame.Place{{Key: place, Label: msg.Catalogue, Path: Path}}
}

const place = "catalogue"

// page is what all pages of the room say to their frame.
func page(head *ui.Head) frame.Page {
	return frame.Page{Head: head, Service: instance.Ordering, Place: place}
}

// crumbs begin with the home page and the catalogue.
func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Catalogue), Href: Path}}, more...)
}
