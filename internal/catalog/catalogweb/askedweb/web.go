// Package askedweb is the pages of articles that people miss in the catalogue: the list, a request with its answer, and the form.
package askedweb

import (
	"strconv"
	"strings"

	"preau/internal/catalog/asked"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	path  = asked.Path
	place = "asked"

	fieldVersion = "version"
	fieldBack    = "retour"
	fieldVerdict = "decision"

	paramWords = "q"
	paramOf    = "vue"
	paramState = "etat"
)

// Handler answers for the pages.
type Handler struct {
	asked *asked.Service
	frame *frame.Frame
}

// New makes the handler.
func New(s *asked.Service, f *frame.Frame) *Handler { return &Handler{s, f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(path, h.list)
	m.Get(path+".csv", h.file(sheet.CSV))
	m.Get(path+".xlsx", h.file(sheet.XLSX))
	m.Get(path+"/nouveau", h.askForm)
	m.Post(path+"/nouveau", h.ask)
	m.Get(path+"/{n}", h.show)
	m.Post(path+"/{n}/voix", h.vote)
	m.Post(path+"/{n}/etude", h.study)
	m.Post(path+"/{n}/reponse", h.answer)
	m.Post(path+"/{n}/reouverture", h.reopen)
}

// Places are the room's places in the column of the service « Commandes »: whoever is signed in asks.
func Places(who access.Actor) []frame.Place {
	if !who.SignedIn() {
		return nil
	}
	return []frame.Place{{Key: place, Label: msg.Requests, Path: path}}
}

func page(head *ui.Head, wrong bool) frame.Page {
	return frame.Page{Head: head, Service: instance.Ordering, Place: place, Wrong: wrong}
}

func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Catalogue), Href: "/catalogue"}, {Label: t.S(msg.Requests), Href: path}}, more...)
}

// local is an address of this room to go back to, else another.
func local(to, otherwise string) string {
	if web.LocalPath(to) != to || to != path && !strings.HasPrefix(to, path+"?") {
		return otherwise
	}
	return to
}

// stateTag is a request's state.
func stateTag(t *i18n.T, s asked.State) ui.Tag {
	out := ui.Tag{Label: t.S(s.Label()), Color: ui.Warning}
	switch s {
	case asked.Studied:
		out.Color = ui.Info
	case asked.Added:
		out.Color = ui.Success
	case asked.Refused:
		out.Color, out.Outline = ui.Neutral, true
	case asked.Received:
	}
	return out
}

// facts are the small words under a request's name.
func facts(t *i18n.T, r asked.Request) string {
	out := []string{t.S(msg.RequestNumber, "number", strconv.FormatInt(r.Number, 10))}
	if r.Title != "" && r.Reference != "" {
		out = append(out, t.S(msg.RefIs, "ref", r.Reference))
	}
	if r.Brand != "" {
		out = append(out, r.Brand)
	}
	return strings.Join(out, " · ")
}

// supportAct is « Nous en avons besoin aussi » for the establishment for which the reader acts; where it has said so, a tag.
func supportAct(t *i18n.T, r asked.Row, key string, more ...ui.Hidden) ui.Parts {
	switch o, _ := r.Offers.Of(asked.Support); {
	case r.Offers.May(asked.Support):
		return ui.Parts{ui.Act{T: t, Label: t.S(msg.RequestSupport), About: r.Name(), Small: true, Post: r.Path("/voix"), Key: key, Hidden: more}}
	case len(o.Reasons) > 0 && o.Reasons[0].Code == asked.CodeVoted:
		return ui.Parts{ui.Tag{Label: t.S(msg.RequestOurs), Color: ui.Success, Outline: true}}
	}
	return nil
}
