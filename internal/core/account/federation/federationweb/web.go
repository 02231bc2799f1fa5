// Package federationweb is the pages of signing in by an identity that others keep: going to the provider and coming back, linking what
// came back to an account, the list in « Sécurité », and signing out at the provider, too.
package federationweb

import (
	"context"
	"net/http"
	"net/url"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/federation"
	"preau/internal/core/account/session"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

// The cookies, all sealed.
const (
	cookieTrip  = "trajet"
	cookieWaits = "identite"
	cookieEnds  = "fournisseur"
	cookieOut   = "sortie"
)

// The names of the forms' fields, and of what addresses carry.
const (
	fieldBack     = "suite"
	fieldIdentity = "identite"
	fieldDrop     = "abandon"
	fieldProve    = "confirmer"
	pathProvider  = "fournisseur"
)

const (
	securityPath = "/compte/securite"
	unlinkPath   = securityPath + "/identites/retrait"
	goPath       = federation.EndPath + "/depart"

	identitiesTail = "/identites" // of an account's page
)

// Options are what the pages need.
type Options struct {
	Frame   *frame.Frame
	Service *federation.Service
	// Enter gives the browser the session that was opened, and leads on.
	Enter func(w http.ResponseWriter, r *http.Request, o session.Session, to string, said ...i18n.Msg) error
	// Renew gives the browser what its session has since a proof.
	Renew func(w http.ResponseWriter, r *http.Request) error
	// Browser is where a session is opened.
	Browser func(*http.Request) account.Browser
	// Back is an address of this site to which signing in may lead, made of what somebody may have forged.
	Back     func(string) string
	Settings func(context.Context) (instance.Settings, error)
	// SignIn, Link and SignUp are the addresses of the other ways in, that lead on to a page; empty where they are switched off.
	SignIn       func(back string) string
	Link, SignUp func(set instance.Settings, back string) string
}

// Handler answers for these pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o: o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(federation.StartPath+"{fournisseur}", h.start)
	m.Get(federation.StartPath+"{fournisseur}/retour", h.finish)
	m.Get(federation.LinkPath, h.linkForm)
	m.Post(federation.LinkPath, h.link)
	m.Post(unlinkPath, h.unlink)
	m.Get(answer.AccountsPath+"/{n}"+identitiesTail, h.ofAccount)
	m.Post(answer.AccountsPath+"/{n}"+identitiesTail, h.unlinkFor)
	m.Get(federation.EndPath, h.end)
	m.Get(goPath, h.goEnd)
	m.Get(federation.EndPath+"/retour", h.ended)
}

// SignedOut is where one goes from signing out: to the provider's end when the session began there; empty: nowhere in particular.
func (h *Handler) SignedOut(r *http.Request) string {
	if h.o.Service.Began(web.Cookie(r, cookieEnds), frame.Actor(r).Session) {
		return federation.EndPath
	}
	return ""
}

// startPath is where going to a provider begins, that leads on to a page.
func startPath(provider, back string) string {
	path := federation.StartPath + url.PathEscape(provider)
	if back == "" || back == "/" {
		return path
	}
	return path + "?" + url.Values{fieldBack: {back}}.Encode()
}

// proving is where going to a provider begins to prove again who one is.
func proving(provider, back string) string {
	return federation.StartPath + url.PathEscape(provider) + "?" + url.Values{fieldProve: {"1"}, fieldBack: {back}}.Encode()
}

func own(r *http.Request) (access.Actor, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	return who, nil
}
