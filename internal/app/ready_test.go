package app_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/db/dbtest"
)

func (h *house) readiness() string {
	w := httptest.NewRecorder()
	h.a.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	return strings.TrimSpace(w.Body.String())
}

// A machine that starts is not ready before everything is there; one that was ready still says so for five seconds of a trouble that
// all machines share, then it does not, and it is back at once.
func TestReadiness(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := openHouse(t, d)
		says := func(when, want string) {
			t.Helper()
			if got := h.readiness(); got != want {
				t.Errorf("%s: %q, want %q", when, got, want)
			}
		}
		h.store.away = true
		says("at the start", "unavailable: files")
		h.store.away = false
		says("within the second", "unavailable: files")
		d.Clock.Advance(time.Second)
		says("with its files", "ok")
		h.store.away = true
		for range 6 {
			says("a short trouble", "ok")
			d.Clock.Advance(time.Second)
		}
		says("a long trouble", "unavailable: files")
		h.store.away = false
		d.Clock.Advance(time.Second)
		says("afterwards", "ok")
		h.vault.away = true
		for range 6 {
			says("a short trouble with the secrets", "ok")
			d.Clock.Advance(time.Second)
		}
		says("no demand can be opened", "unavailable: secrets")
		h.vault.away = false
		d.Clock.Advance(time.Second)
		says("with its secrets", "ok")
	})
}
