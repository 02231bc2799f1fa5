package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"

	"preau/internal/kit/clock"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/msg"
)

// site is a small application over the real chain.
type site struct {
	http.Handler
	mux   *web.Mux
	clock *clock.Manual
	log   *lines
}

// lines is a log that tests read.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// with gives the log's lines of this message.
func (l *lines) with(t *testing.T, message string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for s := range strings.Lines(l.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(s), &m); err != nil {
			t.Fatal(err)
		}
		if m["msg"] == message {
			out = append(out, m)
		}
	}
	return out
}

func newSite(t *testing.T, change ...func(*web.Options)) *site {
	t.Helper()
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{mux: web.NewMux(), clock: clock.NewManual(time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)), log: &lines{}}
	o := web.Options{Clock: s.clock, Log: slog.New(slog.NewJSONHandler(s.log, nil)), Catalogue: cat, PublicURL: "https://preau.test"}
	for _, f := range change {
		f(&o)
	}
	if s.Handler, err = web.Handler(s.mux, o); err != nil {
		t.Fatal(err)
	}
	return s
}

// do sends a request, changed by the functions given.
func (s *site) do(method, path string, body io.Reader, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), method, path, body)
	r.Host = "preau.test"
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *site) get(path string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	return s.do(http.MethodGet, path, nil, change...)
}

func (s *site) post(path, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	change = append([]func(*http.Request){header("Content-Type", "application/x-www-form-urlencoded")}, change...)
	return s.do(http.MethodPost, path, strings.NewReader(body), change...)
}

func trusting(cidr string) func(*web.Options) {
	return func(o *web.Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix(cidr)} }
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func remote(addr string) func(*http.Request) { return func(r *http.Request) { r.RemoteAddr = addr } }

func says(text string) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		return web.Render(w, r, http.StatusOK, templ.Raw("<!doctype html><title>x</title><p>"+text))
	}
}

func fails(err error) web.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

func want[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/", says("home"))
	s.mux.Get("/demandes/{n}", func(w http.ResponseWriter, r *http.Request) error {
		return says(r.PathValue("n")+" "+web.Pattern(r))(w, r)
	})
	s.mux.Post("/demandes/{n}/prise-en-charge", says("done"))
	for _, c := range []struct {
		method, path string
		status       int
		text         string
	}{
		{"GET", "/", 200, "home"},
		{"HEAD", "/", 200, ""},
		{"GET", "/demandes/12", 200, "12 /demandes/{n}"},
		{"POST", "/demandes/12/prise-en-charge", 200, "done"},
		{"GET", "/nowhere", 404, "Page introuvable"},
		{"GET", "/demandes/12/", 404, "Page introuvable"},
		{"GET", "/demandes/12/prise-en-charge", 405, "ne s’ouvre pas ainsi"},
		{"DELETE", "/", 405, "ne s’ouvre pas ainsi"},
		{"BREW", "/", 405, "ne s’ouvre pas ainsi"},
	} {
		w := s.do(c.method, c.path, nil)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.text) {
			t.Errorf("%s %s: %d %q, want %d %q", c.method, c.path, w.Code, w.Body, c.status, c.text)
		}
	}
	want(t, "Allow", s.get("/demandes/12/prise-en-charge").Header().Get("Allow"), "POST")
	want(t, "routes", fmt.Sprint(s.mux.Routes()), "[{GET / false} {GET /demandes/{n} false} {POST /demandes/{n}/prise-en-charge false}]")
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/page", says("x"))
	s.mux.Get("/token", func(w http.ResponseWriter, r *http.Request) error {
		web.HideAddress(w)
		return says("x")(w, r)
	})
	for name, value := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'; form-action 'self'; " +
			"script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":     "nosniff",
		"Referrer-Policy":            "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Strict-Transport-Security":  "max-age=31536000",
		"Cache-Control":              "private, no-store",
	} {
		for _, path := range []string{"/page", "/nowhere"} {
			want(t, path+" "+name, s.get(path).Header().Get(name), value)
		}
	}
	want(t, "token page", s.get("/token").Header().Get("Referrer-Policy"), "strict-origin")
	below := newSite(t, func(o *web.Options) { o.Subdomains = true })
	want(t, "HSTS of subdomains", below.get("/nowhere").Header().Get("Strict-Transport-Security"), "max-age=31536000; includeSubDomains")
	plain := newSite(t, func(o *web.Options) { o.PublicURL = "http://preau.test" })
	want(t, "HSTS on http", plain.get("/nowhere").Header().Get("Strict-Transport-Security"), "")
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	good := web.Options{Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Catalogue: cat}
	if _, err := web.Handler(web.NewMux(), good); err != nil {
		t.Error(err)
	}
	if _, err := web.Handler(web.NewMux(), web.Options{}); err == nil {
		t.Error("no clock, and no fault")
	}
	for _, bad := range []string{"preau.test", "ftp://preau.test", "https://preau.test/below", "https://", "https://u:p@preau.test", "https://preau.test/?a", "://"} {
		o := good
		o.PublicURL = bad
		if _, err := web.Handler(web.NewMux(), o); err == nil {
			t.Errorf("public URL %q is taken", bad)
		}
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	s := newSite(t, trusting("10.0.0.0/8"))
	s.mux.Get("/", func(w http.ResponseWriter, r *http.Request) error { return says(web.RequestID(r.Context()))(w, r) })
	for _, c := range []struct {
		from, given string
		kept        bool
	}{
		{"10.1.2.3:99", "abcd-1234.X_y", true},
		{"192.0.2.1:99", "abcd-1234.X_y", false},
		{"10.1.2.3:99", "short", false},
		{"10.1.2.3:99", "evil\"id with spaces", false},
		{"10.1.2.3:99", strings.Repeat("a", 65), false},
		{"@", "abcd-1234.X_y", false},
	} {
		w := s.get("/", remote(c.from), header("X-Request-Id", c.given))
		got := w.Header().Get("X-Request-Id")
		want(t, c.from+" "+c.given, got == c.given, c.kept)
		if got == "" || !strings.Contains(w.Body.String(), got) {
			t.Errorf("header %q, handler saw %q", got, w.Body)
		}
	}
	want(t, "outside", web.RequestID(context.Background()), "")
}

