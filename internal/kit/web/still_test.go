package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"preau/internal/kit/web"
)

// What waits for something that stands still, a database for one, is given up and says so; what moves may take longer.
func TestStill(t *testing.T) {
	t.Parallel()
	const patience = time.Second
	s := newSite(t, func(o *web.Options) { o.Patience = patience })
	s.mux.Get("/attend", func(_ http.ResponseWriter, r *http.Request) error {
		<-r.Context().Done()
		return r.Context().Err()
	})
	s.mux.Get("/envoie", func(w http.ResponseWriter, r *http.Request) error {
		for range 8 {
			<-time.After(patience / 5)
			if _, err := io.WriteString(w, "."); err != nil {
				return err
			}
		}
		return r.Context().Err()
	})
	s.mux.Handle(http.MethodPost, "/recoit", func(w http.ResponseWriter, r *http.Request) error {
		if _, err := io.Copy(w, r.Body); err != nil {
			return err
		}
		return r.Context().Err()
	})
	w := s.get("/attend")
	want(t, "code", w.Code, http.StatusServiceUnavailable)
	if w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "momentanément indisponible") {
		t.Errorf("it says %q", w.Body)
	}
	want(t, "lines", len(s.log.with(t, "request failed")), 1)
	want(t, "what is sent bit by bit", s.get("/envoie").Body.String(), "........")
	slow := httptest.NewRequest(http.MethodPost, "/recoit", &dripping{iotest.OneByteReader(strings.NewReader("goutte à")), patience / 5})
	slow.Header.Set("Sec-Fetch-Site", "same-origin")
	got := httptest.NewRecorder()
	s.ServeHTTP(got, slow)
	want(t, "what comes bit by bit", got.Body.String(), "goutte à")
}

// dripping is a body on a poor line.
type dripping struct {
	io.Reader
	each time.Duration
}

func (d *dripping) Read(b []byte) (int, error) {
	<-time.After(d.each)
	return d.Reader.Read(b)
}
