// Package homeweb is the front door: the home page of a visitor and of somebody signed in, the help, the pages of the
// footer, and the choice of language.
package homeweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/help"
	"preau/internal/core/home"
	"preau/internal/core/homeweb/msg"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Pages of other rooms to which these lead.
const (
	pathSignIn    = "/connexion"
	pathSignUp    = "/inscription"
	pathAdmin     = "/administration"
	pathProfile   = "/compte/profil"
	pathContact   = "/contact"
	pathSetUp     = "/mise-en-route"
	pathHelp      = "/aide"
	pathWhere     = "/aide/commander"
	pathTutorials = "/aide/tutoriels"
	pathOrders    = "/commandes"

	pathAccount      = "/compte"
	pathMails        = "/compte/mails"
	pathSecurity     = "/compte/securite"
	pathAccounts     = "/administration/comptes"
	pathCoordinators = "/administration/coordonnateurs"
	pathSettings     = "/administration/reglages"
	pathGroups       = "/groupements"
	pathTerms        = "/conditions"
	pathTermsDesk    = "/administration/reglages/conditions"
)

// Options are what the pages need.
type Options struct {
	Frame    *frame.Frame
	Settings func(context.Context) (instance.Settings, error)
	Home     *home.Service
	Clock    clock.Clock
	Help     help.Book                    // of the services' roles, and of all reasons
	Roles    access.Roles                 // all declared ones, which the help is drawn from
	SignIn   Part                         // on the public home, beside its words; nil: a button leads there
	Lists    map[instance.ServiceKey]Part // what visitors may see of the services
	Where    Part                         // what somebody is in the service « Commandes », for who looks for where to order
}

// Part is what another room shows on the public home.
type Part func(r *http.Request) (templ.Component, error)

// Handler answers for these pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o: o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get("/", h.home)
	m.Get(pathHelp, h.help)
	m.Get(pathHelp+"/{role}", h.role)
	m.Get(pathWhere, h.where)
	m.Get(pathTutorials, h.tutorials)
	m.Get(apperr.HelpPath+"{code}", h.refusal)
	m.Get("/accessibilite", h.accessibility)
	m.Get("/donnees-personnelles", h.personalData)
	m.Get("/langue", h.language)
	m.Post("/langue", h.chooseLanguage)
}

// home is the visitor's page, or the person's own; the first administrator sets the instance up first.
func (h *Handler) home(w http.ResponseWriter, r *http.Request) error {
	s, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	who := frame.Actor(r)
	switch {
	case !who.SignedIn():
		return h.public(w, r, s)
	case s.WantsSetUp(who):
		return web.SeeOther(w, r, pathSetUp)
	}
	return h.own(w, r, s, who)
}

// crumbs lead from the home page to the page named.
func crumbs(t *i18n.T, name string) []ui.Link {
	return []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: name}}
}