func TestLogLineHoldsNothingPersonal(t *testing.T) {
	t.Parallel()
	asked := int64(0)
	s := newSite(t, func(o *web.Options) {
		o.Tally = func(ctx context.Context) (context.Context, func() int64) { return ctx, func() int64 { return asked } }
	})
	s.mux.Get("/invitation/{token}", func(w http.ResponseWriter, r *http.Request) error {
		asked += 3
		s.clock.Advance(1500 * time.Microsecond)
		return says("héllo")(w, r)
	})
	s.get("/invitation/t0ps3cret?nom=Dupont", remote("198.51.100.7:1"), header("Referer", "https://preau.test/Dupont"), header("User-Agent", "Dupont"))
	s.do("DUPONT", "/Dupont", nil)
	for _, leak := range []string{"t0ps3cret", "Dupont", "DUPONT", "198.51"} {
		if strings.Contains(s.log.String(), leak) {
			t.Errorf("%s is in the log: %s", leak, s.log)
		}
	}
	got := s.log.with(t, "request")
	if len(got) != 2 {
		t.Fatalf("%d lines, want 2", len(got))
	}
	l := got[0]
	want[any](t, "route", l["route"], "/invitation/{token}")
	want[any](t, "method", l["method"], "GET")
	want[any](t, "status", l["status"], 200.0)
	want[any](t, "ms", l["ms"], 1.5)
	want[any](t, "bytes", l["bytes"], float64(len("<!doctype html><title>x</title><p>héllo")))
	want[any](t, "statements", l["statements"], 3.0)
	want[any](t, "route of nothing", got[1]["route"], "-")
	want[any](t, "unknown method", got[1]["method"], "other")
}

func TestArrivalIsBeforeTheWait(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *web.Options) {
		o.Identify = func(r *http.Request) (*http.Request, error) { return r, nil }
	})
	arrival := s.clock.Now()
	var at time.Time
	s.mux.Post("/act", func(w http.ResponseWriter, r *http.Request) error {
		s.clock.Advance(time.Hour)
		at = web.At(r)
		want(t, "posted", web.Posted(r).At, at)
		return says("x")(w, r)
	})
	s.post("/act", "")
	want(t, "arrival", at, arrival)
}

type whoKey struct{}

