package federationweb

import (
	"net/http"

	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/federation/federationweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

// end says that one is signed out here, and goes on to sign out at the provider. It is a page, not a redirect: browsers refuse that a
// form leads to another site, and providers lead on to others whom nobody can name.
func (h *Handler) end(w http.ResponseWriter, r *http.Request) error {
	p, ok := h.o.Service.Ending(web.Cookie(r, cookieEnds))
	if !ok || frame.Actor(r).SignedIn() { // who is signed in here did not come from signing out
		return web.SeeOther(w, r, "/")
	}
	t := web.T(r)
	w.Header().Set("Refresh", "0; url="+goPath)
	return h.o.Frame.Render(w, r, http.StatusOK, answer.Bare(t, t.S(msg.EndTitle), answer.Refusal{}), endHTML(endPage{T: t, Name: p.Name}))
}

// goEnd leads to the provider's end.
func (h *Handler) goEnd(w http.ResponseWriter, r *http.Request) error {
	if frame.Actor(r).SignedIn() {
		return web.SeeOther(w, r, "/")
	}
	keep := web.Cookie(r, cookieEnds)
	p, _ := h.o.Service.Ending(keep)
	web.ClearCookie(w, r, cookieEnds)
	to, out, err := h.o.Service.End(r.Context(), keep)
	switch {
	case err != nil:
		t := web.T(r)
		x, ok := answer.Of(w, t, err)
		if !ok {
			return err
		}
		return h.o.Frame.Render(w, r, x.Status, answer.Bare(t, t.S(msg.EndTitle), x), troubleHTML(troublePage{T: t, Refusal: x, Else: "/", Away: p.Name}))
	case to == "":
		return web.SeeOther(w, r, "/")
	}
	web.SetCookie(w, r, cookieOut, out, 0)
	web.LeadAway(w, to)
	return nil
}

// ended is where the provider leads back to. Whoever did not ask for it is told nothing.
func (h *Handler) ended(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	out := web.Cookie(r, cookieOut)
	web.ClearCookie(w, r, cookieOut)
	if !h.o.Service.Ended(out, f.Value("state")) {
		return web.SeeOther(w, r, "/")
	}
	return web.SeeOther(w, r, "/", i18n.M(msg.Ended))
}
