// Package passkeyweb is the pages of passkeys: signing in by one, adding one, and the list in « Sécurité ».
//
// The question is on the page and its challenge in a sealed cookie, so that showing it writes nothing; the browser's answer comes back as
// a field of a form. Without scripts the pages say that passkeys need them, and lead to the other ways.
package passkeyweb

import (
	"net/http"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/passkey"
	"preau/internal/core/account/passkey/passkeyweb/msg"
	"preau/internal/core/account/session"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/ceremony"
)

// cookie holds the challenge, sealed.
const cookie = "defi"

// The names of the forms' fields.
const (
	fieldBack = "suite"
	fieldKey  = "cle"
	fieldWas  = "avant" // the name that the form was shown with
)

const (
	securityPath = "/compte/securite"
	removePath   = securityPath + "/cles/retrait"
	renamePath   = securityPath + "/cles/nom"
	script       = "passkey.js"
)

// Options are what the pages need.
type Options struct {
	Frame   *frame.Frame
	Service *passkey.Service
	// Enter gives the browser the session that was opened, and leads on.
	Enter func(w http.ResponseWriter, r *http.Request, o session.Session, to string, said ...i18n.Msg) error
	// Renew gives the browser what its session has since a proof.
	Renew   func(w http.ResponseWriter, r *http.Request) error
	Browser func(*http.Request) account.Browser
	Back    func(string) string      // an address of this site to which signing in may lead
	SignIn  func(back string) string // the other ways in
	Prove   func(back string) string // the other ways to prove again who one is
	Named   func(userAgent string) string
}

// Handler answers for these pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o: o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(passkey.SignInPath, h.signInForm)
	m.Post(passkey.SignInPath, h.signIn)
	m.Get(passkey.ProvePath, h.proveForm)
	m.Post(passkey.ProvePath, h.prove)
	m.Get(passkey.NewPath, h.addForm)
	m.Post(passkey.NewPath, h.add)
	m.Post(removePath, h.remove)
	m.Post(renamePath, h.rename)
	m.Get(answer.AccountsPath+"/{n}"+keysTail, h.ofAccount)
	m.Post(answer.AccountsPath+"/{n}"+keysTail, h.removeFor)
}

// Doors is the button of « Connexion », if passkeys are on.
func (h *Handler) Doors(r *http.Request, set instance.Settings, back string) []accountweb.Door {
	if !h.o.Service.On(set) {
		return nil
	}
	return []accountweb.Door{{Label: web.T(r).S(msg.Door), Href: leading(passkey.SignInPath, back)}}
}

// Part is what « Sécurité » shows of passkeys; nil where there are none and can be none.
func (h *Handler) Part(r *http.Request, who access.Actor, set instance.Settings) (templ.Component, error) {
	keys, err := h.o.Service.Mine(r.Context(), who)
	if err != nil || len(keys) == 0 && !h.o.Service.On(set) {
		return nil, err
	}
	return partHTML(part{T: web.T(r), Key: id.New(), Keys: keys, On: h.o.Service.On(set), Now: web.At(r)}), nil
}

func (h *Handler) signInForm(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	if frame.Actor(r).SignedIn() {
		return web.SeeOther(w, r, h.o.Back(f.Value(fieldBack)))
	}
	return h.renderSignIn(w, r, f, answer.Refusal{Status: http.StatusOK})
}

// signIn opens a session by what the browser answered.
func (h *Handler) signIn(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	keep := web.Cookie(r, cookie)
	web.ClearCookie(w, r, cookie)
	o, err := h.o.Service.SignIn(r.Context(), frame.Actor(r), keep, f.Value(ceremony.Answer), h.o.Browser(r))
	if err == nil {
		return h.o.Enter(w, r, o, h.o.Back(f.Value(fieldBack)))
	}
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	return h.renderSignIn(w, r, f, x)
}

func (h *Handler) renderSignIn(w http.ResponseWriter, r *http.Request, f *web.Form, x answer.Refusal) error {
	options, keep, err := h.o.Service.AskSignIn(r.Context())
	if err != nil {
		return err
	}
	web.SetCookie(w, r, cookie, keep, 0)
	t, back := web.T(r), h.o.Back(f.Value(fieldBack))
	p := signInPage{T: t, Refusal: x, Options: options, Script: web.Asset(r, script), Action: passkey.SignInPath, Back: back, Else: h.o.SignIn(back)}
	return h.o.Frame.Render(w, r, x.Status, answer.Bare(t, t.S(msg.SignInTitle), x), signInHTML(p))
}

func (h *Handler) addForm(w http.ResponseWriter, r *http.Request) error {
	return h.renderAdd(w, r, h.o.Named(r.UserAgent()), answer.Refusal{Status: http.StatusOK})
}

// add keeps the key that the browser made.
func (h *Handler) add(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	keep := web.Cookie(r, cookie)
	err = h.o.Service.Add(r.Context(), frame.Actor(r), passkey.NewKey{Name: f.Value(passkey.FieldName), Answer: f.Value(ceremony.Answer), Keep: keep})
	if err == nil {
		web.ClearCookie(w, r, cookie)
		if err := h.o.Renew(w, r); err != nil {
			return err
		}
		return web.SeeOther(w, r, securityPath, i18n.M(msg.Added))
	}
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	return h.renderAdd(w, r, f.Line(passkey.FieldName, passkey.MaxName), x)
}

func (h *Handler) renderAdd(w http.ResponseWriter, r *http.Request, name string, x answer.Refusal) error {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	options, keep, err := h.o.Service.AskAdd(r.Context(), who)
	if err != nil {
		return err
	}
	web.SetCookie(w, r, cookie, keep, 0)
	t := web.T(r)
	p := addPage{T: t, Key: id.New(), Refusal: x, Options: options, Script: web.Asset(r, script), Name: name}
	head := &ui.Head{T: t, Title: t.S(msg.AddTitle), Lead: t.S(msg.AddLead), Crumbs: []ui.Link{{Label: t.S(msg.Security), Href: securityPath}, {Label: t.S(msg.AddTitle)}}}
	return h.o.Frame.Render(w, r, x.Status, frame.Page{Head: head, Place: "security", Wrong: x.Wrong(), Reason: x.Code()}, addHTML(p))
}

// remove takes a key away.
func (h *Handler) remove(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.o.Service.Remove(r.Context(), frame.Actor(r), f.Value(fieldKey)); err != nil {
		return err
	}
	return web.SeeOther(w, r, securityPath, i18n.M(msg.Removed))
}
