package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/core/rest"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/kit/web/webtest"
)

const (
	saveAt   = "/groups/1/lots/1/sheet"
	goodBody = `{"quantities":[{"line":1,"quantity":"3"}]}`
)

// groupPath is an operation's path on a group.
func groupPath(n int, tail string) string { return "/groups/" + number(n) + tail }

func sheetPath(n, lot int, tail string) string {
	return groupPath(n, "/lots/"+number(lot)+"/sheet"+tail)
}

// needsAsks are the operations on groups, each on something real: the running group has entry open, the joining one has
// not; its first lot's sheet of the member is entered, its second is validated.
func (w *town) needsAsks() []ask {
	asker, abroad := w.ids["ref Collège Demandeur"], w.ids["ref Lycée Ailleurs"]
	const (
		group   = "/groups/{number}"
		sheet   = group + "/lots/{lot}/sheet"
		demand  = group + "/demands/{ref}"
		refusal = `{"reason":"Hors secteur"}`
	)
	out := []ask{
		{method: "GET", route: "/groups", path: "/groups"},
		{method: "GET", route: "/memberships", path: "/memberships"},
		{method: "GET", route: sheet, what: "no such lot", path: sheetPath(running, 9, "")},
		{method: "PUT", route: sheet, what: "entered", path: sheetPath(running, 1, ""), body: goodBody, match: `"1"`},
		{method: "PUT", route: sheet, what: "not begun", path: sheetPath(running, 1, ""), body: goodBody, match: `"0"`},
		{method: "PUT", route: sheet, what: "validated", path: sheetPath(running, 2, ""), body: goodBody, match: `"1"`},
		{method: "PUT", route: sheet, what: "before entry", path: sheetPath(joining, 1, ""), body: goodBody, match: `"0"`},
		{method: "PUT", route: sheet, what: "abandoned", path: sheetPath(abandoned, 1, ""), body: goodBody, match: `"0"`},
		{method: "PUT", route: sheet, what: "draft", path: sheetPath(draft, 1, ""), body: goodBody, match: `"0"`},
		{method: "POST", route: sheet + "/validation", what: "entered", path: sheetPath(running, 1, "/validation"), match: `"1"`},
		{method: "POST", route: sheet + "/validation", what: "not begun", path: sheetPath(running, 1, "/validation"), match: `"0"`},
		{method: "POST", route: sheet + "/validation", what: "validated", path: sheetPath(running, 2, "/validation"), match: `"1"`},
		{method: "POST", route: sheet + "/no-need", what: "entered", path: sheetPath(running, 1, "/no-need"), match: `"1"`},
		{method: "POST", route: sheet + "/no-need", what: "not begun", path: sheetPath(running, 1, "/no-need"), match: `"0"`},
		{method: "POST", route: sheet + "/reopening", what: "validated", path: sheetPath(running, 2, "/reopening"), match: `"1"`},
		{method: "POST", route: sheet + "/reopening", what: "entered", path: sheetPath(running, 1, "/reopening"), match: `"1"`},
		{method: "POST", route: demand + "/acceptance", what: "waits", path: groupPath(running, "/demands/"+asker+"/acceptance")},
		{method: "POST", route: demand + "/acceptance", what: "accepted", path: groupPath(running, "/demands/"+w.ids["ref Collège Membre"]+"/acceptance")},
		{method: "POST", route: demand + "/acceptance", what: "refused", path: groupPath(joining, "/demands/"+asker+"/acceptance")},
		{method: "POST", route: demand + "/acceptance", what: "none", path: groupPath(running, "/demands/"+abroad+"/acceptance")},
		{method: "POST", route: demand + "/refusal", what: "waits", path: groupPath(running, "/demands/"+asker+"/refusal"), body: refusal},
		{method: "POST", route: demand + "/refusal", what: "no reason", path: groupPath(running, "/demands/"+asker+"/refusal"), body: `{"reason":" "}`},
		{method: "POST", route: demand + "/refusal", what: "accepted", path: groupPath(running, "/demands/"+w.ids["ref Collège Membre"]+"/refusal"), body: refusal},
		{method: "POST", route: demand + "/removal", what: "member", path: groupPath(running, "/demands/"+w.ids["ref Collège Membre"]+"/removal"), body: refusal},
		{method: "POST", route: demand + "/removal", what: "no reason", path: groupPath(running, "/demands/"+w.ids["ref Collège Membre"]+"/removal"), body: `{"reason":" "}`},
		{method: "POST", route: demand + "/removal", what: "waits", path: groupPath(running, "/demands/"+asker+"/removal"), body: refusal},
		{method: "POST", route: demand + "/removal", what: "none", path: groupPath(running, "/demands/"+abroad+"/removal"), body: refusal},
	}
	for what, n := range map[string]int{"running": running, "draft": draft, "joining": joining, "abandoned": abandoned, "none": 99} {
		for _, tail := range []string{"", "/sheets", "/demands", "/board"} {
			out = append(out, ask{method: "GET", route: group + tail, what: what, path: groupPath(n, tail)})
		}
		for _, tail := range []string{"/consolidation", "/consolidation/members"} {
			out = append(out, ask{method: "GET", route: group + "/lots/{lot}" + tail, what: what, path: groupPath(n, "/lots/2"+tail)})
		}
		out = append(
			out,
			ask{method: "GET", route: sheet, what: what, path: sheetPath(n, 1, "")},
			ask{method: "POST", route: group + "/membership", what: what, path: groupPath(n, "/membership")},
			ask{method: "DELETE", route: group + "/membership", what: what, path: groupPath(n, "/membership")},
		)
	}
	slices.SortStableFunc(out, func(a, b ask) int { return strings.Compare(a.route+a.method+a.what, b.route+b.method+b.what) })
	return out
}

