package notifyweb

import (
	"net/http"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/core/notify"
	"preau/internal/core/notify/notifyweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// stopForm shows what a mail's unsubscribe link would switch off, to whoever holds it. It changes nothing: scanners of
// mail open links too.
func (h *Handler) stopForm(w http.ResponseWriter, r *http.Request) error {
	return h.renderStop(w, r, false)
}

// stop does it: by the page's button, or by the mail program's own (RFC 8058), which has no cookie and no origin to
// show and follows no redirect. So it has no key, may be repeated, and answers at once.
func (h *Handler) stop(w http.ResponseWriter, r *http.Request) error {
	err := h.o.Notify.Stop(r.Context(), frame.Actor(r), r.PathValue("secret"))
	if err != nil && !apperr.Is(err, apperr.NotFound) {
		return err
	}
	return h.renderStop(w, r, err == nil)
}

func (h *Handler) renderStop(w http.ResponseWriter, r *http.Request, done bool) error {
	web.HideAddress(w)
	secret := r.PathValue("secret")
	r = withoutSecret(r, secret)
	t := web.T(r)
	l, err := h.o.Notify.StopLink(r.Context(), secret)
	if apperr.Is(err, apperr.NotFound) {
		return h.o.Frame.Render(w, r, http.StatusNotFound, frame.Page{Head: &ui.Head{T: t, Title: t.S(msg.StopDead)}, Bare: true}, deadStop(t))
	}
	if err != nil {
		return err
	}
	p := stopPage{T: t, Path: notify.StopPath + secret, Kind: h.o.Notify.Label(t, l.Kind), Address: l.Address, Done: done, Off: l.Off}
	for _, k := range l.Kinds {
		p.Kinds = append(p.Kinds, h.o.Notify.Label(t, k))
	}
	head := &ui.Head{T: t, Title: t.S(msg.Stop)}
	if l.Off {
		head.Title = t.S(msg.Stopped)
	}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true}, stop(p))
}

// withoutSecret is the request as the frame may know it: it writes the page's address into « Nous contacter ».
func withoutSecret(r *http.Request, secret string) *http.Request {
	c, u := *r, *r.URL
	u.Path, u.RawPath = strings.TrimSuffix(u.Path, secret), ""
	c.URL = &u
	return &c
}
