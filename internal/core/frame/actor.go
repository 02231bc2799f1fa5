package frame

import (
	"context"
	"net/http"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// SessionCookie holds the session's secret.
const SessionCookie = "session"

type actorKey struct{}

// Identify puts who acts into the request's context. A cookie that opens no session is a visitor's.
func (f *Frame) Identify(r *http.Request) (*http.Request, error) {
	secret := web.Cookie(r, SessionCookie)
	if secret == "" {
		return r, nil
	}
	who, ok, err := f.o.Identify(r.Context(), secret)
	if err != nil || !ok {
		return r, err
	}
	return r.WithContext(ui.Reader(context.WithValue(r.Context(), actorKey{}, who), who.ID)), nil
}

// Number is that of the account that was identified; 0 of a visitor.
func Number(r *http.Request) int64 {
	who, _ := r.Context().Value(actorKey{}).(access.Actor)
	return who.Number
}

// Language is the identified person's own choice.
func Language(r *http.Request) i18n.Lang {
	who, _ := r.Context().Value(actorKey{}).(access.Actor)
	return who.Lang
}

// Actor is who acts in this request, with the form's key and the instant at which the request arrived.
// The handler hands it on as an argument: the actor leaves the request there.
func Actor(r *http.Request) access.Actor {
	who, _ := r.Context().Value(actorKey{}).(access.Actor)
	p := web.Posted(r)
	who.Key, who.Body, who.Act, who.At = p.Key, p.Body, p.Act, p.At
	return who
}

// Opened sets the cookie of a session that was just opened.
func Opened(w http.ResponseWriter, r *http.Request, secret string, life time.Duration) {
	web.SetCookie(w, r, SessionCookie, secret, life)
}

// Closed drops the session's cookie, and what scripts may ever have stored: nothing today. The cache is left alone: no page is in it
// (no-store), and to clear it makes some browsers wait for seconds.
func Closed(w http.ResponseWriter, r *http.Request) {
	web.ClearCookie(w, r, SessionCookie)
	w.Header().Set("Clear-Site-Data", `"storage"`)
}
