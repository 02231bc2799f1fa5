// Package demandweb is the pages of demands: one's lists, the draft, the thread.
package demandweb

import (
	"net/http"
	"regexp"
	"strings"

	"preau/internal/casework/canned"
	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/listing"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/inbox"
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
	drafts  *draft.Service
	lists   *listing.Service
	canned  *canned.Service
	frame   *frame.Frame
	mandate Part
}

// New makes the handler, with what the room of mandates puts beside a demand.
func New(s *demand.Service, d *draft.Service, l *listing.Service, c *canned.Service, f *frame.Frame, mandate Part) *Handler {
	return &Handler{demands: s, drafts: d, lists: l, canned: c, frame: f, mandate: mandate}
}

var wellFormed = regexp.MustCompile(`^[0-9]{4}-[0-9]{6,9}$`)

// number is the demand's number in an address; what cannot be one is no demand's.
func number(r *http.Request) (string, error) {
	n := r.PathValue("n")
	if !wellFormed.MatchString(n) {
		return "", apperr.NotFoundErr()
	}
	return n, nil
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	for i, l := range lists {
		m.Get(l.path, h.listed(i))
	}
	m.Get(Path+"/nouvelle", h.newForm)
	m.Post(Path+"/nouvelle", h.begin)
	m.Get(Path+"/{n}", h.show)
	m.Upload(Path+"/{n}", uploadLimit, h.say)
	m.Post(Path+"/{n}/acte", h.act)
	m.Get(Path+"/{n}/pdf", h.pdf)
	m.Get(Path+"/{n}/invitations", h.guests)
	m.Post(Path+"/{n}/invitations", h.invite)
	m.Get(Path+"/{n}/autre-groupe", h.leaving)
	m.Post(Path+"/{n}/autre-groupe", h.leave)
	m.Get(Path+"/{n}/confier", h.handing)
	m.Post(Path+"/{n}/confier", h.handOver)
	m.Get(Path+"/{n}/procedure", h.pointing)
	m.Post(Path+"/{n}/procedure", h.pointOut)
	m.Get(Path+"/{n}/messages/{message}/correction", h.correction)
	m.Post(Path+"/{n}/messages/{message}/correction", h.correct)
	m.Get("/equipes/{n}/reponses", h.answers)
	m.Post("/equipes/{n}/reponses", h.saveAnswer)
	m.Post("/equipes/{n}/reponses/{reponse}/retrait", h.removeAnswer)
	m.Get("/procedures", h.procedures)
	m.Get(Path+"/{n}/brouillon", h.draft)
	m.Upload(Path+"/{n}/brouillon", uploadLimit, h.keep)
	m.Post(Path+"/{n}/brouillon/saisie", h.autosave)
	m.Post(Path+"/{n}/fichiers/{fichier}/retrait", h.detach)
	m.Get(Path+"/{n}/fichiers/{fichier}", h.download)
}

// Places are the lists in the left column: what one answers for only for who does.
func Places(who access.Actor) []frame.Place {
	var out []frame.Place
	for _, l := range lists {
		if has(who, l.list) {
			out = append(out, frame.Place{Key: string(l.list), Label: l.title, Path: l.path, Waits: func(i inbox.Item) bool { return i.Path == l.path || strings.HasPrefix(i.Path, l.path+"?") }})
		}
	}
	return out
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
