package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"testing"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/web"
)

// What was refused to whom is a line of its own, by its reason's code and a number; what was typed, and what nobody may see, is in none.
func TestRefusalsAreLogged(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(o *web.Options) {
		o.Who = func(r *http.Request) int64 { return int64(len(r.Header.Get("X-Who"))) }
		o.API = web.API{
			Prefix: "/api/", Identify: func(*http.Request) (*http.Request, error) { return nil, apperr.UnauthenticatedErr() },
			Errors: func(w http.ResponseWriter, _ *http.Request, _ *apperr.Error, status int, _ string) {
				w.WriteHeader(status)
			},
		}
	})
	closed := apperr.ForbiddenErr(apperr.Reason{Code: "test.closed"}, apperr.Reason{Code: "test.late"})
	answers := map[string]error{
		"/ferme": closed, "/connecte": apperr.UnauthenticatedErr(), "/trop": &apperr.Error{Kind: apperr.TooMany, RetryAfter: time.Minute},
		"/rien": apperr.NotFoundErr(), "/faux": &apperr.Error{Kind: apperr.Invalid},
	}
	for path, err := range answers {
		s.mux.Get(path, func(http.ResponseWriter, *http.Request) error { return err })
	}
	s.mux.Get("/page", func(w http.ResponseWriter, r *http.Request) error { // draws its refusal itself
		web.NoteReason(r, "test.drawn")
		w.WriteHeader(http.StatusForbidden)
		return nil
	})
	s.mux.Get("/bien", says("x"))
	s.mux.Post("/acte", says("x"))
	for path := range answers {
		s.get(path+"?q=Dupont", header("X-Who", "abc"))
	}
	s.get("/page")
	s.get("/bien")
	s.get("/api/x")
	s.post("/acte", "nom=Dupont", header("Sec-Fetch-Site", "cross-site"))
	got := map[string]int{}
	for _, l := range s.log.with(t, "refused") {
		got[fmt.Sprint(l["route"], " ", l["status"], " ", l["reason"], " ", l["account"])]++
		if id, _ := l["request_id"].(string); id == "" {
			t.Errorf("%v names no request", l)
		}
	}
	wanted := map[string]int{
		"/ferme 403 test.closed 3": 1, "/connecte 401  3": 1, "/trop 429  3": 1, "/page 403 test.drawn 0": 1,
		"- 401  0": 1, "- 403 forged 0": 1, // before their routes are known
	}
	if !maps.Equal(got, wanted) {
		t.Errorf("got %v, want %v", got, wanted)
	}
}
