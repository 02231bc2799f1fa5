package passkeyweb

import (
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/passkey"
	"preau/internal/core/account/passkey/passkeyweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/ceremony"
)

// Way is the button by which who has a passkey proves again who they are; nil for others.
func (h *Handler) Way(r *http.Request, who access.Actor, set instance.Settings, back string) (ui.Parts, error) {
	if !h.o.Service.On(set) {
		return nil, nil
	}
	keys, err := h.o.Service.Mine(r.Context(), who)
	for _, k := range keys {
		if k.State == passkey.Live {
			return ui.Parts{ui.Button{Label: web.T(r).S(msg.Door), Icon: ui.IconKey, Href: leading(passkey.ProvePath, back)}}, err
		}
	}
	return nil, err
}

func (h *Handler) proveForm(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	return h.renderProve(w, r, f, answer.Refusal{Status: http.StatusOK})
}

// prove proves that it is still the person of the session, by what the browser answered.
func (h *Handler) prove(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	keep := web.Cookie(r, cookie)
	web.ClearCookie(w, r, cookie)
	err = h.o.Service.Prove(r.Context(), frame.Actor(r), keep, f.Value(ceremony.Answer), web.ClientNet(r))
	if err == nil {
		if err := h.o.Renew(w, r); err != nil {
			return err
		}
		return web.SeeOther(w, r, h.o.Back(f.Value(fieldBack)), i18n.M(msg.Proven))
	}
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	return h.renderProve(w, r, f, x)
}

func (h *Handler) renderProve(w http.ResponseWriter, r *http.Request, f *web.Form, x answer.Refusal) error {
	if !frame.Actor(r).SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	options, keep, err := h.o.Service.AskSignIn(r.Context())
	if err != nil {
		return err
	}
	web.SetCookie(w, r, cookie, keep, 0)
	t, back := web.T(r), h.o.Back(f.Value(fieldBack))
	p := signInPage{T: t, Refusal: x, Options: options, Script: web.Asset(r, script), Action: passkey.ProvePath, Back: back, Else: h.o.Prove(back)}
	return h.o.Frame.Render(w, r, x.Status, answer.Bare(t, t.S(msg.ProveTitle), x), signInHTML(p))
}
