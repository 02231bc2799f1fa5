package web_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/web"
)

func TestClientIP(t *testing.T) {
	t.Parallel()
	s := newSite(t, trusting("10.0.0.0/8"), func(o *web.Options) {
		also := web.Options{}
		trusting("fd00::/8")(&also)
		o.TrustedProxies = append(o.TrustedProxies, also.TrustedProxies...)
	})
	var ip, net string
	s.mux.Get("/", func(w http.ResponseWriter, r *http.Request) error {
		ip, net = web.ClientIP(r), web.ClientNet(r)
		return says("x")(w, r)
	})
	for _, c := range []struct {
		remote    string
		forwarded []string
		ip, net   string
	}{
		{"198.51.100.7:1", nil, "198.51.100.7", "198.51.100.7"},
		{"198.51.100.7:1", []string{"1.2.3.4"}, "198.51.100.7", "198.51.100.7"}, // no proxy of ours
		{"10.0.0.1:1", []string{"1.2.3.4"}, "1.2.3.4", "1.2.3.4"},
		{"10.0.0.1:1", []string{"6.6.6.6, 1.2.3.4, 10.0.0.2"}, "1.2.3.4", "1.2.3.4"}, // the leftmost is the client's own claim
		{"10.0.0.1:1", []string{"6.6.6.6", "1.2.3.4"}, "1.2.3.4", "1.2.3.4"},
		{"10.0.0.1:1", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3", "10.0.0.3"},
		{"10.0.0.1:1", []string{"1.2.3.4, nonsense"}, "10.0.0.1", "10.0.0.1"},
		{"10.0.0.1:1", nil, "10.0.0.1", "10.0.0.1"},
		{"[::ffff:10.0.0.1]:1", []string{"::ffff:1.2.3.4"}, "1.2.3.4", "1.2.3.4"},
		{"[fd00::1%eth0]:1", []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"@", []string{"1.2.3.4"}, "", ""},
	} {
		s.get("/", remote(c.remote), func(r *http.Request) { r.Header["X-Forwarded-For"] = c.forwarded })
		want(t, fmt.Sprint(c.remote, c.forwarded), ip, c.ip)
		want(t, fmt.Sprint(c.remote, c.forwarded), net, c.net)
	}
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	c := clock.NewManual(time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC))
	l := web.NewLimiter(c, 100, 10*time.Minute)
	for i := range 100 {
		if err := errors.Join(l.Check("school"), l.Take("school")); err != nil {
			t.Fatalf("act %d: %v", i+1, err)
		}
	}
	for name, err := range map[string]error{"take": l.Take("school"), "check": l.Check("school")} {
		e, ok := apperr.As(err)
		if !ok || e.Kind != apperr.TooMany || e.RetryAfter != 6*time.Second {
			t.Errorf("%s: %v", name, err)
		}
	}
	want(t, "another school", l.Take("other"), nil)
	c.Advance(6 * time.Second)
	want(t, "after 6 s", l.Check("school"), nil)
	want(t, "after 6 s", l.Take("school"), nil)
	want(t, "one only", apperr.Is(l.Take("school"), apperr.TooMany), true)
	c.Advance(time.Hour)
	for i := range 100 {
		if err := l.Take("school"); err != nil {
			t.Fatalf("act %d after an hour: %v", i+1, err)
		}
	}
	want(t, "no more than 100", apperr.Is(l.Take("school"), apperr.TooMany), true)
}

func TestLimiterForgetsTheLeastUsed(t *testing.T) {
	t.Parallel()
	l := web.NewLimiter(clock.NewManual(time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)), 1, time.Hour)
	want(t, "first", l.Take("old"), nil)
	want(t, "first", l.Take("busy"), nil)
	for i := range 9_999 {
		_ = l.Take(fmt.Sprint(i)) // each its first
		if err := l.Take("busy"); !apperr.Is(err, apperr.TooMany) {
			t.Fatalf("a key in use was forgotten after %d others: %v", i, err)
		}
	}
	want(t, "the unused one is forgotten", l.Take("old"), nil)
}

