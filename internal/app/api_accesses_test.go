package app_test

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/ordering"
)

// placePath is an operation's path at a place of the town.
func (w *town) placePath(place, tail string) string { return "/places/" + w.ids["ref "+place] + tail }

func (w *town) orderingPath(place, tail string) string {
	return "/ordering/places/" + w.ids["ref "+place] + tail
}

func giveBody(email, role string) string {
	return `{"email":"` + email + `","first_name":"Dora","last_name":"Demandeur","function":"Enseignante","roles":[{"role":"` + role + `"}]}`
}

// accessAsks are the operations on accesses, each on something real.
func (w *town) accessAsks() []ask {
	const (
		place, people, person = "/places/{ref}", "/places/{ref}/people", "/places/{ref}/people/{person}"
		requests              = "/access-requests"
		request               = requests + "/{request}"
	)
	dora, andree := w.placePath("Collège Membre", "/people/"+w.ids["demandeur"]), w.placePath("Collège Membre", "/people/"+w.ids["manager"])
	give := func(where, what, role string) ask {
		return ask{method: "POST", route: people, what: what, path: w.placePath(where, "/people"), body: giveBody("nouveau@preau.test", role)}
	}
	return []ask{
		{method: "GET", route: "/places", path: "/places"},
		{method: "GET", route: place, path: w.placePath("Collège Membre", "")},
		{method: "GET", route: place, what: "a school of the same authority", path: w.placePath("Collège Voisin", "")},
		{method: "GET", route: place, what: "the authority", path: w.placePath("P.O. des Écoles", "")},
		{method: "GET", route: place, what: "no such place", path: "/places/aucune"},
		{method: "GET", route: people, path: w.placePath("Collège Membre", "/people")},
		{method: "GET", route: person, what: "invited", path: dora},
		{method: "GET", route: person, what: "active", path: andree},
		{method: "GET", route: person, what: "another school", path: w.placePath("Collège Voisin", "/people/"+w.ids["demandeur"])},
		give("Collège Membre", "a role of the school's", "ordering.receiver"),
		give("Collège Membre", "manager", "ordering.manager"),
		give("Collège Membre", "requester without a market", "ordering.requester"),
		give("Collège Membre", "no such role", "ordering.emperor"),
		give("Collège Voisin", "a school of the same authority", "ordering.receiver"),
		give("P.O. des Écoles", "superbuyer", "ordering.superbuyer"),
		{method: "PUT", route: person + "/roles", what: "stale", path: dora + "/roles", body: `{"roles":[{"role":"ordering.receiver"}]}`, match: `"1"`},
		{
			method: "PUT", route: person + "/roles", what: "one role more", path: dora + "/roles", match: w.ids["demandeur's version"],
			body: `{"roles":[{"role":"ordering.requester","limits":["1"]},{"role":"ordering.receiver"}]}`,
		},
		{method: "PUT", route: person + "/roles", what: "nothing any more", path: dora + "/roles", match: w.ids["demandeur's version"], body: `{"roles":[]}`},
		{method: "POST", route: person + "/activation", what: "invited", path: dora + "/activation"},
		{method: "POST", route: person + "/activation", what: "active", path: andree + "/activation"},
		{method: "GET", route: requests, path: requests},
		{method: "GET", route: request, path: requests + "/1"},
		{method: "GET", route: request, what: "no such request", path: requests + "/99"},
		{method: "POST", route: requests, path: requests, body: `{"place":"` + w.ids["ref Collège Membre"] + `","role":"ordering.receiver"}`},
		{method: "POST", route: requests, what: "where it is not held", path: requests, body: `{"place":"` + w.ids["ref P.O. des Écoles"] + `","role":"ordering.receiver"}`},
		{method: "POST", route: request + "/acceptance", path: requests + "/1/acceptance"},
		{method: "POST", route: request + "/refusal", path: requests + "/1/refusal", body: `{"reason":"Non"}`},
	}
}

