// Package termsweb is the pages of the operator's general conditions: for everybody to read, for who signs in to accept, and for
// administrators to write and publish. Its gate leads there whoever has not accepted yet.
package termsweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/core/terms"
	"preau/internal/core/terms/termsweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	publishPath = terms.DeskPath + "/publication"
	signOutPath = "/deconnexion"

	fieldVersion = "version"
	fieldBack    = "suite"

	placeTerms = "terms"
)

// Options are what the pages need.
type Options struct {
	Frame *frame.Frame
	Terms *terms.Service
	// Usual is the page of the conditions while the operator has published none.
	Usual web.HandlerFunc
}

// Handler answers for these pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o: o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(terms.Path, h.inForce)
	m.Get(terms.Path+"/{version}", h.version)
	m.Get(terms.AcceptPath, h.acceptForm)
	m.Post(terms.AcceptPath, h.accept)
	m.Get(terms.DeskPath, h.desk)
	m.Post(terms.DeskPath, h.save)
	m.Get(publishPath, h.publishForm)
	m.Post(publishPath, h.publish)
}

// Place is the conditions' place in the administration.
func Place() frame.Place {
	return frame.Place{Key: placeTerms, Label: msg.Conditions, Path: terms.DeskPath}
}

// Hint says what is done there, for the administration's index.
const Hint = msg.Hint

// refusal is why a form comes back, as its page shows it.
type refusal struct {
	Faults  ui.Faults
	Reasons []apperr.Reason
	Stale   bool // somebody was faster
	Status  int
}

// refusalOf says how a form comes back with what was typed. Other errors get a page of their own: false.
func refusalOf(t *i18n.T, err error) (refusal, bool) {
	e, ok := apperr.As(err)
	if !ok {
		return refusal{}, false
	}
	x := refusal{Faults: ui.FaultsOf(t, err), Reasons: e.Reasons}
	switch e.Kind {
	case apperr.Invalid:
		x.Status = http.StatusUnprocessableEntity
	case apperr.Forbidden:
		x.Status = http.StatusForbidden
	case apperr.Conflict:
		x.Status, x.Stale = http.StatusConflict, true
	case apperr.Internal, apperr.Unauthenticated, apperr.NotFound, apperr.TooMany, apperr.Unavailable:
		return x, false
	}
	return x, true
}

func (x refusal) wrong() bool { return len(x.Faults)+len(x.Reasons) > 0 }

func (x refusal) code() string {
	if len(x.Reasons) == 0 {
		return ""
	}
	return x.Reasons[0].Code
}

// number reads a version from a form: what is no number is a version that never was.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func crumbs(t *i18n.T, name string) []ui.Link {
	return []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: name}}
}
