package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/rest"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// call sends a request to the API as a program does. Its answer is never a fault of ours, always names the request, and
// is JSON; a refusal is RFC 9457's.
func (h *house) call(method, path, token, body string, headers ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(method, webtest.Base+rest.Prefix+path, strings.NewReader(body))
	r.Header.Set("Accept-Language", "fr")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.a.Handler.ServeHTTP(w, r)
	h.sound(method+" "+path, w)
	return w
}

func (h *house) sound(what string, w *httptest.ResponseRecorder) {
	h.t.Helper()
	if w.Code >= 500 && w.Code != http.StatusServiceUnavailable {
		h.t.Errorf("%.300s: %d: %s", what, w.Code, w.Body)
	}
	if w.Header().Get("X-Request-Id") == "" {
		h.t.Errorf("%.300s names no request", what)
	}
	if c := w.Result().Cookies(); len(c) > 0 {
		h.t.Errorf("%.300s sets the cookie %s", what, c[0].Name)
	}
	if w.Header().Get("Access-Control-Allow-Origin") != "" {
		h.t.Errorf("%.300s lets other sites' pages in", what)
	}
	want := "application/json"
	for end, media := range apiFiles {
		if strings.HasSuffix(what, end) {
			want = media
		}
	}
	if w.Code >= 400 {
		want = "application/problem+json"
		p := problemIn(h, w)
		if p.Status != w.Code || p.Title == "" || p.Detail == "" || p.RequestID != w.Header().Get("X-Request-Id") || p.Type == "" {
			h.t.Errorf("%.300s: %+v", what, p)
		}
		if w.Code == http.StatusForbidden && len(p.Reasons) == 0 {
			h.t.Errorf("%.300s is refused without a reason", what)
		}
		if w.Code == http.StatusUnprocessableEntity && len(p.Errors) == 0 {
			h.t.Errorf("%.300s does not say what to correct", what)
		}
		if strings.Contains(w.Body.String(), "expected ") {
			h.t.Errorf("%.300s speaks the library's English: %s", what, w.Body)
		}
	}
	if got := w.Header().Get("Content-Type"); w.Body.Len() > 0 && got != want {
		h.t.Errorf("%.300s: %d in %s", what, w.Code, got)
	}
}

// apiFiles are the operations that give a file, by how their addresses end.
var apiFiles = map[string]string{"/purchase-order": "application/pdf", "/receipt-note": "application/pdf", "/sorting-sheet": "application/pdf", "/labels": "application/pdf", "/ubl": "application/xml"}

func problemIn(h *house, w *httptest.ResponseRecorder) rest.Problem {
	h.t.Helper()
	var p rest.Problem
	if w.Body.Len() > 0 { // HEAD has none
		h.ok(json.Unmarshal(w.Body.Bytes(), &p))
	}
	return p
}

// into reads an answer of 200.
func into[T any](h *house, w *httptest.ResponseRecorder) T {
	h.t.Helper()
	var out T
	if w.Code >= 300 {
		h.t.Fatalf("%d: %s", w.Code, w.Body)
	}
	h.ok(json.Unmarshal(w.Body.Bytes(), &out))
	return out
}

// wantStatus wants a status, and a reason's code, a field's name, or nothing.
func (h *house) wantStatus(what string, w *httptest.ResponseRecorder, status int, code string) {
	h.t.Helper()
	p := rest.Problem{}
	if w.Code >= 400 {
		p = problemIn(h, w)
	}
	got := ""
	for _, f := range p.Errors {
		got += " " + f.Field
	}
	for _, r := range p.Reasons {
		got += " " + r.Code
	}
	if got = strings.TrimSpace(got); w.Code != status || got != code {
		h.t.Errorf("%.200s: %d %q, want %d %q: %.600s", what, w.Code, got, status, code, w.Body)
	}
}

// ask is an operation tried on something real.
type ask struct {
	method, route string // the route is below rest.Prefix
	what          string
	path          string
	body          string
	match         string // If-Match
}

func (x ask) try() try { return try{route: x.method + " " + x.route, what: x.what} }

func (w *town) asks() []ask {
	return append([]ask{
		{method: "GET", route: "/me", path: "/me"},
		{method: "GET", route: "/organisations", path: "/organisations"},
	}, slices.Concat(w.needsAsks(), w.accessAsks(), w.orderingAsks(), w.orderAsks(), w.receptionAsks())...)
}