// orderingAsks are the operations of « Commandes ».
func (w *town) orderingAsks() []ask {
	const at = "/ordering/places/{ref}"
	return []ask{
		{method: "GET", route: "/ordering", path: "/ordering"},
		{method: "GET", route: "/articles", path: "/articles?q=rouge"},
		{method: "GET", route: "/articles", what: "for a place of others", path: "/articles?place=" + w.ids["ref Collège Voisin"]},
		{method: "GET", route: "/articles/{article}", path: "/articles/1"},
		{method: "GET", route: "/articles/{article}", what: "no such article", path: "/articles/99"},
		{method: "GET", route: "/article-requests", path: "/article-requests"},
		{method: "GET", route: "/article-requests/{request}", path: "/article-requests/1"},
		{method: "GET", route: "/article-requests/{request}", what: "no such request", path: "/article-requests/99"},
		{method: "POST", route: "/article-requests", path: "/article-requests", body: `{"title":"Compas","quantity":12}`},
		{method: "POST", route: "/article-requests", what: "looks like another", path: "/article-requests", body: `{"reference":"ar1020"}`},
		{method: "POST", route: "/article-requests/{request}/vote", path: "/article-requests/1/vote", body: `{"quantity":5}`},
		{method: "POST", route: "/article-requests/{request}/vote", what: "answered", path: "/article-requests/2/vote"},
		{method: "GET", route: at + "/markets", path: w.orderingPath("Collège Membre", "/markets")},
		{method: "POST", route: at + "/markets/{market}/request", path: w.orderingPath("Collège Membre", "/markets/1/request"), body: `{"message":"Pour la rentrée"}`},
		{method: "POST", route: at + "/markets/{market}/request", what: "withdrawn", path: w.orderingPath("Collège Membre", "/markets/2/request")},
		{method: "GET", route: at + "/maximum-amounts", path: w.orderingPath("P.O. des Écoles", "/maximum-amounts")},
		{method: "GET", route: at + "/maximum-amount", path: w.orderingPath("Collège Membre", "/maximum-amount")},
		{method: "PUT", route: at + "/maximum-amount", what: "no superbuyer", path: w.orderingPath("Collège Membre", "/maximum-amount"), body: `{"amount":"500"}`, match: `"0"`},
		{method: "PUT", route: at + "/maximum-amount", what: "knowingly", path: w.orderingPath("Collège Membre", "/maximum-amount"), body: `{"amount":"500.5","knowing":true}`, match: `"0"`},
		{method: "PUT", route: at + "/maximum-amount", what: "stale", path: w.orderingPath("Collège Membre", "/maximum-amount"), body: `{"amount":null}`, match: `"7"`},
	}
}

