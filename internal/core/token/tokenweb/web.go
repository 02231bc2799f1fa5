// Package tokenweb is the page of a person's access tokens: the list, making one, revoking one.
//
// A token's secret is on the answer to the form that made it, and on no other page: there is no address under which it
// could be asked for again.
package tokenweb

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/token"
	"preau/internal/core/token/tokenweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// place is the page's key in the left column of a person's own space.
const place = "tokens"

// Handler answers for this page.
type Handler struct {
	tokens *token.Service
	frame  *frame.Frame
}

// New makes the handler.
func New(s *token.Service, f *frame.Frame) *Handler { return &Handler{tokens: s, frame: f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(token.Path, h.list)
	m.Post(token.Path, h.make)
	m.Post(token.Path+"/{n}/revocation", h.revoke)
}

// form is what was typed, or what is proposed.
type form struct {
	Name   string
	Scopes []string
	Days   int
	Faults ui.Faults
}

type tokensPage struct {
	T       *i18n.T
	Key     string
	Now     time.Time
	Who     access.Actor
	Scopes  []token.Scope
	Tokens  []token.Token
	Form    form
	Reasons []apperr.Reason
	Made    token.Made // with its secret; zero on other answers
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	return h.render(w, r, http.StatusOK, tokensPage{Form: form{Days: 90}})
}

// make makes a token, and shows it this once.
func (h *Handler) make(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(f.Value(token.FieldDays))
	if err != nil {
		days = 0 // the use case refuses it by name
	}
	typed := form{Name: f.Value(token.FieldName), Scopes: f.Values(token.FieldScopes), Days: days}
	made, err := h.tokens.Make(r.Context(), frame.Actor(r), token.Wish{
		Name: typed.Name, Scopes: typed.Scopes, Days: days,
	})
	if err == nil {
		return h.render(w, r, http.StatusCreated, tokensPage{Made: made, Form: form{Days: 90}})
	}
	status, ok := formStatus(w, err)
	if !ok {
		return err
	}
	typed.Faults = ui.FaultsOf(web.T(r), err)
	return h.render(w, r, status, tokensPage{Form: typed})
}

// formStatus says how a refused form comes back filled in. Other errors get a page of their own: false.
func formStatus(w http.ResponseWriter, err error) (int, bool) {
	e, ok := apperr.As(err)
	if !ok {
		return 0, false
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
	}
	switch e.Kind {
	case apperr.Invalid:
		return http.StatusUnprocessableEntity, true
	case apperr.Conflict:
		return http.StatusConflict, true
	case apperr.TooMany:
		return http.StatusTooManyRequests, true
	case apperr.Unavailable:
		return http.StatusServiceUnavailable, true
	case apperr.Internal, apperr.Unauthenticated, apperr.Forbidden, apperr.NotFound:
	}
	return 0, false
}

// revoke ends a token at once.
func (h *Handler) revoke(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != r.PathValue("n") {
		return apperr.NotFoundErr()
	}
	if err := h.tokens.Revoke(r.Context(), frame.Actor(r), n); err != nil {
		return err
	}
	return web.SeeOther(w, r, token.Path, i18n.M(msg.Revoked))
}

func (h *Handler) render(w http.ResponseWriter, r *http.Request, status int, p tokensPage) error {
	var err error
	if p.Tokens, err = h.tokens.Tokens(r.Context(), frame.Actor(r)); err != nil {
		return err
	}
	p.T, p.Key, p.Now, p.Who, p.Scopes = web.T(r), id.New(), web.At(r), frame.Actor(r), h.tokens.Scopes()
	head := &ui.Head{T: p.T, Title: p.T.S(msg.Title), Lead: p.T.S(msg.Lead), Acts: ui.Parts{ui.Button{Label: p.T.S(msg.Guide), Href: "/api"}}}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Place: place, Wrong: len(p.Form.Faults) > 0}, tokensHTML(p))
}
