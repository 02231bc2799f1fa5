package app_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"preau/internal/kit/web/webtest"
)

// Whatever was done is not done twice: the same form sent again is answered as it was and changes nothing; another
// body under its key is refused. A form that carries files is sent as one that does.
func TestEveryFormSentTwice(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.stage(t)
	parts := uploads(s.house)
	for _, x := range w.posts() {
		done, people := 0, townspeople
		if strings.HasPrefix(x.route, "/offreur/") {
			people = append(slices.Clone(people), offreuse) // of the town's people, she alone has a structure
		}
		for _, role := range people {
			f := x.body(role)
			send := w.as(s.house, role).PostForm
			if parts[x.route] {
				send = w.as(s.house, role).PostParts
			}
			if p := send(x.path, f); len(p.Hops) > 0 && len(s.since(nil)) > 0 {
				w.again(s, send, x, role, f, p)
				done++
			}
			s.undo()
			if done == 2 || done == 1 && !strings.HasPrefix(x.route, "/groupements") {
				break // one is enough where everybody may
			}
		}
	}
}

var (
	// openers are the acts that may be repeated with an effect, or by nobody: they open, end or
	// turn the session of who acts.
	openers = []string{"/connexion", "/deconnexion", "/connexion/{jeton}", "/invitation/{jeton}", "/compte/securite/sessions", "/compte/donnees/fermeture", "/compte/agir-pour"}
	// secretive are those whose body is not kept, since a password or a link's secret is in it: what else is sent does not count.
	secretive = []string{"/inscription", "/activation/{jeton}", "/mot-de-passe/{jeton}", "/compte/securite/mot-de-passe", "/compte/confirmation", "/invitation/renvoi", "/nouvelle-adresse/{jeton}", "/opposition/{jeton}"}
)

// uploads are the routes whose form carries files.
func uploads(h *house) map[string]bool {
	out := map[string]bool{}
	for _, r := range h.a.Mux.Routes() {
		out[r.Pattern] = out[r.Pattern] || r.Upload
	}
	return out
}

func (*town) again(s *stage, send func(string, url.Values) *webtest.Page, x try, role string, f url.Values, first *webtest.Page) {
	s.t.Helper()
	if slices.Contains(openers, x.route) {
		return
	}
	before := s.now()
	p := send(x.path, f)
	if !slices.Equal(p.Hops, first.Hops) {
		s.t.Errorf("%s by %s, sent twice: %d %v, at first %v", x.name(), role, p.Status, p.Hops, first.Hops)
	}
	if done := s.since(before); len(done) > 0 {
		s.t.Errorf("%s by %s, sent twice, changes %q", x.name(), role, done)
	}
	if slices.Contains(secretive, x.route) {
		return
	}
	f.Set("autre", "corps")
	if p = send(x.path, f); p.Status != http.StatusConflict {
		s.t.Errorf("%s by %s, with another body: %d %v, want 409", x.name(), role, p.Status, p.Hops)
	}
	if done := s.since(before); len(done) > 0 {
		s.t.Errorf("%s by %s, with another body, changes %q", x.name(), role, done)
	}
}

// A form that a page of another site sends is refused, whoever's browser it is.
func TestEveryForgedForm(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	h := w.house(t)
	before := h.contents()
	for _, x := range w.posts() {
		for _, role := range []string{visitor, coordinator} { // it is refused before anybody is asked who they are
			if p := w.as(h, role).Forge(x.path, x.body(role)); p.Status != http.StatusForbidden {
				t.Errorf("%s by %s from another site: %d %v", x.name(), role, p.Status, p.Hops)
			}
		}
	}
	if done := changed(before, h.contents()); len(done) > 0 {
		t.Errorf("forged forms changed %q", done)
	}
}
