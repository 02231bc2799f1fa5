package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/id"
)

const contentPolicy = "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'; form-action 'self'; " +
	"script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP begins the walk: names the request, notes its arrival, and writes its line in the log whatever happens inside.
func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{app: a, rw: &response{ResponseWriter: w}, id: a.requestID(r), at: a.Clock.Now()}
	ctx, statements := a.Tally(context.WithValue(r.Context(), callKey{}, c))
	ctx, c.rw.still = stillness(ctx, a.Patience)
	defer c.rw.still.end()
	c.statements, r, c.machine = statements, r.WithContext(id.WithRequest(ctx, c.id)), a.API.has(r.URL.Path)
	if r.Body != nil {
		r.Body = moving{r.Body, c.rw.still}
	}
	c.req, c.t = r, a.Catalogue.For(a.negotiate(r), a.Zone())
	a.protect(w.Header(), c)
	if a.Watch != nil {
		a.Watch.Began()
	}
	defer a.record(r, c)
	a.guarded(r, c)
}

// guarded runs the rest of the chain and turns a panic into an error page.
// http.ErrAbortHandler goes through: it is how net/http breaks a connection.
func (a *app) guarded(r *http.Request, c *call) {
	w := compress(c.rw, r)
	defer func() {
		v := recover()
		if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(v)
		}
		switch err, _ := v.(error); {
		case v == nil:
		case c.failing && apperr.Is(err, apperr.Unavailable): // its page is drawn from what is away: no fault of ours
			a.fail(w, c.req, err)
		default:
			a.fail(w, c.req, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
		}
		w.close()
	}()
	if err := a.route(w, r, c); err != nil {
		a.fail(w, c.req, err)
	}
}

func (a *app) route(w http.ResponseWriter, r *http.Request, c *call) error {
	switch path := r.URL.Path; {
	case path == "/healthz" || path == readyPath:
		c.pattern = path
		return a.health(w, r)
	case strings.HasPrefix(path, staticPrefix) && a.Assets != nil:
		c.pattern = staticPrefix
		if a.Assets.serve(c.rw, r) { // packed already
			return nil
		}
	}
	return a.page(w, r, c)
}

// page serves what depends on who asks: identified, in their language, and not forged by another site.
func (a *app) page(w http.ResponseWriter, r *http.Request, c *call) error {
	w.Header().Set("Cache-Control", "private, no-store")
	if c.machine {
		who, err := a.API.Identify(r)
		if err != nil {
			return err
		}
		c.req = who
		return a.mux.dispatch(w, who)
	}
	if a.Identify != nil {
		who, err := a.Identify(r)
		if err != nil {
			return err
		}
		r, c.req = who, who
	}
	if a.Language != nil {
		if lang := a.Language(r); lang != "" {
			c.t = a.Catalogue.For(lang, a.Zone())
		}
	}
	if err := a.forged.Check(r); err != nil {
		c.forged = true
		return forgedErr(err)
	}
	return a.mux.dispatch(w, r)
}

// protect sets the headers that hold on every answer.
func (a *app) protect(h http.Header, c *call) {
	h.Set("X-Request-Id", c.id)
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	if a.secure {
		hsts := "max-age=31536000"
		if a.Subdomains {
			hsts += "; includeSubDomains"
		}
		h.Set("Strict-Transport-Security", hsts)
	}
}

// HideAddress keeps the page's address, which holds a secret, out of the Referer header, even towards this site.
// It is strict-origin rather than no-referrer, because browsers send « Origin: null » with a form posted from a
// no-referrer page, which the guard against forged posts cannot tell from another site's.
func HideAddress(w http.ResponseWriter) { w.Header().Set("Referrer-Policy", "strict-origin") }

var wellFormedID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// requestID keeps the id given by a trusted proxy, so that its log and ours can be read together.
func (a *app) requestID(r *http.Request) string {
	if given := r.Header.Get("X-Request-Id"); wellFormedID.MatchString(given) && a.trusted(remote(r)) {
		return given
	}
	return id.New()
}

func (a *app) trusted(ip netip.Addr) bool {
	for _, p := range a.TrustedProxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

// record writes the request's line. It holds nothing personal: the route, never the address asked for, and no client address.
func (a *app) record(r *http.Request, c *call) {
	status := c.rw.status
	if c.gone && status == 0 {
		status = statusGone
	}
	if status == 0 {
		status = http.StatusOK
	}
	pattern := c.pattern
	if pattern == "" {
		pattern = "-"
	}
	spent := max(0, a.Clock.Now().Sub(c.at))
	if a.Watch != nil {
		a.Watch.Served(pattern, plainMethod(r.Method), status, spent)
	}
	a.Log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelInfo, "request",
		slog.String("route", pattern), slog.String("method", plainMethod(r.Method)), slog.Int("status", status),
		slog.Float64("ms", float64(spent)/float64(time.Millisecond)), slog.Int64("bytes", c.rw.bytes),
		slog.Int64("statements", c.statements()), slog.String("request_id", c.id))
	a.recordRefusal(c, pattern, cmp.Or(c.refused, status))
}

// plainMethod keeps what a client invents out of the log.
func plainMethod(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}