// accessMalformed are what no program should send: asked by the member, who gives nothing, but for what is looked at first.
func (w *town) accessMalformed() []badAsk {
	people := w.placePath("Collège Membre", "/people")
	amount := w.orderingPath("Collège Membre", "/maximum-amount")
	return []badAsk{
		{method: "GET", path: "/articles?q=" + strings.Repeat("a", 201), status: 422, code: "query.q"},
		{method: "GET", path: "/articles?q=%00", status: 400},
		{method: "GET", path: "/article-requests/abc", status: 422, code: "path.request"},
		{method: "POST", path: "/article-requests", body: `{"title":"` + strings.Repeat("é", 10_000) + `"}`, status: 422, code: "body.title"},
		{method: "POST", path: "/article-requests", body: `{"title":"Compas","quantity":-1}`, status: 422, code: "body.quantity"},
		{method: "GET", path: "/articles?after=x", status: 422, code: "query.after"},
		{method: "GET", path: "/articles/0", status: 422, code: "path.article"},
		{method: "GET", path: "/articles/x", status: 422, code: "path.article"},
		{method: "GET", path: "/places?limit=0", status: 422, code: "query.limit"},
		{method: "GET", path: "/places?after=%00", status: 400},
		{method: "GET", path: "/places?after=x", status: 422, code: "query.after"},
		{method: "GET", path: "/places?name=" + strings.Repeat("a", 201), status: 422, code: "query.name"},
		{method: "GET", path: "/places/" + strings.Repeat("a", 101), status: 422, code: "path.ref"},
		{method: "GET", path: people + "/0", status: 422, code: "path.person"},
		{method: "GET", path: people + "/x", status: 422, code: "path.person"},
		{method: "GET", path: "/access-requests?of=all", status: 422, code: "query.of"},
		{method: "GET", path: "/access-requests/-1", status: 422, code: "path.request"},
		{method: "POST", path: people, status: 400},
		{method: "POST", path: people, body: `{"email":"a@preau.test"}`, status: 422, code: "body body body"},
		{method: "POST", path: people, body: `{"email":"a@preau.test","first_name":"A","last_name":"B","roles":[]}`, status: 422, code: "body.roles"},
		{method: "POST", path: people, body: `{"email":"a@preau.test","first_name":"A","last_name":"B","roles":[{"role":"x"}],"born":"1980-01-01"}`, status: 422, code: "body.born"},
		{method: "POST", path: people, body: `{"email":"a@preau.test","first_name":"A","last_name":"B","roles":[{"role":"x"}],"from":"demain"}`, status: 422, code: "body.from"},
		{method: "PUT", path: people + "/1/roles", body: `{"roles":[]}`, headers: []string{"If-Match", ""}, status: 428},
		{method: "PUT", path: people + "/1/roles", body: `{"roles":[]}`, headers: []string{"If-Match", "x"}, status: 422, code: "header.If-Match"},
		{method: "POST", path: "/access-requests", body: `{"place":"x","role":"y","message":"` + strings.Repeat("é", 501) + `"}`, status: 422, code: "body.message"},
		{method: "PUT", path: amount, body: `{"amount":500}`, headers: []string{"If-Match", `"0"`}, status: 422, code: "body.amount"},
		{method: "PUT", path: amount, body: `{"amount":"1,50"}`, headers: []string{"If-Match", `"0"`}, status: 422, code: "body.amount"},
		{method: "PUT", path: amount, body: `{"amount":"-1"}`, headers: []string{"If-Match", `"0"`}, status: 422, code: "body.amount"},
		{method: "PUT", path: amount, body: `{"amount":"10000000"}`, headers: []string{"If-Match", `"0"`}, status: 422, code: "body.amount"},
		{method: "PUT", path: amount, body: `{"amount":"0.001"}`, headers: []string{"If-Match", `"0"`}, status: 422, code: "body.amount"},
		{method: "PUT", path: amount, body: `{"amount":"5"}`, headers: []string{"If-Match", ""}, status: 428},
	}
}

type accessSeen struct {
	Number    int64
	Name      string
	User_Name string //nolint:revive,staticcheck // as the answer writes it
	Email     string
	State     string
	Never     bool `json:"never_signed_in"`
	Version   int64
	DecidedBy string `json:"decided_by"`
	Deciders  []rest.Lifter
	Limits    []struct{ Ref, Name string }
	Acts      []rest.Offer
	Roles     []struct {
		Role   string
		Until  *time.Time
		Limits []struct{ Ref, Name string }
	}
}

func (x accessSeen) keys() string {
	var out []string
	for _, r := range x.Roles {
		k := strings.TrimPrefix(r.Role, "ordering.")
		for _, l := range r.Limits {
			k += " " + l.Ref
		}
		out = append(out, k)
	}
	return strings.Join(out, ", ")
}

