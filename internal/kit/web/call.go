package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// call is what the chain knows of one request. It sits in the context as a pointer, so that what is learnt
// further in (the route, the form) is seen further out (the log, the error page).
type call struct {
	app         *app
	rw          *response
	id          string
	at          time.Time
	pattern     string        // the route's, as registered; "" until known
	req         *http.Request // as identified, for the error page after a panic
	machine     bool          // a program calls the API
	gone        bool          // the client left before the answer
	forged      bool          // another site's form
	refused     int           // the status of the refusal, which a visitor led to the sign-in page never sees; 0: none, or the answer's own
	reason      string        // the code of the first reason for it
	ahead       string        // the page that comes before the one asked for; empty: none
	carried     [2]string     // the name and value that the page's forms carry, see Carry
	failing     bool          // the error page is being drawn
	unavailable *apperr.Error // which that page says
	statements  func() int64  // asked of the database so far
	t           *i18n.T
	form        *Form
	formErr     error
	flashes     []Flash
	taken       bool
	cut         func() *Form // a form that was refused while it was read, with the rest of its fields
	upload      bool         // a form with files is expected, and its body held to what its route takes
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// T speaks the request's language, and writes instants in the instance's time zone.
// It panics outside the chain, which is a programmer's error.
func T(r *http.Request) *i18n.T { return callOf(r.Context()).t }

// RequestID names the request in logs and on error pages; "" outside a request.
func RequestID(ctx context.Context) string {
	if c := callOf(ctx); c != nil {
		return c.id
	}
	return ""
}

// At is the instant at which the request reached the server. It decides deadlines: waiting for the database does not make anyone late.
func At(r *http.Request) time.Time {
	if c := callOf(r.Context()); c != nil {
		return c.at
	}
	return time.Time{}
}

// Log is the logger that names the request in each line.
func Log(ctx context.Context) *slog.Logger {
	if c := callOf(ctx); c != nil {
		return c.app.Log.With("request_id", c.id)
	}
	return slog.New(slog.DiscardHandler)
}

// Pattern is the route under which the running request is served, as it was registered; "" on a page that is not there.
func Pattern(r *http.Request) string {
	if c := callOf(r.Context()); c != nil {
		return c.pattern
	}
	return ""
}

// Asset is the address of a static file, its hash included. An unknown name gives an address that answers 404.
func Asset(r *http.Request, name string) string {
	if c := callOf(r.Context()); c != nil {
		return c.app.Assets.Asset(name)
	}
	return staticPrefix + name
}
