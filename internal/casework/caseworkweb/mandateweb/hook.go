package mandateweb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"preau/internal/casework/mandate"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/sms"
	"preau/internal/kit/web"
)

// Hook gives what a gateway signs by, and what takes its events; mandate.ErrNoWay while no gateway has a secret.
type Hook func(context.Context) (secret string, take func(context.Context, sms.Event) error, err error)

// HookHandler answers a gateway that tells what came in (C064).
type HookHandler struct{ hook Hook }

// NewHook makes the handler.
func NewHook(h Hook) *HookHandler { return &HookHandler{h} }

// Mount adds the route.
func (h *HookHandler) Mount(m *web.Mux) { m.Handle(http.MethodPost, instance.TextsHookPath, h.take) }

// take takes an event that the gateway signed just now. To anybody else it is not there, and while no gateway is set it is to nobody. A
// program reads the answer: it is a status, and a word for whoever sets the gateway up.
func (h *HookHandler) take(w http.ResponseWriter, r *http.Request) error {
	secret, take, err := h.hook(r.Context())
	if errors.Is(err, mandate.ErrNoWay) {
		return apperr.NotFoundErr()
	}
	if err != nil {
		return err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, sms.LongestHook))
	if err != nil {
		return say(w, http.StatusRequestEntityTooLarge, "too large")
	}
	e, err := sms.ReadHook(secret, r.Header, body, web.At(r))
	if errors.Is(err, sms.ErrSignature) {
		return say(w, http.StatusUnauthorized, "signature or time is wrong")
	}
	if err != nil {
		return say(w, http.StatusBadRequest, "not an event")
	}
	err = take(r.Context(), e)
	if k := apperr.KindOf(err); err != nil && (k == apperr.Unavailable || k == apperr.Conflict) {
		w.Header().Set("Retry-After", "60")
		return say(w, http.StatusServiceUnavailable, "later")
	}
	if err != nil {
		return err
	}
	return say(w, http.StatusOK, "taken")
}

// say is a word in plain text.
func say(w http.ResponseWriter, status int, word string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, word) // whoever asked may have gone
	return nil
}
