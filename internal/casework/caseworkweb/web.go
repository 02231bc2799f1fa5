// Package caseworkweb is the pages of the service « Demandes »: its door here, each object's pages in a folder of its own.
package caseworkweb

import (
	"net/http"

	"preau/internal/casework"
	"preau/internal/casework/caseworkweb/demandweb"
	"preau/internal/casework/caseworkweb/mandateweb"
	"preau/internal/casework/caseworkweb/msg"
	"preau/internal/casework/caseworkweb/passageweb"
	"preau/internal/casework/caseworkweb/resultsweb"
	"preau/internal/casework/caseworkweb/teamweb"
	"preau/internal/casework/figures"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Handler answers for the service's pages.
type Handler struct {
	teams *teamweb.Handler
	parts []interface{ Mount(*web.Mux) }
}

// New makes the handler. Numbers of telephones are shown as people of the operator's country dial them.
func New(s *casework.Service, files *document.Service, f *frame.Frame, country func() registers.Country) *Handler {
	mandates := mandateweb.New(s.Mandates, files, f, country)
	teams := teamweb.New(s, f)
	return &Handler{teams: teams, parts: []interface{ Mount(*web.Mux) }{teams, demandweb.New(s.Demands, s.Drafts, s.Lists, s.Answers, f, mandates.Beside), mandates, resultsweb.New(s.Figures, s.Survey, f), passageweb.New(s.Absences, s.Handovers, f)}}
}

// Mount adds the routes: each object's pages have their list.
func (h *Handler) Mount(m *web.Mux) {
	for _, p := range h.parts {
		p.Mount(m)
	}
}

// ImportsPath is the route of the list of what was imported into a team.
const ImportsPath = teamweb.ImportsPath

// Imports is what stands around the pages of a team's imports.
func (h *Handler) Imports(r *http.Request) (teamweb.Imports, error) { return h.teams.Imports(r) }

// Service is the service's door and its places in the left column.
func Service() frame.Service {
	return frame.Service{
		Key: instance.Casework, Label: msg.Door, Path: demandweb.Path, Icon: ui.IconSpeech, Color: ui.Brand2, Help: helpOf,
		Places: func(who access.Actor) []frame.Place {
			if !who.SignedIn() {
				return nil
			}
			return append(demandweb.Places(who), frame.Place{Key: "procedures", Label: msg.Procedures, Path: "/procedures"}, frame.Place{Key: "teams", Label: msg.MyTeams, Path: "/equipes"}, frame.Place{Key: "figures", Label: msg.Figures, Path: figures.Path})
		},
	}
}

// AdminHint says what the service's place in the operator's space is for.
const AdminHint = msg.AdminLead

// AdminPlace is the service's place in the operator's space.
func AdminPlace() frame.Place {
	return frame.Place{Key: teamweb.PlaceKey, Label: msg.AdminTitle, Path: teamweb.AdminPath, Of: instance.Casework}
}

// TextsHint says what the page of texts is for.
const TextsHint = mandateweb.TextsHint

// TextsPlace is the page of texts that did not go, in the operator's space.
func TextsPlace() frame.Place { return mandateweb.TextsPlace() }

// helpOf is the page of what somebody mostly is in the service.
func helpOf(who access.Actor) string {
	switch {
	case len(team.TeamsOf(who, team.Officer)) > 0:
		return "/aide/referent"
	case len(team.TeamsOf(who, team.Helper)) == 0 && len(team.TeamsOf(who, team.Lead)) > 0:
		return "/aide/responsable"
	}
	return "/aide/aidant"
}
