package web_test

import (
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/msg"
)

func TestRenderIsWhole(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/", func(w http.ResponseWriter, r *http.Request) error {
		return web.Render(w, r, http.StatusAccepted, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, _ = io.WriteString(w, "<p>half") // into memory
			if r.URL.RawQuery != "" {
				return errors.New("template")
			}
			return nil
		}))
	})
	w := s.get("/")
	want(t, "status", w.Code, 202)
	want(t, "body", w.Body.String(), "<p>half")
	want(t, "type", w.Header().Get("Content-Type"), "text/html; charset=utf-8")
	want(t, "length", w.Header().Get("Content-Length"), "7")
	w = s.get("/?fault")
	want(t, "fault", w.Code, 500)
	if strings.Contains(w.Body.String(), "half") {
		t.Errorf("half a page is sent: %s", w.Body)
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	long := strings.Repeat("<p>répétition", 1000)
	s.mux.Get("/long", says(long))
	s.mux.Get("/short", says("x"))
	s.mux.Get("/stream", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "text/csv")
		for range 100 {
			_, _ = fmt.Fprintln(w, "a;b;c")
			if err := http.NewResponseController(w).Flush(); err != nil {
				return err
			}
		}
		return nil
	})
	s.mux.Get("/picture", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(make([]byte, 5000))
		return nil
	})
	s.mux.Get("/untyped", func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, "<!doctype html>"+long)
		return nil
	})
	s.mux.Get("/nothing", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
	for _, c := range []struct {
		path, accept string
		packed       bool
		body         string
	}{
		{"/long", "gzip, deflate, br", true, "<!doctype html><title>x</title><p>" + long},
		{"/long", "br, GZIP ;q=0.5", true, "<!doctype html><title>x</title><p>" + long},
		{"/long", "gzip;q=0", false, "<!doctype html><title>x</title><p>" + long},
		{"/long", "br", false, "<!doctype html><title>x</title><p>" + long},
		{"/long", "", false, "<!doctype html><title>x</title><p>" + long},
		{"/short", "gzip", false, "<!doctype html><title>x</title><p>x"},
		{"/stream", "gzip", true, strings.Repeat("a;b;c\n", 100)},
		{"/picture", "gzip", false, string(make([]byte, 5000))},
		{"/untyped", "gzip", true, "<!doctype html>" + long},
		{"/nothing", "gzip", false, ""},
	} {
		w := s.get(c.path, header("Accept-Encoding", c.accept))
		want(t, c.path+" "+c.accept, w.Header().Get("Content-Encoding") == "gzip", c.packed)
		want(t, c.path+" varies", w.Header().Get("Vary") == "Accept-Encoding", c.path != "/picture")
		if got := unpacked(t, w); got != c.body {
			t.Errorf("%s %s: %d bytes, want %d", c.path, c.accept, len(got), len(c.body))
		}
	}
}

func unpacked(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var body io.Reader = w.Body
	if w.Header().Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(body)
		if err != nil {
			t.Fatal(err)
		}
		body = z
	}
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestErrorPageIsPackedOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Encoding", "identity")
		w.Header().Set("Content-Length", "12")
		return errors.New("x")
	})
	w := s.get("/", header("Accept-Encoding", "gzip"))
	if got := unpacked(t, w); !strings.Contains(got, "Une erreur") || w.Header().Get("Content-Length") != "" {
		t.Errorf("got %q, %v", got, w.Header())
	}
}

func TestLocalPath(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"/", "/demandes?page=2&q=a+b#haut", "/a/b", "/é", "/a//b", "/a?x=//evil.test", "/@evil.test", "/%2Fevil.test"} {
		want(t, good, web.LocalPath(good), good)
	}
	for _, bad := range []string{
		"", "demandes", "//evil.test", "///evil.test", `/\evil.test`, `\\evil.test`, "https://evil.test", "javascript:alert(1)", "/\t/evil.test",
		"/\n/evil.test", "/a\x00", "/%zz", "?x", "#x", " /a", "/a\u0085b", "/" + strings.Repeat("a", 2000),
	} {
		want(t, bad, web.LocalPath(bad), "/")
	}
}

func TestSeeOther(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Post("/act", func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ParseForm(r)
		if err != nil {
			return err
		}
		return web.SeeOther(w, r, f.Value("to"))
	})
	for to, at := range map[string]string{
		"/demandes/12?x=a%20b#n": "/demandes/12?x=a%20b#n", "//evil.test": "/", "https://evil.test/": "/", "/é à": "/%C3%A9%20%C3%A0",
	} {
		w := s.post("/act", "to="+templ.EscapeString(strings.NewReplacer("%", "%25", "#", "%23", "&", "%26").Replace(to)))
		want(t, to, w.Code, 303)
		want(t, to, w.Header().Get("Location"), at)
		want(t, to, len(w.Result().Cookies()), 0)
	}
}

