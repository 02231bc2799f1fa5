package federationweb

import (
	"net/http"
	"net/url"

	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/federation"
	"preau/internal/core/account/federation/federationweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
)

// linkPath is the page on which what waits is linked, that leads on to another.
func linkPath(back string) string {
	if back == "" || back == "/" {
		return federation.LinkPath
	}
	return federation.LinkPath + "?" + url.Values{fieldBack: {back}}.Encode()
}

// linkForm says whose identity waits, and how it is linked: by who is signed in, at a button; others sign in first.
func (h *Handler) linkForm(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	return h.renderLink(w, r, f, answer.Refusal{Status: http.StatusOK})
}

// link links what waits to the account of who is signed in, or gives it up.
func (h *Handler) link(w http.ResponseWriter, r *http.Request) error {
	who, err := own(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	to := h.o.Back(f.Value(fieldBack))
	if f.Has(fieldDrop) {
		web.ClearCookie(w, r, cookieWaits)
		return web.SeeOther(w, r, to)
	}
	if err := h.o.Service.Link(r.Context(), who, web.Cookie(r, cookieWaits)); err != nil {
		x, ok := answer.Of(w, web.T(r), err)
		if !ok {
			return err
		}
		return h.renderLink(w, r, f, x)
	}
	web.ClearCookie(w, r, cookieWaits)
	if keep := h.o.Service.Bound(web.Cookie(r, cookieEnds), who.Session); keep != "" {
		web.SetCookie(w, r, cookieEnds, keep, 0)
	}
	return web.SeeOther(w, r, to, i18n.M(msg.LinkedNow))
}

func (h *Handler) renderLink(w http.ResponseWriter, r *http.Request, f *web.Form, x answer.Refusal) error {
	waits, there, ok, err := h.o.Service.Look(r.Context(), web.Cookie(r, cookieWaits))
	if err != nil {
		return err
	}
	set, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	t, who := web.T(r), frame.Actor(r)
	back := h.o.Back(f.Value(fieldBack))
	here := linkPath(back)
	p := linkPage{
		T: t, Key: id.New(), Refusal: x, Waits: waits, Live: ok, There: there, Who: who, Name: h.o.Service.Name(waits.Provider), Back: back,
		SignIn: h.o.SignIn(here), Mail: h.o.Link(set, here), SignUp: h.o.SignUp(set, here),
	}
	title := t.S(msg.LinkTitle, "name", p.Name)
	if !ok {
		title = t.S(msg.NothingTitle)
	}
	return h.o.Frame.Render(w, r, x.Status, answer.Bare(t, title, x), linkHTML(p))
}
