package journeys_test

import (
	"flag"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"preau/internal/core/rest"
	"preau/internal/demo"
	"preau/internal/kit/db"
	"preau/internal/kit/web/browsertest"
	"preau/internal/kit/web/webtest"
)

// under narrows a run at a desk to some pages: go test ./internal/journeys -run TestRoutes -under /marches
var under = flag.String("under", "", "look only at pages whose address begins so")

// Each route that the router knows has its line in the tables, and the tables hold no other.
func (w *world) checkTables(t *testing.T) {
	known := map[string]bool{}
	for _, r := range w.a.Mux.Routes() {
		if strings.HasPrefix(r.Pattern, rest.Prefix+"/") {
			continue // answers to programs, which core/rest tests
		}
		known[r.Method+" "+r.Pattern] = true
		_, page := pages[r.Pattern]
		_, file := files[r.Pattern]
		_, refusal := posts[r.Pattern]
		switch {
		case r.Method == http.MethodGet && !page && !file && !elsewhere[r.Pattern]:
			t.Errorf("no line in the tables opens GET %s", r.Pattern)
		case r.Method == http.MethodPost && !refusal && !taken[r.Pattern]:
			t.Errorf("no line in the tables is refused by POST %s", r.Pattern)
		}
	}
	for pattern := range pages {
		if !known["GET "+pattern] {
			t.Errorf("the router does not know GET %s", pattern)
		}
	}
	for pattern := range posts {
		if !known["POST "+pattern] {
			t.Errorf("the router does not know POST %s", pattern)
		}
	}
}

// viewer is somebody with all that they look at.
type viewer struct {
	who   demo.Role
	looks []look
}

// viewers are all pages of the tables, by who looks, always in one order.
func (w *world) viewers() []viewer {
	w.t.Helper()
	by := w.looks()
	var out []viewer
	for _, who := range slices.Sorted(maps.Keys(by)) {
		all := by[who]
		slices.SortStableFunc(all, func(a, b look) int { return strings.Compare(a.String(), b.String()) })
		out = append(out, viewer{who, all})
	}
	return out
}

func (w *world) looks() map[demo.Role][]look {
	w.t.Helper()
	out := map[demo.Role][]look{}
	for _, s := range pages {
		for who, list := range s {
			for at := range strings.FieldsSeq(list) {
				out[who] = append(out[who], look{at: w.path(at), status: http.StatusOK})
			}
		}
	}
	for _, r := range refused {
		out[r.who] = append(out[r.who], look{at: w.path(r.at), status: r.status})
	}
	for _, all := range posts {
		for _, p := range all {
			out[p.who] = append(out[p.who], look{at: w.path(p.at), status: p.status, post: true, fields: w.path(p.fields)})
		}
	}
	for who, all := range out {
		out[who] = slices.DeleteFunc(all, func(l look) bool { return !strings.HasPrefix(l.at, *under) })
	}
	return out
}

// look is one page, or the answer to one form.
type look struct {
	at     string
	status int
	post   bool
	fields string
}

func (l look) String() string {
	if l.post {
		return "POST " + l.at + " " + l.fields
	}
	return l.at
}

// get opens the page without a browser.
func (l look) get(t *testing.T, c *webtest.Client) *webtest.Page {
	t.Helper()
	if !l.post {
		return c.Get(l.at)
	}
	fields, err := url.ParseQuery(l.fields)
	if err != nil {
		t.Fatal(err)
	}
	return c.PostForm(l.at, fields)
}

// Every page that the router knows, looked at by those who may: held against axe-core wide and light, narrow and dark, with
// and without scripts; in French and English. So is the refusal of every form, whose page is there already without its
// summary: it is looked at in one window of the two, turn by turn.
func TestRoutes(t *testing.T) {
	w := newWorld(t)
	w.checkTables(t)
	t.Run("files", func(t *testing.T) { w.in(t).checkFiles(t) })
	t.Run("in French", func(t *testing.T) { w.in(t).read(t, "fr") })
	t.Run("in a browser", func(t *testing.T) {
		for turn, o := range []browsertest.Options{{}, {Width: 390, Dark: true, JavaScript: true}} {
			t.Run([]string{"wide and light", "narrow, dark and with scripts"}[turn], func(t *testing.T) {
				t.Parallel()
				w.in(t).watch(o, turn)
			})
		}
	})
	t.Run("in English", func(t *testing.T) {
		w := w.in(t)
		w.learnEnglish()
		w.read(t, "en")
	})
}

