package app_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/rest"
	"preau/internal/kit/covers"
	"preau/internal/kit/web/webtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// try is a route tried on something real. A route may have several, told apart by what.
type try struct {
	route string // the router's pattern
	post  bool
	what  string
	path  string
	form  url.Values
	forms func(role string) url.Values // instead of form, where it differs from person to person
}

func (x try) name() string {
	if x.what == "" {
		return x.route
	}
	return x.route + " (" + x.what + ")"
}

func (x try) body(role string) url.Values {
	if x.forms != nil {
		return keyed(x.forms(role))
	}
	return keyed(x.form)
}

// Who may do what, through the pages: each route that changes something is tried by everybody, and what came of it is
// held against a table that a person has read. Who is refused has changed nothing, not even half.
func TestEveryPostByEveryRole(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R141")
	w := newTown(t)
	tries := w.posts()
	routed(t, w, http.MethodPost, tries)
	s, out := w.stage(t), matrix{}
	for _, x := range tries {
		for _, role := range townspeople {
			p := w.as(s.house, role).PostForm(x.path, x.body(role))
			s.ownDoing(x, role)
			done := s.undo()
			wantProof(t, x, done)
			out.add(x, role, answerOf(t, x, role, p, done))
		}
	}
	out.golden(t, "post_matrix.md", "# Who may do what\n\nEach act tried by everybody, through the pages.\n")
}

// Who may see what: each page opened by everybody. Looking changes nothing, but for what says who took a file; a page
// shown is sound, and HEAD is answered as GET is, without the text. Nobody but the person reads a date of birth.
func TestEveryGetByEveryRole(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R104", "R141")
	w := newTown(t)
	tries := w.gets()
	routed(t, w, http.MethodGet, tries)
	s, out := w.stage(t), matrix{}
	s.births()
	pages := 0
	for _, x := range tries {
		headed := map[int]bool{} // one HEAD of each answer says enough
		for _, role := range townspeople {
			p := w.as(s.house, role).Get(x.path)
			if len(p.Hops) == 0 && strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
				p.WantSound()
				wantSecretsNamed(t, p)
				s.ownName(role, p)
			}
			if role != member {
				wantNoDate(t, role+" at "+x.path, string(p.Body))
			}
			if p.Status == http.StatusOK {
				pages++
			}
			s.ownDoing(x, role)
			noted := s.undo()
			if len(noted) > 0 && !slices.Contains([]string{download, looked, seenOrg, seenSite}, x.route) {
				t.Errorf("%s: looking changed %q", x.name(), noted)
			}
			if first := firstStatus(p); !headed[first] {
				headed[first] = true
				w.head(s.house, x, role, p)
				if done := s.undo(); len(done) > 0 {
					t.Errorf("HEAD %s changed %q", x.name(), done)
				}
			}
			if len(noted) > 0 && len(p.Hops) == 0 && p.Status == http.StatusOK {
				out.add(x, role, "200, noted")
				continue
			}
			out.add(x, role, answerOf(t, x, role, p, noted))
		}
	}
	if pages < 300 {
		t.Errorf("only %d pages were seen", pages)
	}
	out.golden(t, "get_matrix.md", "# Who may see what\n\nEach page opened by everybody.\n")
}

// wantSecretsNamed: a refused form is given back but for passwords, and is told by their fields' names.
func wantSecretsNamed(t *testing.T, p *webtest.Page) {
	t.Helper()
	for _, n := range p.Find(`input[type="password"]`) {
		if name := n.Attr("name"); !strings.Contains(name, "mot_de_passe") {
			t.Errorf("%s: the password field %q would be given back on an error page", p.Path, name)
		}
	}
}