func TestAssets(t *testing.T) {
	t.Parallel()
	css := `@font-face{src:url("font/a.woff2") format("woff2")} a{background:url(data:image/svg+xml;base64,xx)} b{background:url('../icon.svg#x')} c{fill:url(#d)}` + strings.Repeat(" ", 2000)
	dir := fstest.MapFS{
		"css/app.css":      {Data: []byte(css)},
		"css/font/a.woff2": {Data: []byte("woff")},
		"icon.svg":         {Data: []byte("<svg/>" + strings.Repeat("<g/>", 1000))},
		"LICENSE":          {Data: []byte("MIT")},
	}
	a, err := web.NewAssets(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, func(o *web.Options) {
		o.Assets = a
		o.Identify = func(r *http.Request) (*http.Request, error) {
			if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/static/") && r.URL.Path == a.Asset("icon.svg") {
				t.Error("identified for a static file")
			}
			return r, nil
		}
	})
	s.mux.Get("/", func(w http.ResponseWriter, r *http.Request) error { return says(web.Asset(r, "icon.svg"))(w, r) })
	if got := s.get("/").Body.String(); !strings.Contains(got, a.Asset("icon.svg")) {
		t.Errorf("the page names %s", got)
	}
	for name, mime := range map[string]string{"css/app.css": "text/css; charset=utf-8", "css/font/a.woff2": "font/woff2", "icon.svg": "image/svg+xml", "LICENSE": "text/plain; charset=utf-8"} {
		w := s.get(a.Asset(name))
		want(t, name, w.Code, 200)
		want(t, name, w.Header().Get("Content-Type"), mime)
		want(t, name, w.Header().Get("Cache-Control"), "public, max-age=31536000, immutable")
		want(t, name, w.Header().Get("X-Content-Type-Options"), "nosniff")
	}
	sheet := s.get(a.Asset("css/app.css")).Body.String()
	for _, part := range []string{`url("` + a.Asset("css/font/a.woff2") + `")`, `url(data:image/svg+xml;base64,xx)`, `url("` + a.Asset("icon.svg") + `#x")`, `url(#d)`} {
		if !strings.Contains(sheet, part) {
			t.Errorf("%s is not in %s", part, sheet)
		}
	}
	packed := s.get(a.Asset("css/app.css"), header("Accept-Encoding", "gzip"))
	want(t, "packed", packed.Header().Get("Content-Encoding"), "gzip")
	want(t, "packed", packed.Header().Get("Content-Length"), fmt.Sprint(packed.Body.Len()))
	want(t, "packed", unpacked(t, packed), sheet)
	want(t, "packed", fmt.Sprint(packed.Header().Values("Vary")), "[Accept-Encoding]")
	want(t, "not asked", fmt.Sprint(s.get(a.Asset("css/app.css")).Header().Values("Vary")), "[Accept-Encoding]")
	want(t, "a font is not", s.get(a.Asset("css/font/a.woff2"), header("Accept-Encoding", "gzip")).Header().Get("Content-Encoding"), "")
	for _, none := range []string{"/static/icon.svg", "/static/", "/static/../icon.svg", "/static/icon.00000000.svg", a.Asset("unknown")} {
		if w := s.get(none); w.Code == 200 {
			t.Errorf("%s is served", none)
		}
	}
	want(t, "POST", s.post(a.Asset("icon.svg"), "").Code, 404)
}

func TestAssetsFollowTheirContent(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, font := range []string{"one", "two"} {
		a, err := web.NewAssets(fstest.MapFS{"app.css": {Data: []byte("a{src:url(f.woff2)}")}, "f.woff2": {Data: []byte(font)}})
		if err != nil {
			t.Fatal(err)
		}
		names[a.Asset("app.css")] = true
	}
	want(t, "names of the sheet", len(names), 2)
	for name, dir := range map[string]fstest.MapFS{
		"missing": {"app.css": {Data: []byte("a{src:url(none.woff2)}")}},
		"itself":  {"app.css": {Data: []byte("a{src:url(app.css)}")}},
	} {
		if _, err := web.NewAssets(dir); err == nil {
			t.Errorf("%s: no fault", name)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	var fault error
	s := newSite(t, func(o *web.Options) {
		o.Ready = func(context.Context) error { return fault }
		o.Identify = func(*http.Request) (*http.Request, error) { return nil, errors.New("no database") }
	})
	for _, c := range []struct {
		fault error
		path  string
		code  int
		text  string
	}{
		{nil, "/healthz", 200, "ok\n"},
		{nil, "/readyz", 200, "ok\n"},
		{errors.New("postgres://u:secret@db"), "/healthz", 200, "ok\n"},
		{errors.New("postgres://u:secret@db"), "/readyz", 503, "unavailable\n"},
		{fmt.Errorf("x: %w", &web.Unready{Reason: "database", Err: errors.New("secret")}), "/readyz", 503, "unavailable: database\n"},
	} {
		fault = c.fault
		w := s.get(c.path)
		want(t, c.path, w.Code, c.code)
		want(t, c.path, w.Body.String(), c.text)
		want(t, c.path, w.Header().Get("Cache-Control"), "no-store")
	}
	want(t, "lines", len(s.log.with(t, "not ready")), 1) // of one trouble
	want(t, "POST", s.post("/healthz", "").Code, 405)
	bare := newSite(t)
	want(t, "no Ready", bare.get("/readyz").Code, 200)
}

func TestLogOutsideARequestIsSilent(t *testing.T) {
	t.Parallel()
	if web.Log(t.Context()).Enabled(t.Context(), slog.LevelError) {
		t.Error("a logger outside a request")
	}
	want(t, "at", web.At((&http.Request{}).WithContext(t.Context())).IsZero(), true)
}