// Who may do what through the API: every operation by everybody, held against a table that a person has read. The roles
// and the reasons are those of the pages. Who is refused has changed nothing.
func TestEveryOperationByEveryRole(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	asks := w.asks()
	var want, got []string
	for _, r := range w.house(t).a.Mux.Routes() {
		if path, ok := strings.CutPrefix(r.Pattern, rest.Prefix); ok && r.Pattern != rest.Document {
			want = append(want, r.Method+" "+path)
		}
	}
	for _, x := range asks {
		if name := x.method + " " + x.route; !slices.Contains(got, name) {
			got = append(got, name)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("the operations that are there (-) and those that are tried (+):\n%s", d)
	}
	s, out := w.stage(t), matrix{}
	for _, x := range asks {
		for _, role := range townspeople {
			rec := s.call(x.method, x.path, w.tokens[role], x.body, "If-Match", x.match)
			out.add(x.try(), role, s.answered(x, role, rec, s.undo()))
		}
	}
	out.golden(t, "api_matrix.md", "# Who may do what through the API\n\nEach operation tried by everybody, with a token that has all scopes.\n")
}

// answered says in a word what came of an operation, and fails when the answer contradicts itself.
func (s *stage) answered(x ask, role string, w *httptest.ResponseRecorder, done []string) string {
	s.t.Helper()
	name := x.method + " " + x.path + " by " + role
	noted := x.route == "/baskets/{basket}/lines" && slices.Equal(done, []string{"history_lines"}) // that somebody tried is kept (R162)
	if len(done) > 0 && (w.Code >= 400 || x.method == http.MethodGet) && !noted {
		s.t.Errorf("%s answers %d and changes %q", name, w.Code, done)
	}
	if internal := internalID.FindString(w.Body.String()); internal != "" {
		s.t.Errorf("%s shows an internal id: %s", name, internal)
	}
	out := number(w.Code)
	if len(done) > 0 {
		out = "done, " + out
	}
	if w.Code >= 400 {
		for _, r := range problemIn(s.house, w).Reasons {
			out += " " + r.Code
		}
	}
	return out
}

// internalID is an id as the tables have them, beside the request's own.
var internalID = regexp.MustCompile(`[^_]id": ?"[0-9a-f]{8}-[0-9a-f]{4}-7`)

// A visitor, and a token that does not count, are told how to ask; nothing else tells who might.
func TestWhoAsks(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		for what, headers := range map[string][]string{
			"no token":         nil,
			"no such token":    {"Authorization", "Bearer preau_" + strings.Repeat("A", 43)},
			"broken":           {"Authorization", "Bearer preau_\xff"},
			"another scheme":   {"Authorization", "Basic bWVtYmVyOnRyb2lz"},
			"empty":            {"Authorization", "Bearer "},
			"a session":        {"Cookie", "__Host-session=" + b.in[member].Cookie("session")},
			"a session's name": {"Authorization", "Bearer " + b.in[member].Cookie("session")},
		} {
			w := b.call("GET", "/me", "", "", headers...)
			b.wantStatus(what, w, 401, "")
			if !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), `Bearer realm="preau"`) {
				t.Errorf("%s: %v", what, w.Header())
			}
		}
		w := b.call("GET", "/me", b.tokens[member], "", "Accept-Language", "en")
		me := into[map[string]any](b.house, w)
		if me["user_name"] != "member" || me["token"] != "Tableur" || w.Header().Get("Cache-Control") != "private, no-store" {
			t.Errorf("%v %v", me, w.Header())
		}
		b.wantStatus("lower case", b.call("GET", "/me", "", "", "Authorization", "bearer "+b.tokens[member]), 200, "")
	})
}