func TestDownload(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/export", func(w http.ResponseWriter, _ *http.Request) error {
		return web.Download(w, "fiche d'été\r\nX: y/../œuvre \"1\".csv", "text/csv; charset=utf-8", strings.NewReader("a;b"))
	})
	w := s.get("/export")
	want(t, "body", w.Body.String(), "a;b")
	want(t, "type", w.Header().Get("Content-Type"), "text/csv; charset=utf-8")
	got := w.Header().Get("Content-Disposition")
	if !strings.HasPrefix(got, `attachment; filename="fiche d'_t_--X: y-..-_uvre _1_.csv"; filename*=UTF-8''fiche%20d%27%C3%A9t%C3%A9`) || strings.ContainsAny(got, "\r\n/") || !strings.Contains(got, "%C5%93uvre") {
		t.Errorf("disposition %s", got)
	}
}

func TestFlashIsSaidOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Post("/act", func(w http.ResponseWriter, r *http.Request) error {
		return web.SeeOther(w, r, "/", i18n.M(msg.ErrorReference, "id", "<b>12</b>"),
			i18n.M(msg.FormTooLong, "n", 1234, "max", int64(7)), i18n.M(msg.ErrorReference, "id", i18n.M(msg.FormDay)))
	})
	s.mux.Get("/", func(w http.ResponseWriter, r *http.Request) error {
		var out []string
		for _, f := range web.TakeFlash(w, r) {
			out = append(out, web.T(r).M(f.Msg))
		}
		want(t, "again", len(web.TakeFlash(w, r)), len(out))
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, strings.Join(out, "|"))
		return nil
	})
	cookie := s.post("/act", "").Result().Cookies()[0]
	if cookie.Name != "__Host-flash" || !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge != 300 || cookie.Path != "/" {
		t.Errorf("cookie %s", cookie)
	}
	w := s.get("/", header("Cookie", cookie.Name+"="+cookie.Value))
	want(t, "said", w.Body.String(), "Référence à donner si vous nous écrivez\u00a0: <b>12</b>|Ce texte a 1\u00a0234 caractères\u00a0: 7 au plus.|"+
		"Référence à donner si vous nous écrivez\u00a0: Écrivez une date qui existe, par exemple 21/11/2026.")
	forgotten := w.Result().Cookies()
	if len(forgotten) != 1 || forgotten[0].MaxAge != -1 || forgotten[0].Value != "" {
		t.Errorf("not forgotten: %v", forgotten)
	}
	want(t, "nothing to say", len(s.get("/").Result().Cookies()), 0)
}

func TestHostileFlash(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	n := -1
	s.mux.Get("/", func(w http.ResponseWriter, r *http.Request) error {
		n = len(web.TakeFlash(w, r))
		return says("x")(w, r)
	})
	for value, said := range map[string]int{
		"":                            0,
		"!!!":                         0,
		"bnVsbA":                      0, // null
		b64(`{"k":"web.form.day"}`):   0,
		b64(`[{"k":"no.such.key"}]`):  0,
		b64(`[{"k":"web.form.day"}]`): 1,
		b64(`[{"k":1}]`):              0,
		b64(`[{"k":"web.form.day","a":["x",{"k":"no"}]}]`):                                     0,
		b64(`[{"k":"web.form.day","a":["x",["y"]]}]`):                                          0,
		b64(`[{"k":"web.form.day","a":[true]}]`):                                               0,
		b64(`[{"k":"web.limit.too_many","a":["minutes",1e300]}]`):                              0,
		b64(`[{"k":"web.limit.too_many","a":["minutes",12]}]`):                                 1,
		b64(`[{"k":"web.form.day","a":[null]},{"k":"web.form.day"}]`):                          1,
		b64(strings.Repeat(`[{"k":"web.form.day","a":`, 50) + "[]" + strings.Repeat("}]", 50)): 0,
	} {
		s.get("/", header("Cookie", "__Host-flash="+value))
		want(t, value, n, said)
	}
}

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

func TestLongFlash(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Post("/act", func(w http.ResponseWriter, r *http.Request) error {
		return web.SeeOther(w, r, "/", i18n.M(msg.ErrorReference, "id", strings.Repeat("é", 10_000)))
	})
	s.mux.Post("/many", func(w http.ResponseWriter, r *http.Request) error {
		m := i18n.M(msg.ErrorReference, "id", strings.Repeat("é", 200))
		return web.SeeOther(w, r, "/", m, m, m, m, m, m, m, m, m, m)
	})
	if c := s.post("/act", "").Result().Cookies(); len(c) != 1 || len(c[0].Value) > 3000 {
		t.Errorf("got %d cookies", len(c))
	}
	w := s.post("/many", "")
	want(t, "redirected all the same", w.Code, 303)
	want(t, "cookies", len(w.Result().Cookies()), 0)
}

func TestCookies(t *testing.T) {
	t.Parallel()
	for public, name := range map[string]string{"https://preau.test": "__Host-session", "http://preau.test": "session", "": "session"} {
		s := newSite(t, func(o *web.Options) { o.PublicURL = public })
		var got string
		s.mux.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			got = web.Cookie(r, "session")
			web.SetCookie(w, r, "session", "v", time.Hour)
			return says("x")(w, r)
		})
		c := s.get("/").Result().Cookies()[0]
		want(t, public, c.Name, name)
		want(t, public, c.Secure, name == "__Host-session")
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 3600 || c.Domain != "" {
			t.Errorf("cookie %s", c)
		}
		s.get("/", header("Cookie", name+"=abc"))
		want(t, public, got, "abc")
	}
}
