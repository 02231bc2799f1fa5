package federationweb

import (
	"net/http"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/federation"
	"preau/internal/core/account/federation/federationweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// start leads to the provider. It writes nothing: what belongs to the trip goes with the browser.
func (h *Handler) start(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	key, back := r.PathValue(pathProvider), h.o.Back(f.Value(fieldBack))
	if fromElsewhere(r) {
		return h.ask(w, r, key, again(key, back, f.Has(fieldProve)), back)
	}
	to, keep, err := h.o.Service.Begin(r.Context(), frame.Actor(r), key, back, f.Has(fieldProve))
	if err != nil {
		return h.trouble(w, r, key, again(key, back, f.Has(fieldProve)), back, err)
	}
	web.SetCookie(w, r, cookieTrip, keep, 0)
	web.LeadAway(w, to)
	return nil
}

// fromElsewhere says whether another site's page led here. An address that was typed or kept is the person's own act, as is a button of ours;
// a browser that tells nothing is believed.
func fromElsewhere(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "cross-site" || site == "same-site"
}

// ask is the page between a link of another site and the provider, which would open a session without a word where it knows the browser
// (ASVS 7.6.2).
func (h *Handler) ask(w http.ResponseWriter, r *http.Request, key, start, back string) error {
	if err := h.o.Service.Open(r.Context(), key); err != nil {
		return h.trouble(w, r, key, "", back, err)
	}
	t, name := web.T(r), h.o.Service.Name(key)
	p := askPage{T: t, Name: name, Start: start, Else: h.o.SignIn(back), SignedIn: frame.Actor(r).SignedIn()}
	return h.o.Frame.Render(w, r, http.StatusOK, answer.Bare(t, t.S(msg.AskTitle, "name", name), answer.Refusal{}), askHTML(p))
}

// finish is where the provider leads back to. The address holds a code that served: nothing tells it on.
func (h *Handler) finish(w http.ResponseWriter, r *http.Request) error {
	web.HideAddress(w)
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	key, keep := r.PathValue(pathProvider), web.Cookie(r, cookieTrip)
	back, proves := h.o.Service.Back(keep)
	web.ClearCookie(w, r, cookieTrip)
	came, err := h.o.Service.Finish(r.Context(), frame.Actor(r), key, keep, federation.Answer{
		State: f.Value("state"), Code: f.Value("code"), Refused: f.Value("error"),
	}, h.o.Browser(r))
	if err != nil {
		return h.trouble(w, r, key, again(key, back, proves), back, err)
	}
	if came.Ends != "" && !came.Proven {
		web.SetCookie(w, r, cookieEnds, came.Ends, 0)
	}
	switch {
	case came.Waits != "":
		web.SetCookie(w, r, cookieWaits, came.Waits, 0)
		return web.SeeOther(w, r, linkPath(came.Back))
	case came.Proven:
		if err := h.o.Renew(w, r); err != nil {
			return err
		}
		return web.SeeOther(w, r, came.Back, i18n.M(msg.Proven))
	case came.Already:
		return web.SeeOther(w, r, came.Back, i18n.M(msg.Already))
	}
	return h.o.Enter(w, r, came.Session, came.Back)
}

// again begins a trip once more.
func again(key, back string, proves bool) string {
	if proves {
		return proving(key, back)
	}
	return startPath(key, back)
}

// trouble is the page of a trip that did not end well: what happened, and the ways out.
func (h *Handler) trouble(w http.ResponseWriter, r *http.Request, key, again, back string, err error) error {
	t := web.T(r)
	x, ok := answer.Of(w, t, err)
	if !ok {
		return err
	}
	p := troublePage{T: t, Refusal: x, Again: again, Else: h.o.SignIn(back), SignedIn: frame.Actor(r).SignedIn()}
	return h.o.Frame.Render(w, r, x.Status, answer.Bare(t, t.S(msg.TroubleTitle, "name", h.o.Service.Name(key)), x), troubleHTML(p))
}

// Ways are the buttons by which who has linked an identity proves again who they are.
func (h *Handler) Ways(r *http.Request, who access.Actor, set instance.Settings, back string) (ui.Parts, error) {
	lines, err := h.o.Service.Mine(r.Context(), who)
	t := web.T(r)
	var out ui.Parts
	for _, p := range h.o.Service.Providers(set) {
		if slices.ContainsFunc(lines, func(l federation.Line) bool { return l.Provider == p.Key && !l.Idle }) {
			out = append(out, ui.Button{Label: label(t, p), Href: proving(p.Key, back)})
		}
	}
	return out, err
}

// Doors are the buttons of « Connexion », one a provider.
func (h *Handler) Doors(r *http.Request, set instance.Settings, back string) []Door {
	t := web.T(r)
	var out []Door
	for _, p := range h.o.Service.Providers(set) {
		out = append(out, Door{Label: label(t, p), Href: startPath(p.Key, back), About: about(t, p)})
	}
	return out
}