// A program gives, changes and ends accesses as the pages do: consequences are told before, once, and what it gave is on the page.
func TestAccessesByProgram(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R126", "R132")
		b := inhabited(t, e)
		secret, people := b.tokens[manager], b.placePath("Collège Membre", "/people")
		place := into[struct {
			Missing []string
			Roles   []struct {
				Role    string
				Given   bool
				Choices []struct{ Ref, Name string }
				Holders []rest.Lifter
			}
		}](b.house, b.call("GET", b.placePath("Collège Membre", ""), secret, ""))
		if !slices.Contains(place.Missing, "ordering.validator") || slices.Contains(place.Missing, "ordering.buyer") {
			t.Errorf("what is missing: %v", place.Missing)
		}
		for _, r := range place.Roles {
			if r.Role == "ordering.requester" && (!r.Given || len(r.Choices) != 1 || r.Choices[0].Ref != "1") || r.Role == "ordering.manager" && (r.Given || len(r.Holders) != 1) {
				t.Errorf("%+v", r)
			}
		}
		body := func(confirm string) string {
			return strings.TrimSuffix(giveBody("nadia@preau.test", "ordering.requester"), "}") + `,"confirm":"` + confirm + `"}`
		}
		w := b.call("POST", people, secret, body(""))
		b.wantStatus("without a market", w, 409, "")
		p := problemIn(b.house, w)
		if p.Confirm == "" || len(p.Consequences) != 1 || !strings.Contains(p.Consequences[0].Message, "sans rien ajouter") {
			t.Errorf("%+v", p)
		}
		b.wantStatus("another print", b.call("POST", people, secret, body("autre")), 409, "")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email = 'nadia@preau.test'`); n != "0" {
			t.Error("an account was made")
		}
		key := id.New()
		for range 2 { // repeated, it is done once and answered the same
			w = b.call("POST", people, secret, body(p.Confirm), "Idempotency-Key", key)
			b.wantStatus("confirmed", w, 201, "")
		}
		nadia := into[accessSeen](b.house, w)
		if nadia.keys() != "requester" || nadia.Email != "nadia@preau.test" || !nadia.Never || etag(w) == "" {
			t.Errorf("%+v %s", nadia, etag(w))
		}
		at := fmt.Sprint(people, "/", nadia.Number)
		set := func(body, match string) *httptest.ResponseRecorder {
			return b.call("PUT", at+"/roles", secret, body, "If-Match", match)
		}
		was := etag(w)
		w = set(`{"roles":[{"role":"ordering.requester","limits":["1"]},{"role":"ordering.receiver"}]}`, was)
		if got := into[accessSeen](b.house, w); got.keys() != "requester 1, receiver" {
			t.Errorf("changed: %+v", got)
		}
		b.in[manager].Get(b.accessAt("Collège Membre", "")).In(peopleTable).Row("Dora Demandeur").Want("Demandeur")
		b.wantStatus("from what was", set(`{"roles":[]}`, was), 412, "")
		b.wantStatus("no such market", set(`{"roles":[{"role":"ordering.requester","limits":["2"]}]}`, etag(w)), 422, "body.roles[0].limits[0]")
		b.wantStatus("a role twice", set(`{"roles":[{"role":"ordering.buyer"},{"role":"ordering.buyer"}]}`, etag(w)), 422, "body.roles[1].role")
		b.wantStatus("not the manager's", set(`{"roles":[{"role":"ordering.manager"}]}`, etag(w)), 403, "access.not_giver")
		b.wantStatus("an end before today", set(`{"roles":[],"end":"2020-01-01"}`, etag(w)), 422, "body.end")
		last := set(`{"roles":[{"role":"ordering.requester","limits":["1"]}],"end":"2026-12-18"}`, etag(w))
		b.wantStatus("the last receiver", last, 409, "")
		last = set(`{"roles":[{"role":"ordering.requester","limits":["1"]}],"end":"2026-12-18","confirm":"`+problemIn(b.house, last).Confirm+`"}`, etag(w))
		got := into[accessSeen](b.house, last)
		if len(got.Roles) != 2 || got.Roles[1].Until == nil || got.Roles[1].Until.Format(time.DateOnly) != "2026-12-18" {
			t.Errorf("ends on a day: %+v", got)
		}
		got = into[accessSeen](b.house, set(`{"roles":[{"role":"ordering.requester","limits":["1"]},{"role":"ordering.receiver"}],"keep":["ordering.receiver"]}`, etag(last)))
		if len(got.Roles) != 2 || got.Roles[1].Until != nil {
			t.Errorf("its end was taken away: %+v", got)
		}
		b.wantStatus("the activation again", b.call("POST", at+"/activation", secret, ""), 200, "")
	})
}

// Nobody reads another's identifier, birth date, or the address of who has come; lists go on after a row, whatever is added meanwhile (R104).
func TestAccessListsByProgram(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R104")
		b := inhabited(t, e)
		secret := b.tokens[president]
		for i := range 5 {
			b.post(president, b.accessAt("Collège Voisin", "/personnes/nouvelle"), with(accessForm("ordering.manager", ""), "email", fmt.Sprintf("m%d@preau.test", i)), 303)
		}
		type listed struct {
			Items []accessSeen
			Next  *string
		}
		var got []int64
		path := b.placePath("Collège Voisin", "/people?limit=2")
		for n := 0; path != ""; n++ {
			w := b.call("GET", path, secret, "")
			for _, x := range into[listed](b.house, w).Items {
				got = append(got, x.Number)
			}
			if n == 0 {
				b.post(president, b.accessAt("Collège Voisin", "/personnes/nouvelle"), with(accessForm("ordering.manager", ""), "email", "m9@preau.test"), 303)
			}
			path = nextIn(t, w)
		}
		if len(got) != 6 || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != 6 {
			t.Errorf("people: %v", got)
		}
		people := into[listed](b.house, b.call("GET", b.placePath("Collège Membre", "/people?role=ordering.manager"), secret, ""))
		if len(people.Items) != 1 || people.Items[0].Email != "" || strings.Contains(people.Items[0].User_Name, "manager") {
			t.Errorf("%+v", people)
		}
		if x := into[listed](b.house, b.call("GET", b.placePath("Collège Membre", "/people?role=ordering.buyer"), secret, "")); len(x.Items) != 0 {
			t.Errorf("the president sees the manager's: %+v", x)
		}
		type places struct {
			Items []struct{ Ref, Name string }
		}
		var names []string
		path = "/places?limit=1"
		for path != "" {
			w := b.call("GET", path, secret, "")
			for _, p := range into[places](b.house, w).Items {
				names = append(names, p.Name)
			}
			path = nextIn(t, w)
		}
		if strings.Join(names, ", ") != "Collège Membre, Collège Voisin, P.O. des Écoles" {
			t.Errorf("places: %v", names)
		}
		if x := into[places](b.house, b.call("GET", "/places?name=voisin%20college", secret, "")); len(x.Items) != 1 {
			t.Errorf("found: %+v", x)
		}
		if x := into[places](b.house, b.call("GET", "/places", b.tokens[member], "")); len(x.Items) != 0 {
			t.Errorf("who gives nothing: %+v", x)
		}
		if x := into[places](b.house, b.call("GET", "/places", b.tokens[admin], "")); len(x.Items) != 1 || x.Items[0].Name != "P.O. des Écoles" {
			t.Errorf("the operator: %+v", x)
		}
	})
}

// An administrator's list of places, read two by two, has each place once, in the order of their references: a school whose authority
// stands for it keeps nobody's place.
func TestPlacesByTwo(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.authority("Zone d'Ailleurs", "Collège Demandeur")
		for _, name := range []string{"Collège Demandeur", "Collège Membre", "Collège Voisin", "Collège Nouveau", "Lycée Support"} {
			b.gives(neighbour, access.Gift{Role: ordering.Reference, Place: access.Place{Kind: access.Organisation, ID: b.ids[name]}})
		}
		b.appoints(admin, "zone", "Zone d'Ailleurs", "ordering.president")
		read := func(path string) (out []string) {
			for path != "" {
				w := b.call("GET", path, b.tokens[admin], "")
				for _, x := range into[struct{ Items []struct{ Ref string } }](b.house, w).Items {
					out = append(out, x.Ref)
				}
				path = nextIn(t, w)
			}
			return out
		}
		all, two := read("/places?limit=100"), read("/places?limit=2")
		if len(all) != 4 || !slices.IsSorted(all) || !slices.Equal(all, two) {
			t.Errorf("two by two: %v, at once: %v", two, all)
		}
	})
}

// A program asks for a role and a market, and another decides: the first decision stands, with what the asker wished.
func TestRequestsByProgram(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R131", "R137")
		b := inhabited(t, e)
		n := b.runs("Manuels", "Collège Membre")
		secret, ref := b.tokens[member], b.ids["ref Collège Membre"]
		ask := func(body string) *httptest.ResponseRecorder { return b.call("POST", "/access-requests", secret, body) }
		b.wantStatus("no such market", ask(`{"place":"`+ref+`","role":"ordering.requester","limits":["99"]}`), 422, "body.limits[0]")
		b.wantStatus("no such place", ask(`{"place":"aucune","role":"ordering.requester"}`), 404, "")
		b.wantStatus("not asked for", ask(`{"place":"`+ref+`","role":"ordering.president"}`), 422, "body.role")
		w := ask(`{"place":"` + ref + `","role":"ordering.requester","limits":["1"],"message":"Pour la rentrée"}`)
		b.wantStatus("asks", w, 201, "")
		asked := into[accessSeen](b.house, w)
		if again := into[accessSeen](b.house, ask(`{"place":"`+ref+`","role":"ordering.requester"}`)); again.Number != asked.Number || asked.State != "open" || len(asked.Limits) != 1 || asked.Deciders[0].Name != "Andrée manager" {
			t.Errorf("%+v, again %+v", asked, again)
		}
		at := fmt.Sprint("/access-requests/", asked.Number)
		b.wantStatus("oneself", b.call("POST", at+"/acceptance", secret, ""), 403, "request.not_lifter")
		b.wantStatus("a stranger", b.call("POST", at+"/acceptance", b.tokens[stranger], ""), 404, "")
		b.wantStatus("a stranger names a market", b.call("POST", "/access-requests", b.tokens[stranger], `{"place":"`+ref+`","role":"ordering.requester","limits":["1"]}`), 422, "body.limits[0]")
		type listed struct{ Items []accessSeen }
		if l := into[listed](b.house, b.call("GET", "/access-requests", b.tokens[manager], "")); len(l.Items) != 1 || l.Items[0].Number != asked.Number {
			t.Errorf("to decide: %+v", l)
		}
		if l := into[listed](b.house, b.call("GET", "/access-requests?of=own", secret, "")); len(l.Items) != 1 {
			t.Errorf("own: %+v", l)
		}
		b.wantStatus("no reason", b.call("POST", at+"/refusal", b.tokens[manager], `{"reason":" "}`), 422, "body.reason")
		b.wantStatus("no such choice", b.call("POST", at+"/acceptance", b.tokens[manager], `{"limits":["99"]}`), 422, "body.limits[0]")
		w = b.call("POST", at+"/acceptance", b.tokens[manager], "")
		if got := into[accessSeen](b.house, w); got.State != "given" || got.DecidedBy != "Andrée manager" {
			t.Errorf("decided: %+v", got)
		}
		b.wantStatus("too late", b.call("POST", at+"/refusal", b.tokens[manager], `{"reason":"Non"}`), 403, "request.decided")

		// The market that was not wished for: it is asked for by itself, and given.
		type market struct {
			Number int64
			State  string
			Acts   []rest.Offer
		}
		markets := func() map[int64]market {
			out := map[int64]market{}
			for _, m := range into[struct{ Items []market }](b.house, b.call("GET", b.orderingPath("Collège Membre", "/markets"), secret, "")).Items {
				out[m.Number] = m
			}
			return out
		}
		var last int64
		_, err := fmt.Sscan(n, &last)
		b.ok(err)
		if ms := markets(); ms[1].State != "given" || ms[last].State != "not_given" || ms[last].Acts[0].Possible || ms[last].Acts[0].Reasons[0].Code != "ordering.market_not_given" ||
			ms[last].Acts[0].Reasons[0].Lifters[0].Name != "Andrée manager" {
			t.Errorf("%+v", ms)
		}
		w = b.call("POST", b.orderingPath("Collège Membre", "/markets/"+n+"/request"), secret, `{"message":"Aussi"}`)
		more := into[accessSeen](b.house, w)
		if more.State != "open" || markets()[last].State != "asked" {
			t.Errorf("%+v", more)
		}
		b.wantStatus("asked already", b.call("POST", b.orderingPath("Collège Membre", "/markets/"+n+"/request"), secret, ""), 403, "ordering.market_asked")
		b.wantStatus("gives it", b.call("POST", fmt.Sprint("/access-requests/", more.Number, "/acceptance"), b.tokens[manager], ""), 200, "")
		if markets()[last].State != "given" {
			t.Errorf("%+v", markets())
		}
		standing := into[struct {
			Reasons []rest.Reason
			Posts   []struct {
				Place    struct{ Ref string }
				Managers []string
				Roles    []struct {
					Role    string
					Markets []int64
				}
			}
		}](b.house, b.call("GET", "/ordering", secret, ""))
		if len(standing.Posts) != 1 || standing.Posts[0].Place.Ref != ref || standing.Posts[0].Managers[0] != "Andrée manager" || len(standing.Posts[0].Roles[0].Markets) != 2 || len(standing.Reasons) != 0 {
			t.Errorf("%+v", standing)
		}
	})
}

// A maximum amount is set by a program of the authority's head, from the version that it read, knowingly where nobody could send more.
func TestMaximumAmountByProgram(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R122", "R124")
		b := inhabited(t, e)
		path := b.orderingPath("Collège Membre", "/maximum-amount")
		set := func(role, body, match string) *httptest.ResponseRecorder {
			return b.call("PUT", path, b.tokens[role], body, "If-Match", match)
		}
		type amount struct {
			Amount      *string
			Version     int64
			SetBy       string `json:"set_by"`
			Superbuyers []string
		}
		b.wantStatus("unknowing", set(president, `{"amount":"1500.5"}`, `"0"`), 403, "ordering.no_superbuyer")
		w := set(president, `{"amount":"1500.5","knowing":true}`, `"0"`)
		if got := into[amount](b.house, w); got.Amount == nil || *got.Amount != "1500.50" || got.Version != 1 || got.SetBy != "Andrée president" || etag(w) != `"1"` {
			t.Errorf("%+v %s", got, etag(w))
		}
		b.in[president].Get("/commandes/montants/" + b.ids["ref Collège Membre"]).Want("1 500,50")
		b.wantStatus("stale", set(president, `{"amount":null}`, `"0"`), 412, "")
		b.wantStatus("the manager", set(manager, `{"amount":null}`, `"1"`), 403, "ordering.not_head")
		b.wantStatus("another school's", set(member, `{"amount":null}`, `"1"`), 404, "")
		all := into[struct{ Items []amount }](b.house, b.call("GET", b.orderingPath("P.O. des Écoles", "/maximum-amounts"), b.tokens[president], ""))
		if len(all.Items) != 2 {
			t.Errorf("%+v", all)
		}
		b.wantStatus("an authority's own", b.call("GET", b.orderingPath("P.O. des Écoles", "/maximum-amount"), b.tokens[president], ""), 404, "")
		if got := into[amount](b.house, set(president, `{"amount":null}`, `"1"`)); got.Amount != nil || got.Version != 2 {
			t.Errorf("%+v", got)
		}
	})
}
