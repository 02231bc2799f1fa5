package oidc

import (
	"errors"
	"net/http"

	"golang.org/x/oauth2"
)

// Why is why a trip did not end well.
type Why string

// The whys.
const (
	Down   Why = "down"   // the provider does not answer
	Stale  Why = "stale"  // the code was used before, or what it gave has expired: another trip is the way out
	Broken Why = "broken" // the answer is not to be believed, or the provider does not know this platform
	Old    Why = "old"    // the person did not sign in at the provider again, or it does not say when they did
	Low    Why = "low"    // the person was not recognised at a level that the operator asks for
)

// Error is why a trip did not end well, and the cause, for the log alone.
type Error struct {
	Why Why
	Err error
}

// Error is for the log.
func (e *Error) Error() string { return "openid connect: " + string(e.Why) + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// WhyOf tells why; empty for another error.
func WhyOf(err error) Why {
	var e *Error
	if errors.As(err, &e) {
		return e.Why
	}
	return ""
}

func broken(what string) error { return &Error{Why: Broken, Err: errors.New(what)} }

// exchangeError tells a code that was used before from a provider that is down, and from one that refuses this platform.
func exchangeError(err error) error {
	var r *oauth2.RetrieveError
	switch {
	case !errors.As(err, &r):
		return &Error{Why: Down, Err: err}
	case r.ErrorCode == "invalid_grant":
		return &Error{Why: Stale, Err: err}
	case r.Response != nil && r.Response.StatusCode >= http.StatusInternalServerError:
		return &Error{Why: Down, Err: err}
	}
	return &Error{Why: Broken, Err: err}
}