var needsMalformed = []badAsk{
	{method: "GET", path: "/groups/abc", status: 422, code: "path.number"},
	{method: "GET", path: "/groups/99999999999999999999", status: 422, code: "path.number"},
	{method: "GET", path: "/groups/-1", status: 422, code: "path.number"},
	{method: "GET", path: "/groups/99999", status: 404},
	{method: "BREW", path: "/groups", status: 405},
	{method: "GET", path: "/groups?limit=0", status: 422, code: "query.limit"},
	{method: "GET", path: "/groups?limit=101", status: 422, code: "query.limit"},
	{method: "GET", path: "/groups?limit=ten", status: 422, code: "query.limit"},
	{method: "GET", path: "/groups?after=%21", status: 422, code: "query.after"},
	{method: "GET", path: "/groups?after=" + "IngiCg", status: 422, code: "query.after"},
	{method: "GET", path: "/groups?search=%ff", status: 400},
	{method: "GET", path: "/groups?search=%00", status: 400},
	{method: "GET", path: "/groups?search=%zz", status: 400},
	{method: "GET", path: "/groups?a=1;b=2", status: 400},
	{method: "GET", path: "/groups?phase=later", status: 422, code: "query.phase"},
	{method: "PUT", path: saveAt, body: `{`, status: 400},
	{method: "PUT", path: saveAt, body: "{\"quantities\":\"\xff\"}", status: 400},
	{method: "PUT", path: saveAt, body: `{"quantities":[{"line":1,"quantity":"\u0000"}]}`, status: 400},
	{method: "PUT", path: saveAt, body: strings.Repeat("[", 20_000), status: 400},
	{method: "PUT", path: saveAt, body: `{} {}`, status: 400},
	{method: "PUT", path: saveAt, body: "", status: 400},
	{method: "PUT", path: saveAt, body: `[]`, status: 422, code: "body"},
	{method: "PUT", path: saveAt, body: `null`, status: 422, code: "body"},
	{method: "PUT", path: saveAt, body: `{}`, status: 422, code: "body"},
	{method: "PUT", path: saveAt, body: `{"quantities":[{"line":"1","quantity":3}]}`, status: 422, code: "body.quantities[0].line body.quantities[0].quantity"},
	{method: "PUT", path: saveAt, body: `{"quantities":[{"line":1,"quantity":"3","unit":"m"}]}`, status: 422, code: "body.quantities[0].unit"},
	{method: "PUT", path: saveAt, body: `{"quantities":[{"line":1,"quantity":"beaucoup"}]}`, status: 422, code: "body.quantities[0].quantity"},
	{method: "PUT", path: saveAt, body: `{"quantities":[{"line":1,"quantity":"-1"}]}`, status: 422, code: "body.quantities[0].quantity"},
	{method: "PUT", path: saveAt, body: `{"quantities":[{"line":1,"quantity":"1.5"}]}`, status: 422, code: "body.quantities[0].quantity"},
	{method: "PUT", path: saveAt, body: `{"quantities":[{"line":1,"quantity":"1e3"}]}`, status: 422, code: "body.quantities[0].quantity"},
	{method: "PUT", path: saveAt, body: `{"quantities":[{"line":1,"quantity":"1,5"}]}`, status: 422, code: "body.quantities[0].quantity"},
	{method: "PUT", path: saveAt, body: `{"quantities":[{"line":9,"quantity":"1"}]}`, status: 422, code: "body.quantities[0].line"},
	{method: "PUT", path: saveAt, body: `{"quantities":[{"line":1,"quantity":"1"},{"line":1,"quantity":"2"}]}`, status: 422, code: "body.quantities[1].line"},
	{method: "PUT", path: saveAt, body: `{"quantities":"` + strings.Repeat("a", 1<<20) + `"}`, status: 413},
	{method: "PUT", path: saveAt, body: goodBody, headers: []string{"Content-Type", "text/plain"}, status: 415},
	{method: "PUT", path: saveAt, body: goodBody, headers: []string{"Content-Type", ""}, status: 415},
	{method: "PUT", path: saveAt, body: goodBody, headers: []string{"Content-Type", "application/json; charset=latin1"}, status: 415},
	{method: "PUT", path: saveAt, body: "quantities=1", headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415},
	{method: "PUT", path: saveAt, body: goodBody, headers: []string{"If-Match", ""}, status: 428},
	{method: "PUT", path: saveAt, body: goodBody, headers: []string{"If-Match", "1"}, status: 422, code: "header.If-Match"},
	{method: "PUT", path: saveAt, body: goodBody, headers: []string{"If-Match", "*"}, status: 422, code: "header.If-Match"},
	{method: "PUT", path: saveAt, body: goodBody, headers: []string{"If-Match", `W/"1"`}, status: 422, code: "header.If-Match"},
	{method: "PUT", path: saveAt, body: goodBody, headers: []string{"If-Match", `"99999999999999999999"`}, status: 422, code: "header.If-Match"},
	{method: "PUT", path: saveAt, body: goodBody, headers: []string{"If-Match", `"7"`}, status: 412},
	{method: "PUT", path: saveAt, body: goodBody, headers: []string{"Idempotency-Key", strings.Repeat("k", 201)}, status: 422, code: "header.Idempotency-Key"},
	{method: "PUT", path: saveAt, body: goodBody, headers: []string{"Idempotency-Key", "clé"}, status: 422, code: "header.Idempotency-Key"},
	{method: "POST", path: "/groups/1/membership", body: `{"a":1}`, status: 422, code: "body"},
}