// checkFiles opens what is no page.
func (w *world) checkFiles(t *testing.T) {
	check := func(c *webtest.Client, at, mime string) {
		p := c.Get(at)
		if got := p.Header.Get("Content-Type"); p.Status != http.StatusOK || got != mime || len(p.Body) == 0 {
			t.Errorf("%s answers %d, %q, %d bytes", at, p.Status, got, len(p.Body))
		}
	}
	for _, f := range files {
		check(w.client(f.who), w.path(f.at), f.mime)
	}
	c := w.client(visitor)
	for at, mime := range beside {
		check(c, at, mime)
	}
	for _, n := range c.Get("/").Find("link[rel=stylesheet]") {
		check(c, n.Attr("href"), "text/css; charset=utf-8")
	}
	check(c, c.Get("/").Find("link[rel=icon]")[0].Attr("href"), "image/svg+xml")
}

// read opens each page without a browser: its status, its language, its bones.
func (w *world) read(t *testing.T, lang string) {
	for _, v := range w.viewers() {
		who, c := v.who, w.client(v.who)
		c.Lang = lang
		for _, l := range v.looks {
			p := l.get(t, c)
			switch {
			case p.Status != l.status:
				t.Errorf("%s: %s answers %d, not %d: %s", who, l, p.Status, l.status, p.Text())
			case len(p.Hops) > 0:
				t.Errorf("%s: %s leads to %s", who, l, p.Path)
			case p.Find("html")[0].Attr("lang") != lang:
				t.Errorf("%s: %s is in %q", who, l, p.Find("html")[0].Attr("lang"))
			}
			if faults := p.Faults(); len(faults) > 0 {
				t.Errorf("%s: %s is not sound: %q", who, l, faults)
			}
			checkSummary(t, l, p)
		}
	}
}

// checkSummary holds the list of what is wrong with a form against those who read nothing else: each line says what it
// is about, so no two are alike.
func checkSummary(t *testing.T, l look, p *webtest.Page) {
	seen := map[string]bool{}
	for _, n := range p.Find(".ds-error-summary li") {
		if seen[n.Text()] {
			t.Errorf("%s tells two faults by one sentence: %q", l, n.Text())
		}
		seen[n.Text()] = true
	}
}

// learnEnglish changes the language of everybody's profile.
func (w *world) learnEnglish() {
	w.t.Helper()
	for _, v := range w.viewers() {
		if v.who == demo.Newcomer { // comes to no profile before having accepted: the invitation was in English
			w.ok(w.d.InTx(w.t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(w.t.Context(), `UPDATE account_accounts SET lang = 'en' WHERE user_name = $1`, w.names[v.who])
				return err
			}))
		} else if v.who != visitor {
			w.client(v.who).Get("/compte/profil").Form("Enregistrer mon profil").Choose("Langue", "English").Submit().WantStatus(200)
		}
	}
	w.findPlaces()
}

// watch opens each page in a browser, one window for each person, and every second refusal.
func (w *world) watch(o browsertest.Options, turn int) {
	refusals := 0
	for _, v := range w.viewers() {
		p := w.person(o)
		if v.who != visitor {
			p.signIn(w.names[v.who], demo.Password)
		}
		for _, l := range v.looks {
			if l.post {
				if refusals++; refusals%2 != turn {
					continue
				}
			}
			l.show(p)
			p.CheckAccessible()
		}
	}
}

// show opens the page. A refused form's summary has the focus.
func (l look) show(p person) {
	p.t.Helper()
	if !l.post {
		p.Open(l.at)
		return
	}
	p.post(l.at, l.fields)
	if l.status == http.StatusUnprocessableEntity {
		p.WaitFocus("à corriger")
	}
}
