package web

import (
	"errors"
	"fmt"
	"net/http"
)

// Unready says why the program cannot serve now, in a word for the operator's monitor ("database", "migrations").
// Anyone may read Reason; Err goes to the log alone.
type Unready struct {
	Reason string
	Err    error
}

func (u *Unready) Error() string { return fmt.Sprintf("not ready: %s: %v", u.Reason, u.Err) }

// Unwrap gives the cause.
func (u *Unready) Unwrap() error { return u.Err }

// readyPath is what reverse proxies ask whether to send requests here.
const readyPath = "/readyz"

// health answers monitors, in plain text: /healthz says that the process runs, /readyz that it can serve.
func (a *app) health(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return errMethod
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	status, text := http.StatusOK, "ok"
	if r.URL.Path == readyPath && a.Ready != nil {
		if err := a.Ready(r.Context()); err != nil {
			status, text = http.StatusServiceUnavailable, "unavailable"
			if u := (*Unready)(nil); errors.As(err, &u) {
				text += ": " + u.Reason
			}
			if a.unready.CompareAndSwap(false, true) { // once, however often monitors ask
				Log(r.Context()).WarnContext(r.Context(), "not ready", "error", err.Error())
			}
		} else if a.unready.CompareAndSwap(true, false) {
			Log(r.Context()).InfoContext(r.Context(), "ready again")
		}
	}
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text) // the monitor may have gone
	return nil
}