// A token that is revoked, and one of an account that was suspended or has a new password, serves no further request.
func TestTokensEndAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		ask := func(role string) *httptest.ResponseRecorder { return b.call("GET", "/me", b.tokens[role], "") }
		for _, role := range []string{member, neighbour, stranger} {
			b.wantStatus(role, ask(role), 200, "")
		}
		b.post(member, "/compte/jetons/1/revocation", nil, 303)
		b.wantStatus("revoked", ask(member), 401, "token.revoked")
		b.in[member].Get("/compte/jetons").WantStatus(200).Want("Révoqué")
		b.post(neighbour, "/compte/securite/mot-de-passe", map[string][]string{
			"mot_de_passe_actuel": {goodPassword}, "mot_de_passe": {goodPassword + " encore"}, "mot_de_passe_2": {goodPassword + " encore"},
		}, 303)
		b.wantStatus("a new password", ask(neighbour), 401, "token.dropped")
		n := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = $1`, userOf(stranger))
		b.post(admin, "/administration/comptes/"+n+"/suspension", map[string][]string{"motif": {"Essai"}}, 303)
		b.wantStatus("suspended", ask(stranger), 401, "")
		b.post(admin, "/administration/comptes/"+n+"/reactivation", nil, 303)
		b.wantStatus("reactivated", ask(stranger), 401, "token.dropped")
	})
}

// token makes a token with these scopes, on the page.
func (b *builder) token(role string, scopes ...string) string {
	b.t.Helper()
	p := b.in[role].PostForm("/compte/jetons", keyed(map[string][]string{"nom": {"Autre"}, "duree": {"30"}, "portees": scopes}))
	return secretShown.FindString(string(p.Body))
}

// A token does what its scopes name and nothing else, whatever its account may.
func TestNarrowedByScopes(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		for _, scope := range []string{"org:read", "access:read", "access:write", "needs:read", "needs:write", "ordering:read", "ordering:write"} {
			secret := b.token(admin, scope)
			for _, op := range b.a.API.Ops() {
				path := strings.NewReplacer("{number}", "1", "{person}", "1", "{request}", "1", "{market}", "1", "{article}", "1", "{lot}", "1", "{basket}", "1", "{order}", "1", "{claim}", "1", "{reception}", "1", "{ref}", b.ids["ref Collège Demandeur"]).Replace(op.Path)
				w := b.call(op.Method, path, secret, "", "If-Match", `"0"`)
				lacks := op.Scope != "" && op.Scope != scope
				p := rest.Problem{}
				if w.Code >= 400 {
					p = problemIn(b.house, w)
				}
				refused := len(p.Reasons) == 1 && p.Reasons[0].Code == "token.scope"
				if refused != lacks {
					t.Errorf("%s with %s: %d %s", op.ID, scope, w.Code, w.Body)
				}
				if refused && !strings.Contains(w.Header().Get("WWW-Authenticate"), `error="insufficient_scope", scope="`+op.Scope+`"`) {
					t.Errorf("%s: %v", op.ID, w.Header())
				}
			}
		}
	})
}

// What no program should send is refused in one way, and does nothing.
func TestMalformedRequests(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		before := b.contents()
		for _, c := range slices.Concat(malformed, needsMalformed, b.accessMalformed(), ordersMalformed, receptionsMalformed) {
			headers := append([]string{"If-Match", `"1"`}, c.headers...)
			w := b.call(c.method, c.path, b.tokens[member], c.body, headers...)
			b.wantStatus(fmt.Sprintf("%s %.60s %.60s", c.method, c.path, c.body), w, c.status, c.code)
			if c.status == http.StatusMethodNotAllowed && !strings.Contains(w.Header().Get("Allow"), "GET") {
				t.Errorf("%s %s: Allow is %q", c.method, c.path, w.Header().Get("Allow"))
			}
		}
		if done := changed(before, b.contents()); len(done) > 0 {
			t.Errorf("%q are changed", done)
		}
	})
}

type badAsk struct {
	method, path, body string
	headers            []string
	status             int
	code               string
}

var malformed = []badAsk{
	{method: "GET", path: "/nothing", status: 404},
	{method: "GET", path: "/me/", status: 404},
	{method: "GET", path: "/%ff", status: 404},
	{method: "DELETE", path: "/me", status: 405},
	{method: "POST", path: "/me", body: "{}", status: 405},
	{method: "OPTIONS", path: "/me", headers: []string{"Origin", "https://elsewhere.test", "Access-Control-Request-Method", "GET"}, status: 405},
	{method: "GET", path: "/me?x=1", status: 422, code: "query.x"},
}

// A token may ask so often in a minute; who asks more waits, and others do not.
func TestRateOfAToken(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		for i := range 300 {
			w := b.call("GET", "/me", b.tokens[member], "")
			if w.Code != 200 {
				t.Fatalf("request %d: %d", i, w.Code)
			}
			if got, want := w.Header().Get("RateLimit"), fmt.Sprintf(`"token";r=%d;`, 299-i); !strings.HasPrefix(got, want) {
				t.Fatalf("request %d: %q", i, got)
			}
		}
		w := b.call("GET", "/me", b.tokens[member], "")
		b.wantStatus("one too many", w, 429, "")
		if w.Header().Get("Retry-After") != "1" || w.Header().Get("RateLimit-Policy") != `"token";q=300;w=60` {
			t.Errorf("%v", w.Header())
		}
		b.wantStatus("another's token", b.call("GET", "/me", b.tokens[neighbour], ""), 200, "")
		b.d.Clock.Advance(1e9)
		b.wantStatus("a second later", b.call("GET", "/me", b.tokens[member], ""), 200, "")
	})
}

// The description is for everybody, in both languages, and need not be fetched twice.
func TestDescription(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	h := w.house(t)
	for _, lang := range []string{"fr", "en"} {
		got := h.call("GET", "/openapi.json", "", "", "Accept-Language", lang)
		doc := into[map[string]any](h, got)
		if doc["openapi"] != "3.1.0" || got.Header().Get("Content-Language") != lang {
			t.Errorf("%s: %v %v", lang, doc["openapi"], got.Header())
		}
		if key := messageKey.FindString(got.Body.String()); key != "" {
			t.Errorf("%s: a sentence is not said: %s", lang, key)
		}
		again := h.call("GET", "/openapi.json", "", "", "Accept-Language", lang, "If-None-Match", got.Header().Get("ETag"))
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("again: %d", again.Code)
		}
		missing(t, doc)
	}
}

var messageKey = regexp.MustCompile(`"(rest|needsapi|accountapi|delegationapi|orderingapi)\.[a-z_.]+"`)

// missing are the properties and parameters of the description that nobody explains.
func missing(t *testing.T, doc map[string]any) {
	t.Helper()
	components, _ := doc["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	for name, s := range schemas {
		m, _ := s.(map[string]any)
		properties, _ := m["properties"].(map[string]any)
		for property, of := range properties {
			if p, _ := of.(map[string]any); p["description"] == nil {
				t.Errorf("%s.%s has no description", name, property)
			}
		}
	}
	paths, _ := doc["paths"].(map[string]any)
	for path, of := range paths {
		ops, _ := of.(map[string]any)
		for method, op := range ops {
			m, _ := op.(map[string]any)
			parameters, _ := m["parameters"].([]any)
			for _, x := range parameters {
				if p, _ := x.(map[string]any); p["description"] == nil {
					t.Errorf("%s %s: the parameter %v has no description", method, path, p["name"])
				}
			}
		}
	}
}

// The guide lists every operation once, in both languages, and each line leads to where it is told.
func TestGuide(t *testing.T) {
	t.Parallel()
	h := newTown(t).house(t)
	for _, lang := range []string{"fr", "en"} {
		c := webtest.New(t, h.a.Handler)
		c.Lang = lang
		links := c.Get("/api").WantSound().In("section[aria-labelledby=actes]").Links()
		told := map[string]*webtest.Page{}
		n := 0
		for _, l := range links {
			page, anchor, ok := strings.Cut(l.Href, "#")
			if !ok {
				continue
			}
			n++
			if told[page] == nil {
				told[page] = c.Get(page).WantStatus(http.StatusOK).WantSound()
			}
			if len(told[page].Find("#"+anchor)) != 1 {
				t.Errorf("%s: %s leads nowhere", lang, l.Href)
			}
		}
		if n != len(h.a.API.Ops()) {
			t.Errorf("%s: %d operations are listed, of %d", lang, n, len(h.a.API.Ops()))
		}
		c.Get("/aide/api/raisons").Want("access.came")
		c.Get("/aide/api/webhooks").WantSound().Want("webhook-signature", "order.sent", "offer.unpublished")
		c.Get("/aide/api/nulle-part").WantStatus(http.StatusNotFound)
	}
}