type sheetSeen struct {
	State   string
	Version int64
	Lines   []struct {
		Line     int64
		Quantity string
	}
	Acts []rest.Offer
}

func etag(w *httptest.ResponseRecorder) string { return w.Header().Get("ETag") }

// A sheet is saved, validated, reopened and emptied by a program; the page shows the same, and the history says how.
func TestSheetByProgram(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R042", "R047")
		b := inhabited(t, e)
		secret := b.tokens[neighbour]
		w := b.call("GET", sheetPath(running, 1, ""), secret, "")
		if got := into[sheetSeen](b.house, w); got.State != "none" || etag(w) != `"0"` || len(got.Lines) != 2 {
			t.Errorf("at first: %+v %s", got, etag(w))
		}
		w = b.call("PUT", sheetPath(running, 1, ""), secret, `{"quantities":[{"line":1,"quantity":"1200"},{"line":2,"quantity":"0.50"}]}`, "If-Match", etag(w))
		if got := into[sheetSeen](b.house, w); got.State != "entry" || got.Lines[1].Quantity != "0.5" || etag(w) != `"1"` {
			t.Errorf("saved: %+v %s", got, etag(w))
		}
		if p := b.in[neighbour].Get(groupAt(running, "/besoins/1")); !strings.Contains(string(p.Body), `value="0,5"`) {
			t.Errorf("the page: %s", p.Text())
		}
		w = b.call("POST", sheetPath(running, 1, "/validation"), secret, "", "If-Match", etag(w))
		if got := into[sheetSeen](b.house, w); got.State != "validated" || got.Lines[0].Quantity != "1200" {
			t.Errorf("validated: %+v", got)
		}
		b.wantStatus("saved after it", b.call("PUT", sheetPath(running, 1, ""), secret, goodBody, "If-Match", etag(w)), 403, "needs.sheet_validated")
		w = b.call("POST", sheetPath(running, 1, "/reopening"), secret, "", "If-Match", etag(w))
		w = b.call("POST", sheetPath(running, 1, "/no-need"), secret, "{}", "If-Match", etag(w))
		if got := into[sheetSeen](b.house, w); got.State != "empty" || got.Lines[0].Quantity != "0" {
			t.Errorf("emptied: %+v", got)
		}
		if by := b.one(`SELECT data FROM history_lines WHERE act = 'needs.sheet.validate empty'`); !strings.Contains(by, `"by_token":"Tableur"`) {
			t.Errorf("the history: %s", by)
		}
		w = b.call("PUT", sheetPath(running, 2, ""), secret, `{"quantities":[]}`, "If-Match", `"0"`)
		w = b.call("POST", sheetPath(running, 2, "/validation"), secret, "", "If-Match", etag(w))
		b.wantStatus("an empty one is not validated so", w, 422, "body.quantities")
	})
}

