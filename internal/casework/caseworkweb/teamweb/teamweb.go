// Package teamweb is the pages of who works in « Demandes »: what administrators keep (agencies, themes, territories,
// teams), and a team with its people.
package teamweb

import (
	"net/http"
	"strconv"

	"preau/internal/casework"
	"preau/internal/casework/caseworkweb/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// AdminPath is where administrators keep the service's data; PlaceKey names it in the operator's column.
const (
	AdminPath = "/administration/demandes"
	PlaceKey  = "casework"
)

// Handler answers for the pages.
type Handler struct {
	casework *casework.Service
	frame    *frame.Frame
}

// New makes the handler.
func New(s *casework.Service, f *frame.Frame) *Handler { return &Handler{casework: s, frame: f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(AdminPath, h.overview)
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		m.Get(AdminPath+"/{sorte}/liste."+string(f), h.sheet(f))
	}
	m.Get(AdminPath+"/{sorte}/nouveau", h.newThing)
	m.Post(AdminPath+"/{sorte}/nouveau", h.createThing)
	m.Get(AdminPath+"/{sorte}/{n}", h.editThing)
	m.Post(AdminPath+"/{sorte}/{n}", h.saveThing)
	m.Post(AdminPath+"/{sorte}/{n}/etat", h.moveThing)
	m.Get("/equipes", h.own)
	m.Get("/equipes/{n}", h.show)
	m.Post("/equipes/{n}/membres", h.addMember)
	m.Post("/equipes/{n}/membres/fin", h.endMember)
}

// signedIn is who is signed in; who is not is led to do so.
func signedIn(r *http.Request) (access.Actor, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	return who, nil
}

// admin is the administrator; to others the operator's space does not exist.
func admin(r *http.Request) (access.Actor, error) {
	who, err := signedIn(r)
	if err == nil && !who.IsAdmin() {
		err = apperr.NotFoundErr()
	}
	return who, err
}

func sortOf(r *http.Request) (team.Sort, error) {
	for _, s := range team.Sorts() {
		if string(s) == r.PathValue("sorte") {
			return s, nil
		}
	}
	return "", apperr.NotFoundErr()
}

func thingPath(s team.Sort, n int64) string {
	return AdminPath + "/" + string(s) + "/" + strconv.FormatInt(n, 10)
}

// words are what pages call a sort: all of it, a new one, and what the empty list says.
type words struct{ all, make, none i18n.Key }

func wordsOf(s team.Sort) words {
	switch s {
	case team.Themes:
		return words{msg.Themes, msg.NewTheme, msg.NoTheme}
	case team.Territories:
		return words{msg.Territories, msg.NewTerritory, msg.NoTerritory}
	case team.Teams:
		return words{msg.Teams, msg.NewTeam, msg.NoTeam}
	case team.Agencies:
	}
	return words{msg.Agencies, msg.NewAgency, msg.NoAgency}
}

func stateTag(t *i18n.T, s team.State) ui.Tag {
	if s == team.Closed {
		return ui.Tag{Label: t.S(s.Label()), Color: ui.Neutral, Outline: true}
	}
	return ui.Tag{Label: t.S(s.Label()), Color: ui.Success}
}
