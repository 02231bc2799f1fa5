package federationweb

import (
	"net/http"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/federation/federationweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
)

// Part is what « Sécurité » shows of linked identities; nil: nothing, where there is no provider and no identity.
func (h *Handler) Part(r *http.Request, who access.Actor, set instance.Settings) (templ.Component, error) {
	lines, err := h.o.Service.Mine(r.Context(), who)
	if err != nil {
		return nil, err
	}
	providers := h.o.Service.Providers(set)
	if len(providers) == 0 && len(lines) == 0 {
		return nil, nil
	}
	return partHTML(part{T: web.T(r), Key: id.New(), Lines: lines, Providers: providers, Now: web.At(r)}), nil
}

// unlink takes an identity away.
func (h *Handler) unlink(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.o.Service.Unlink(r.Context(), frame.Actor(r), f.Value(fieldIdentity))
	if err == nil {
		return web.SeeOther(w, r, securityPath, i18n.M(msg.UnlinkedNow))
	}
	t := web.T(r)
	x, ok := answer.Of(w, t, err)
	if !ok {
		return err
	}
	p := troublePage{T: t, Refusal: x, SignedIn: true}
	return h.o.Frame.Render(w, r, x.Status, answer.Bare(t, t.S(msg.Identities), x), troubleHTML(p))
}