// Who was faster is not overwritten: the answer says which version is there.
func TestStaleSheet(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		put := func(version string) *httptest.ResponseRecorder {
			return b.call("PUT", sheetPath(running, 1, ""), b.tokens[member], goodBody, "If-Match", version)
		}
		b.wantStatus("in time", put(`"1"`), 200, "")
		w := put(`"1"`)
		b.wantStatus("too late", w, 412, "")
		if p := problemIn(b.house, w); p.Current == nil || *p.Current != 2 || etag(w) != `"2"` {
			t.Errorf("%+v %s", p, etag(w))
		}
		b.wantStatus("after reading again", put(etag(w)), 200, "")
	})
}

// The same request with the same key is done once, and answered as it was; another one with that key is a conflict.
func TestRepeatsByProgram(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		key := id.New()
		put := func(body, version string) *httptest.ResponseRecorder {
			return b.call("PUT", sheetPath(running, 1, ""), b.tokens[member], body, "If-Match", version, "Idempotency-Key", key)
		}
		first := put(goodBody, `"1"`)
		before := b.contents()
		again := put(goodBody, `"1"`)
		if first.Code != 200 || again.Code != 200 || again.Body.String() != first.Body.String() {
			t.Errorf("%d %s, then %d %s", first.Code, first.Body, again.Code, again.Body)
		}
		b.wantStatus("another body", put(`{"quantities":[]}`, `"1"`), 409, "")
		b.wantStatus("another version", put(goodBody, `"2"`), 409, "")
		b.wantStatus("another lot", b.call("PUT", sheetPath(running, 2, ""), b.tokens[member], goodBody, "If-Match", `"1"`, "Idempotency-Key", key), 409, "")
		if done := changed(before, b.contents()); len(done) > 0 {
			t.Errorf("repeats change %q", done)
		}
		b.wantStatus("another person", b.call("PUT", sheetPath(running, 1, ""), b.tokens[neighbour], goodBody, "If-Match", `"0"`, "Idempotency-Key", key), 200, "")
		join := func() *httptest.ResponseRecorder {
			return b.call("POST", groupPath(running, "/membership"), b.tokens[stranger], "", "Idempotency-Key", key)
		}
		b.wantStatus("asks", join(), 200, "")
		b.wantStatus("asks again", join(), 200, "")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM needs_memberships m JOIN org_organisations o ON o.id = m.org_id WHERE o.name = 'Collège Nouveau'`); n != "1" {
			t.Errorf("%s memberships", n)
		}
	})
}

type page struct {
	Items []struct{ Number int }
	Next  *string
}

// Read page after page, a list holds each group once, whatever is added meanwhile; it goes on where the link leads.
func TestPagesWhileGroupsAreAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		var got []int
		path := "/groups?limit=2&search=groupement"
		for i := 0; path != ""; i++ {
			w := b.call("GET", path, b.tokens[coordinator], "")
			p := into[page](b.house, w)
			for _, g := range p.Items {
				got = append(got, g.Number)
			}
			if i == 0 {
				b.post(coordinator, "/groupements/nouveau", b.newGroup("Groupement ajouté"), 303)
			}
			path = nextIn(t, w)
			if (p.Next == nil) != (path == "") {
				t.Errorf("next is %v, the link %q", p.Next, path)
			}
		}
		if want := []int{1, 2, 3, 4, 5}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if p := into[page](b.house, b.call("GET", "/groups?limit=100", b.tokens[stranger], "")); len(p.Items) != 3 || p.Next != nil {
			t.Errorf("a stranger sees %+v", p)
		}
		if p := into[page](b.house, b.call("GET", "/groups?phase=joining", b.tokens[stranger], "")); len(p.Items) != 1 || p.Items[0].Number != joining {
			t.Errorf("those that are joined now: %+v", p)
		}
	})
}

func (b *builder) newGroup(title string) url.Values {
	at := func(d time.Duration) []string { return []string{b.d.Clock.Now().Add(d).Format("2006-01-02T15:04")} }
	const day = 24 * time.Hour
	return url.Values{
		"support": {b.ids["Lycée Support"]}, "titre": {title}, "description": {"Achats"},
		"adhesions_jusqu_au": at(5 * day), "saisie_du": at(6 * day), "saisie_jusqu_au": at(14 * day),
	}
}

// nextIn is where an answer's link leads, below rest.Prefix; empty at the end.
func nextIn(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	link := w.Header().Get("Link")
	if link == "" {
		return ""
	}
	path, ok := strings.CutPrefix(strings.TrimSuffix(link, `>; rel="next"`), "<"+rest.Prefix)
	if !ok || !strings.HasSuffix(link, `>; rel="next"`) {
		t.Fatalf("the link is %q", link)
	}
	return path
}

// A coordinator follows and decides by a program: what members validated is summed, and the first decision stands.
func TestCoordinationByProgram(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R054")
		b := inhabited(t, e)
		secret, asker := b.tokens[coordinator], b.ids["ref Collège Demandeur"]
		type listed struct {
			Items []struct {
				Organisation struct{ Ref, Name string }
				State        string
				Sheets       []struct{ Lot, State any }
				Quantities   []struct{ Quantity string }
			}
		}
		if got := into[listed](b.house, b.call("GET", groupPath(running, "/demands?state=asked"), secret, "")); len(got.Items) != 1 || got.Items[0].Organisation.Ref != asker {
			t.Errorf("what waits: %+v", got)
		}
		accept := func() *httptest.ResponseRecorder {
			return b.call("POST", groupPath(running, "/demands/"+asker+"/acceptance"), secret, "")
		}
		b.wantStatus("accepts", accept(), 200, "")
		b.wantStatus("accepts again", accept(), 200, "")
		b.wantStatus("refuses then", b.call("POST", groupPath(running, "/demands/"+asker+"/refusal"), secret, `{"reason":"Trop tard"}`), 409, "")
		first := b.call("GET", groupPath(running, "/board?limit=2"), secret, "")
		second := b.call("GET", nextIn(t, first), secret, "")
		rows := append(into[listed](b.house, first).Items, into[listed](b.house, second).Items...)
		var refs []string
		for _, r := range rows {
			refs = append(refs, r.Organisation.Ref)
			if len(r.Sheets) != 2 {
				t.Errorf("%+v", r)
			}
		}
		if len(refs) != 3 || !slices.IsSorted(refs) || nextIn(t, second) != "" {
			t.Errorf("the board: %v", refs)
		}
		type sum struct {
			Validated, Empty, Excluded int
			Lines                      []struct{ Total string }
		}
		if got := into[sum](b.house, b.call("GET", groupPath(running, "/lots/2/consolidation"), secret, "")); got.Validated != 1 || got.Excluded != 2 || got.Lines[0].Total != "7" {
			t.Errorf("the sum: %+v", got)
		}
		if got := into[listed](b.house, b.call("GET", groupPath(running, "/lots/2/consolidation/members"), secret, "")); len(got.Items) != 1 || got.Items[0].Quantities[0].Quantity != "7" {
			t.Errorf("by member: %+v", got)
		}
		removal := func() *httptest.ResponseRecorder {
			return b.call("POST", groupPath(running, "/demands/"+asker+"/removal"), secret, `{"reason":"Départ demandé"}`)
		}
		b.wantStatus("takes out", removal(), 200, "")
		b.wantStatus("takes out again", removal(), 409, "")
		if got := into[listed](b.house, b.call("GET", groupPath(running, "/demands?state=withdrawn"), secret, "")); len(got.Items) != 1 || got.Items[0].Organisation.Ref != asker {
			t.Errorf("who was taken out: %+v", got)
		}
	})
}

// A deadline that passes while a program runs is told with its instant, as on the page (R045).
func TestDeadlineForPrograms(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R045")
		b := inhabited(t, e)
		b.d.Clock.Advance(15 * 24 * time.Hour)
		w := b.call("PUT", sheetPath(running, 1, ""), b.tokens[member], goodBody, "If-Match", `"1"`, "Accept-Language", "en")
		b.wantStatus("late", w, 403, "needs.deadline_passed")
		if r := problemIn(b.house, w).Reasons[0]; r.Kind != "date" || r.Since == nil || !strings.Contains(r.Message, "deadline") {
			t.Errorf("%+v", r)
		}
	})
}

// What a page's session may do, its token may too, and nothing else: the reasons are the pages' own (R292).
func TestReasonsAreThePages(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		for _, role := range townspeople[1:] {
			w := b.call("POST", groupPath(running, "/membership"), b.tokens[role], "")
			p := b.in[role].PostForm(groupAt(running, "/adherer"), keyed(nil))
			api, page := w.Code, firstStatus(p)
			if api == http.StatusOK { // it was done: the page says that it was
				continue
			}
			if page == http.StatusSeeOther && strings.HasPrefix(p.Hops[0], "/compte/profil") { // where a page leads, a program is told why
				page = http.StatusForbidden
			}
			code := ""
			if reasons := problemIn(b.house, w).Reasons; len(reasons) > 0 {
				code = reasons[0].Code
			}
			if shown := reasonShown.FindSubmatch(p.Body); api != page || len(p.Hops) == 0 && (code != "" && (shown == nil || string(shown[1]) != code)) {
				t.Errorf("%s: %d %s, the page %d %s", role, api, code, page, shown)
			}
		}
	})
}

// Nothing that a page of another site can send reaches the API: it has no cookies, and its token no page knows.
func TestNoForgedRequests(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		before := b.contents()
		for _, x := range b.asks() {
			r := httptest.NewRequest(x.method, webtest.Base+rest.Prefix+x.path, strings.NewReader(x.body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Origin", "https://elsewhere.test")
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			r.Header.Set("If-Match", x.match)
			r.AddCookie(&http.Cookie{Name: "__Host-session", Value: b.in[coordinator].Cookie("session")})
			w := httptest.NewRecorder()
			b.a.Handler.ServeHTTP(w, r)
			if w.Code != http.StatusUnauthorized {
				t.Errorf("%s %s: %d", x.method, x.path, w.Code)
			}
		}
		if done := changed(before, b.contents()); len(done) > 0 {
			t.Errorf("%q are changed", done)
		}
	})
}

// braced are the parts of an address that name something.
var braced = regexp.MustCompile(`\{[a-z]+\}`)

// Numbers and references that a program makes up lead nowhere, and are no fault of ours.
func TestForgedNumbersOfPrograms(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		before := b.contents()
		for _, op := range b.a.API.Ops() {
			for _, bad := range forged {
				if !strings.Contains(op.Path, "{") || len(bad) > 500 || bad == "01" || bad == "+1" { // 1 to those who read numbers
					continue
				}
				path := braced.ReplaceAllLiteralString(op.Path, bad)
				body := map[string]string{"save-sheet": goodBody, "refuse-demand": `{"reason":"Non"}`, "remove-member": `{"reason":"Non"}`}[op.ID]
				if w := b.call(op.Method, path, b.tokens[admin], body, "If-Match", `"0"`); w.Code < 400 {
					t.Errorf("%s: %d %s", fmt.Sprintf("%s %.60s", op.Method, path), w.Code, w.Body)
				}
				b.d.Clock.Advance(time.Second)
			}
		}
		if done := changed(before, b.contents()); len(done) > 0 && !slices.Equal(done, []string{"token_tokens"}) {
			t.Errorf("%q are changed", done)
		}
	})
}
