// Package web turns use cases into pages: routes, handlers that return errors, forms, answers, and the chain that every
// request walks. It knows no business word: the application gives it its catalogue, who is who, and how an error page looks.
//
// The walk: request id and arrival instant → security headers → static files and health → compression → language →
// Identify → forged posts refused → body limit and form → handler → error page, and one line in the log whatever happened.
package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/text/language"

	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/i18n"
)

// HandlerFunc answers a request, or returns the error that the chain turns into a page.
// An error returned after the answer has begun breaks the connection, so that half a file never looks whole.
type HandlerFunc func(http.ResponseWriter, *http.Request) error

// ErrorFunc draws an error page with the status given. e is nil when the fault is the program's own:
// nothing about it may be shown but requestID. See Said for the words.
type ErrorFunc func(w http.ResponseWriter, r *http.Request, e *apperr.Error, status int, requestID string)

// Options is what the application passes to the chain. Clock, Log and Catalogue are needed; the rest may be left out.
type Options struct {
	Clock          clock.Clock
	Log            *slog.Logger
	Catalogue      *i18n.Catalogue // holds msg.Source() of this package
	Zone           func() *time.Location
	PublicURL      string         // scheme and host only; https makes cookies Secure and adds HSTS
	Subdomains     bool           // HSTS binds the subdomains of PublicURL's host, too
	TrustedProxies []netip.Prefix // whose X-Forwarded-For and X-Request-Id are believed
	Assets         *Assets        // served below /static/

	// Identify puts the actor in the request's context. It runs before every page, the 404 included,
	// and never on static files. It must not read the body.
	Identify func(*http.Request) (*http.Request, error)
	// Who is the number of the account that was identified, for the log's lines of refusals; 0: a visitor's. nil: no line names one.
	Who func(*http.Request) int64
	// Gate keeps who was identified from a page or an act until something else is done: nil, or what AheadErr makes. It knows
	// the route, runs before the handler, and never for the API.
	Gate func(*http.Request) error
	// Seal and Unseal keep what a browser holds for the next page from whoever reads its cookies; nil: it is in the clear. Empty: it cannot be.
	Seal   func(plain []byte) string
	Unseal func(sealed string) []byte
	// Language is the identified person's own choice, "" for none.
	Language func(*http.Request) i18n.Lang
	// Tally counts what a request asks of the database, for its line in the log.
	Tally  func(context.Context) (context.Context, func() int64)
	Errors ErrorFunc
	Watch  Watch // nil: nobody counts
	API    API
	Ready  func(context.Context) error // see Unready
	// Patience is how long a request may take while nothing of it is read or answered; 0: 45 s. Then it is refused as unavailable.
	Patience time.Duration
	SignIn   string // path of the sign-in page, /connexion when empty
}

// API is the part of the site that programs call, all that lies below Prefix. Nothing there looks at a cookie, so another
// site's page has nothing to forge with; who asks and how a refusal looks are its own, and it speaks the request's language.
type API struct {
	Prefix   string // "/api/"; empty: there is none
	Identify func(*http.Request) (*http.Request, error)
	Who      func(*http.Request) int64 // as Options.Who
	Errors   ErrorFunc
}

func (a API) has(path string) bool { return a.Prefix != "" && strings.HasPrefix(path, a.Prefix) }

// Watch is told of each request, by its route and never by its address.
type Watch interface {
	Began()
	Served(route, method string, status int, took time.Duration)
}

type app struct {
	Options
	mux     *Mux
	secure  bool
	forged  *http.CrossOriginProtection
	matcher language.Matcher
	known   map[i18n.Key]bool // what a flash cookie may say
	unready atomic.Bool       // and it was said
}

// Handler builds the chain around m. Routes added to m later are served too.
func Handler(m *Mux, o Options) (http.Handler, error) {
	if o.Clock == nil || o.Log == nil || o.Catalogue == nil {
		return nil, errors.New("web: Clock, Log and Catalogue are needed")
	}
	a := &app{Options: o, mux: m, forged: http.NewCrossOriginProtection(), known: map[i18n.Key]bool{}}
	if err := a.usePublicURL(); err != nil {
		return nil, err
	}
	a.Patience = cmp.Or(a.Patience, usualPatience)
	if a.SignIn == "" {
		a.SignIn = "/connexion"
	}
	if a.Zone == nil {
		a.Zone = func() *time.Location { return time.UTC }
	}
	if a.Tally == nil {
		a.Tally = func(ctx context.Context) (context.Context, func() int64) { return ctx, func() int64 { return 0 } }
	}
	if a.Errors == nil {
		a.Errors = a.plainError
	}
	tags := make([]language.Tag, len(i18n.Langs))
	for i, l := range i18n.Langs {
		tags[i] = language.Make(string(l))
	}
	a.matcher = language.NewMatcher(tags)
	for _, k := range o.Catalogue.Keys() {
		a.known[k] = true
	}
	return a, nil
}

func (a *app) usePublicURL() error {
	if a.PublicURL == "" {
		return nil
	}
	u, err := url.Parse(a.PublicURL)
	if err != nil {
		return fmt.Errorf("web: public URL: %w", err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.User != nil {
		return errors.New("web: the public URL is a scheme and a host, nothing else")
	}
	a.secure = u.Scheme == "https"
	return a.forged.AddTrustedOrigin(u.Scheme + "://" + u.Host)
}
