package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/msg"
)

func TestKindsAndStatuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		text   string
		retry  string
		logged int
	}{
		"invalid":      {apperr.InvalidField("a", i18n.M(msg.FormRequired)), 422, "La saisie est à corriger", "", 0},
		"forbidden":    {apperr.ForbiddenErr(), 403, "Vous ne pouvez pas faire cela", "", 0},
		"not found":    {fmt.Errorf("case 12: %w", apperr.NotFoundErr()), 404, "Page introuvable", "", 0},
		"conflict":     {apperr.ConflictErr(i18n.Msg{}), 409, "Cette page a changé entre-temps", "", 0},
		"own words":    {apperr.ConflictErr(i18n.M(msg.FormDay)), 409, "21/11/2026", "", 0},
		"too many":     {&apperr.Error{Kind: apperr.TooMany, RetryAfter: 1500 * time.Millisecond}, 429, "Trop d’essais", "2", 0},
		"unavailable":  {&apperr.Error{Kind: apperr.Unavailable, Err: errors.New("disk full")}, 503, "momentanément indisponible", "10", 1},
		"ours":         {errors.New("pq: secret table"), 500, "Une erreur est survenue", "", 1},
		"ours by name": {&apperr.Error{Kind: apperr.Internal, Err: errors.New("secret")}, 500, "Une erreur est survenue", "", 1},
		"body":         {&http.MaxBytesError{Limit: 3}, 413, "trop volumineux", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.mux.Get("/", fails(c.err))
			w := s.get("/")
			want(t, "status", w.Code, c.status)
			want(t, "Retry-After", w.Header().Get("Retry-After"), c.retry)
			if !strings.Contains(w.Body.String(), c.text) || !strings.Contains(w.Body.String(), w.Header().Get("X-Request-Id")) {
				t.Errorf("the page says %s", w.Body)
			}
			if strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "disk full") {
				t.Errorf("the fault is shown: %s", w.Body)
			}
			lines := s.log.with(t, "request failed")
			want(t, "lines", len(lines), c.logged)
			for _, l := range lines {
				want[any](t, "id in the log", l["request_id"], w.Header().Get("X-Request-Id"))
			}
		})
	}
}

func TestPanicIsAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Disposition", "attachment")
		panic("secret state")
	})
	w := s.get("/")
	want(t, "status", w.Code, 500)
	want(t, "disposition", w.Header().Get("Content-Disposition"), "")
	if strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), "Une erreur") {
		t.Errorf("the page says %s", w.Body)
	}
	lines := s.log.with(t, "request failed")
	if len(lines) != 1 || !strings.Contains(fmt.Sprint(lines[0]["error"]), "web_test.go") && !strings.Contains(fmt.Sprint(lines[0]["error"]), "errors_test.go") {
		t.Errorf("no stack in %v", lines)
	}
	want[any](t, "status in the log", s.log.with(t, "request")[0]["status"], 500.0)
}

func TestErrorPageThatFailsToo(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *web.Options) {
		o.Errors = func(http.ResponseWriter, *http.Request, *apperr.Error, int, string) { panic("frame") }
	})
	s.mux.Get("/", fails(apperr.NotFoundErr()))
	w := s.get("/")
	want(t, "status", w.Code, 500)
	if !strings.Contains(w.Body.String(), "Une erreur est survenue") {
		t.Errorf("the page says %s", w.Body)
	}
}

func TestErrorPageOfTheApplication(t *testing.T) {
	t.Parallel()
	var gotErr *apperr.Error
	s := newSite(t, func(o *web.Options) {
		o.Errors = func(w http.ResponseWriter, _ *http.Request, e *apperr.Error, status int, id string) {
			gotErr = e
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, "frame ", id)
		}
	})
	s.mux.Get("/ours", fails(errors.New("x")))
	s.mux.Get("/no", fails(apperr.ForbiddenErr(apperr.Reason{Code: "needs.closed"})))
	w := s.get("/no")
	if w.Code != 403 || gotErr == nil || gotErr.Reasons[0].Code != "needs.closed" || w.Body.String() != "frame "+w.Header().Get("X-Request-Id") {
		t.Errorf("got %v, %d %s", gotErr, w.Code, w.Body)
	}
	if w := s.get("/ours"); w.Code != 500 || gotErr != nil {
		t.Errorf("an internal fault is handed to the page: %v %d", gotErr, w.Code)
	}
}

func TestToSignInAndBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/demandes", fails(apperr.UnauthenticatedErr()))
	s.mux.Get("/", fails(apperr.UnauthenticatedErr()))
	s.mux.Post("/demandes", fails(apperr.UnauthenticatedErr()))
	for _, c := range []struct {
		name string
		w    *httptest.ResponseRecorder
		back string
	}{
		{"page", s.get("/demandes?page=2&q=a+b"), "/demandes?page=2&q=a+b"},
		{"home", s.get("/"), ""},
		{"form", s.post("/demandes", "_cle=b", header("Referer", "https://preau.test/demandes/nouvelle?x=1")), "/demandes/nouvelle?x=1"},
		{"form from another site", s.post("/demandes", "_cle=b", header("Referer", "https://elsewhere.test/trap")), ""},
		{"form from nowhere", s.post("/demandes", "_cle=b&vide="), ""},
	} {
		want(t, c.name, c.w.Code, 303)
		u, err := url.Parse(c.w.Header().Get("Location"))
		if err != nil || u.Path != "/connexion" || u.Query().Get("suite") != c.back {
			t.Errorf("%s: leads to %s, want suite=%s (%v)", c.name, u, c.back, err)
		}
	}
	w := s.get("/demandes", header("HX-Request", "true"), header("HX-Current-URL", "https://preau.test/board?x"))
	want(t, "part of a page", w.Code, 204)
	want(t, "part of a page", w.Header().Get("HX-Redirect"), "/connexion?suite=%2Fboard%3Fx")
	w = s.post("/demandes", "titre=Loyers", header("HX-Request", "true"), header("HX-Current-URL", "https://preau.test/board?x"))
	want(t, "what is saved while it is typed", w.Code, 401)
	want(t, "what is saved while it is typed", w.Header().Get("HX-Redirect"), "")
	want(t, "lines", len(s.log.with(t, "request failed")), 0)
}

func TestClientThatLeft(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/", func(_ http.ResponseWriter, r *http.Request) error { return fmt.Errorf("query: %w", r.Context().Err()) })
	s.get("/", func(r *http.Request) {
		ctx, leave := context.WithCancel(r.Context())
		leave()
		*r = *r.WithContext(ctx)
	})
	want(t, "errors logged", len(s.log.with(t, "request failed")), 0)
	want[any](t, "status", s.log.with(t, "request")[0]["status"], 499.0)

	inner := newSite(t) // a cancelled query under a client that waits is our fault
	inner.mux.Get("/", fails(context.Canceled))
	want(t, "our own cancel", inner.get("/").Code, 500)
}

func TestErrorHalfwayBreaksTheConnection(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/export", func(w http.ResponseWriter, _ *http.Request) error {
		return web.Download(w, "a.csv", "text/csv", &cut{left: 100_000})
	})
	for _, gzip := range []string{"", "gzip"} {
		func() {
			defer func() {
				if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
					t.Errorf("accepting %q: recovered %v", gzip, err)
				}
			}()
			w := s.get("/export", header("Accept-Encoding", gzip))
			t.Errorf("accepting %q: half a file looks whole: %d, %d bytes", gzip, w.Code, w.Body.Len())
		}()
	}
	want(t, "errors logged", len(s.log.with(t, "request failed")), 2)
	want(t, "lines", len(s.log.with(t, "request")), 2)
}

// cut is a file that cannot be read to its end.
type cut struct{ left int }

func (c *cut) Read(b []byte) (int, error) {
	if c.left <= 0 {
		return 0, errors.New("disk fault")
	}
	n := min(len(b), c.left)
	c.left -= n
	return n, nil
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range cat.Faults() {
		t.Error(fault)
	}
}

func TestSaid(t *testing.T) {
	t.Parallel()
	seen := map[i18n.Key]int{}
	for _, status := range []int{403, 404, 405, 409, 413, 415, 422, 429, 500, 503} {
		title, text := web.Said(nil, status)
		for _, k := range []i18n.Key{title.Key, text.Key} {
			if before, twice := seen[k]; twice {
				t.Errorf("%d says the same as %d", status, before)
			}
			seen[k] = status
		}
	}
}

// While the database is away, the error page's frame cannot be drawn either: it is still the database's absence that is told.
func TestErrorPageWithoutDatabase(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *web.Options) {
		o.Errors = func(http.ResponseWriter, *http.Request, *apperr.Error, int, string) { panic("no frame") }
	})
	s.mux.Get("/", fails(&apperr.Error{Kind: apperr.Unavailable, RetryAfter: 7 * time.Second}))
	w := s.get("/")
	want(t, "status", w.Code, 503)
	want(t, "Retry-After", w.Header().Get("Retry-After"), "7")
	if !strings.Contains(w.Body.String(), "Service momentanément indisponible") {
		t.Errorf("the page says %s", w.Body)
	}
}

// An address that is no text is no page, whatever routes there are.
func TestBrokenAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Get("/a/{n}", func(http.ResponseWriter, *http.Request) error { panic("reached") })
	for _, path := range []string{"/a/%00", "/a/1%00", "/a/%ff", "/a/%ed%a0%80"} {
		want(t, path, s.get(path).Code, 404)
	}
}