func TestIdentify(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *web.Options) {
		o.Identify = func(r *http.Request) (*http.Request, error) {
			who := r.Header.Get("X-Who")
			if who == "broken" {
				return nil, errors.New("session table is gone")
			}
			return r.WithContext(context.WithValue(r.Context(), whoKey{}, who)), nil
		}
		o.Language = func(r *http.Request) i18n.Lang {
			if r.Context().Value(whoKey{}) == "Ann" {
				return i18n.English
			}
			return ""
		}
	})
	show := func(w http.ResponseWriter, r *http.Request) error {
		who, _ := r.Context().Value(whoKey{}).(string)
		return says(who+" "+string(web.T(r).Lang()))(w, r)
	}
	s.mux.Get("/", show)
	s.mux.Get("/panic", func(http.ResponseWriter, *http.Request) error { panic("x") })
	for who, text := range map[string]string{"Ann": "Ann en", "Léa": "Léa fr"} {
		if got := s.get("/", header("X-Who", who)).Body.String(); !strings.Contains(got, text) {
			t.Errorf("got %q, want %q", got, text)
		}
	}
	if got := s.get("/nowhere", header("X-Who", "Ann")).Body.String(); !strings.Contains(got, "Page not found") {
		t.Errorf("404 in the person's language: %q", got)
	}
	if got := s.get("/panic", header("X-Who", "Ann")).Body.String(); !strings.Contains(got, "An error occurred") {
		t.Errorf("500 in the person's language: %q", got)
	}
	w := s.get("/", header("X-Who", "broken"))
	want(t, "a broken session table", w.Code, 500)
	if strings.Contains(w.Body.String(), "table") {
		t.Errorf("the fault is shown: %s", w.Body)
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/", func(w http.ResponseWriter, r *http.Request) error { return says(string(web.T(r).Lang()))(w, r) })
	s.mux.Get("/choose", func(w http.ResponseWriter, r *http.Request) error {
		web.SetLanguage(w, r, i18n.English)
		return says("x")(w, r)
	})
	for accept, lang := range map[string]string{
		"": "fr", "fr-BE,fr;q=0.9,en;q=0.8": "fr", "en-GB,en;q=0.9": "en", "de,en;q=0.5": "en", "de": "fr", "ja,zh": "fr",
		"en;q=0.1,fr;q=0.9": "fr", ";;;,,=": "fr", strings.Repeat("en,", 200): "fr",
	} {
		if got := s.get("/", header("Accept-Language", accept)).Body.String(); !strings.HasSuffix(got, "<p>"+lang) {
			t.Errorf("%.40q: got %q, want %s", accept, got, lang)
		}
	}
	cookie := s.get("/choose").Result().Cookies()[0]
	chosen := s.get("/", header("Accept-Language", "fr"), func(r *http.Request) { r.AddCookie(cookie) })
	if !strings.HasSuffix(chosen.Body.String(), "<p>en") {
		t.Errorf("the choice is forgotten: %s", chosen.Body)
	}
	hostile := s.get("/", header("Cookie", "__Host-langue=xx"))
	if !strings.HasSuffix(hostile.Body.String(), "<p>fr") {
		t.Errorf("unknown language: %s", hostile.Body)
	}
}

func TestForgedPosts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	done := 0
	s.mux.Post("/act", func(w http.ResponseWriter, r *http.Request) error { done++; return says("done")(w, r) })
	for _, c := range []struct {
		name   string
		change []func(*http.Request)
		status int
	}{
		{"same site", []func(*http.Request){header("Sec-Fetch-Site", "same-origin")}, 200},
		{"another site", []func(*http.Request){header("Sec-Fetch-Site", "cross-site"), header("Origin", "https://elsewhere.test")}, 403},
		{"a sibling host", []func(*http.Request){header("Sec-Fetch-Site", "same-site")}, 403},
		{"an old browser, another site", []func(*http.Request){header("Origin", "https://elsewhere.test")}, 403},
		{"an old browser, no origin to tell", []func(*http.Request){header("Origin", "null")}, 403},
		{"an old browser, same site", []func(*http.Request){header("Origin", "https://preau.test")}, 200},
		{"behind a proxy that changes the host", []func(*http.Request){header("Origin", "https://preau.test"), func(r *http.Request) { r.Host = "127.0.0.1:8080" }}, 200},
		{"no browser", nil, 200},
	} {
		before := done
		w := s.post("/act", "a=b", c.change...)
		want(t, c.name, w.Code, c.status)
		if (done > before) != (c.status == 200) {
			t.Errorf("%s: acted %d times", c.name, done-before)
		}
		if c.status == 403 && !strings.Contains(w.Body.String(), "ne vient pas d’une page de ce site") {
			t.Errorf("%s: the page says %s", c.name, w.Body)
		}
	}
}