// routed fails for a route that nobody tries, and for a try of a route that is not there.
func routed(t *testing.T, w *town, method string, tries []try) {
	t.Helper()
	var want, got []string
	for _, r := range w.house(t).a.Mux.Routes() {
		if r.Method == method && !strings.HasPrefix(r.Pattern, rest.Below) {
			want = append(want, r.Pattern)
		}
	}
	for _, x := range tries {
		if !slices.Contains(got, x.route) {
			got = append(got, x.route)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("the routes that are there (-) and those that are tried (+):\n%s", d)
	}
}

var reasonShown = regexp.MustCompile(`/contact\?motif=([a-z0-9_.]+)`)

// answerOf says in a word what came of a try, and fails when the answer contradicts itself.
func answerOf(t *testing.T, x try, role string, p *webtest.Page, done []string) string {
	t.Helper()
	if p.Status >= 500 {
		t.Errorf("%s by %s: %d: %s", x.name(), role, p.Status, p.Text())
	}
	if len(p.Hops) > 0 {
		return hop(t, x, role, p, len(done) > 0)
	}
	noted := x.route == "/paniers/ajouter" && slices.Equal(done, []string{"history_lines"}) // that somebody tried is kept (R162)
	if len(done) > 0 && p.Status >= 400 && !noted {
		t.Errorf("%s by %s is refused (%d) and changes %q", x.name(), role, p.Status, done)
	}
	if p.Status == http.StatusUnauthorized {
		return "sign in, typed kept"
	}
	s := number(p.Status)
	if len(done) > 0 {
		s = "done, " + s
	}
	if code := reasonShown.FindSubmatch(p.Body); code != nil {
		s += " " + string(code[1])
	} else if p.Status == http.StatusForbidden {
		t.Errorf("%s by %s is refused without a reason: %s", x.name(), role, p.Text())
	}
	return s
}

// secretInPath is a link's secret in an address: another in each town.
var secretInPath = regexp.MustCompile(`/[A-Za-z0-9_-]{43}(/|$)`)

// hop says where an answer leads to; the page there is shown to who is led there.
func hop(t *testing.T, x try, role string, p *webtest.Page, done bool) string {
	t.Helper()
	to, query, _ := strings.Cut(p.Hops[0], "?")
	to = secretInPath.ReplaceAllString(to, "/{jeton}")
	if p.Status != http.StatusOK {
		t.Errorf("%s by %s leads to %s, which answers %d", x.name(), role, p.Hops[0], p.Status)
	}
	switch {
	case to == "/connexion" && strings.HasPrefix(query, "suite="):
		return "sign in"
	case to == "/connexion" && role == visitor && !done:
		return "sign in"
	case done:
		return "done → " + to
	}
	return "→ " + to
}

// head asks for the same without the text.
func (w *town) head(h *house, x try, role string, got *webtest.Page) {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodHead, webtest.Base+x.path, nil)
	r.Header.Set("Accept-Language", "fr")
	if s := w.secrets[role]; s != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-session", Value: s})
	}
	rec := httptest.NewRecorder()
	h.a.Handler.ServeHTTP(rec, r)
	if want := firstStatus(got); rec.Code != want {
		h.t.Errorf("HEAD %s by %s: %d, GET says %d", x.path, role, rec.Code, want)
	}
}

// matrix is the answers by try and role, in the order of the tries.
type matrix struct {
	people []string // the columns; nil: townspeople
	first  string   // what its rows are; empty: routes
	rows   []string
	cells  map[string]map[string]string
}

func (m *matrix) add(x try, role, answer string) {
	if m.cells == nil {
		m.cells = map[string]map[string]string{}
	}
	if m.cells[x.name()] == nil {
		m.rows = append(m.rows, x.name())
		m.cells[x.name()] = map[string]string{}
	}
	m.cells[x.name()][role] = answer
}

func (m *matrix) String() string {
	people := m.people
	if people == nil {
		people = townspeople
	}
	first := m.first
	if first == "" {
		first = "route"
	}
	var b strings.Builder
	b.WriteString("| " + first + " | " + strings.Join(people, " | ") + " |\n|---|" + strings.Repeat("---|", len(people)) + "\n")
	for _, row := range m.rows {
		b.WriteString("| " + row + " |")
		for _, role := range people {
			fmt.Fprintf(&b, " %s |", m.cells[row][role])
		}
		b.WriteString("\n")
	}
	return b.String()
}

// golden holds the matrix against the file that a person has read.
func (m *matrix) golden(t *testing.T, name, head string) {
	t.Helper()
	path, got := filepath.Join("testdata", name), head+"\n"+m.String()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s (-update writes it anew):\n%s", path, d)
	}
}
