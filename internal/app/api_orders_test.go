package app_test

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/ordering"
)

// orderAsks are the operations from basket to supplier, on the town's baskets and orders.
func (w *town) orderAsks() []ask {
	const one, line = "/baskets/{basket}", "/baskets/{basket}/lines/{article}"
	at := func(n int, tail string) string { return "/baskets/" + number(n) + tail }
	version := func(n int) string { return `"` + w.ids["version of basket "+number(n)] + `"` }
	waits := w.chosen()
	shown := func(units string) string {
		return `{"lines":[{"basket":2,"supplier":"` + w.ids["supplier"] + `"}],"mode":"together","shown":[{"basket":2,"article":1,"quantity":` + units + `,"edition":1},{"basket":2,"article":2,"quantity":2,"edition":1}]}`
	}
	of, sent := "/orders/"+w.ids["order"], "/orders/"+w.ids["order sent"]
	const why = `{"reason":"trop cher"}`
	out := []ask{
		{method: "GET", route: "/baskets", path: "/baskets"},
		{method: "POST", route: "/baskets", path: "/baskets", body: `{"place":"` + w.ids["ref Lycée Ailleurs"] + `","title":"Autre"}`},
		{method: "POST", route: "/baskets", what: "no such place", path: "/baskets", body: `{"place":"nulle-part"}`},
		{method: "GET", route: one, what: "open", path: at(basketOpen, "")},
		{method: "GET", route: one, what: "confirmed", path: at(basketWaiting, "")},
		{method: "GET", route: one, what: "in an order", path: at(basketInOrder, "")},
		{method: "GET", route: one, what: "no such basket", path: at(99, "")},
		{method: "PUT", route: one, what: "open", path: at(basketOpen, ""), body: `{"title":"Rentrée","label":"3B"}`, match: version(basketOpen)},
		{method: "PUT", route: one, what: "stale", path: at(basketOpen, ""), body: `{}`, match: `"1"`},
		{method: "PUT", route: one, what: "confirmed", path: at(basketWaiting, ""), body: `{}`, match: version(basketWaiting)},
		{method: "POST", route: one + "/lines", what: "market not given", path: at(basketOpen, "/lines"), body: `{"article":6,"quantity":1}`},
		{method: "PUT", route: line, what: "open", path: at(basketOpen, "/lines/1"), body: `{"quantity":7}`, match: version(basketOpen)},
		{method: "PUT", route: line, what: "no multiple", path: at(basketOpen, "/lines/2"), body: `{"quantity":7}`, match: version(basketOpen)},
		{method: "PUT", route: line, what: "not in it", path: at(basketOpen, "/lines/6"), body: `{"quantity":7}`, match: version(basketOpen)},
		{method: "DELETE", route: line, what: "open", path: at(basketOpen, "/lines/1"), match: version(basketOpen)},
		{method: "DELETE", route: line, what: "confirmed", path: at(basketWaiting, "/lines/1"), match: version(basketWaiting)},
		{method: "POST", route: one + "/confirmation", what: "not allowed", path: at(basketOpen, "/confirmation"), match: version(basketOpen)},
		{method: "POST", route: one + "/confirmation", what: "empty", path: at(basketNothingIn, "/confirmation"), match: version(basketNothingIn)},
		{method: "POST", route: one + "/confirmation", what: "stale", path: at(basketOpen, "/confirmation"), body: `{"rest":true}`, match: `"1"`},
		{method: "POST", route: one + "/withdrawal", what: "confirmed", path: at(basketWaiting, "/withdrawal"), match: version(basketWaiting)},
		{method: "POST", route: one + "/withdrawal", what: "in an order", path: at(basketInOrder, "/withdrawal"), match: `"9"`},
		{method: "POST", route: one + "/abandonment", what: "open", path: at(basketOpen, "/abandonment"), match: version(basketOpen)},
		{method: "POST", route: one + "/duplication", path: at(basketInOrder, "/duplication"), body: `{"all":true}`},
		{method: "POST", route: one + "/duplication", what: "into one that is no more", path: at(basketInOrder, "/duplication"), body: `{"into":2}`},
		{method: "GET", route: "/waiting-baskets", path: "/waiting-baskets"},
		{method: "POST", route: line + "/refusal", path: at(basketWaiting, "/lines/1/refusal"), body: `{"reason":"en stock"}`},
		{method: "POST", route: line + "/refusal", what: "no reason", path: at(basketWaiting, "/lines/1/refusal"), body: `{"reason":" "}`},
		{method: "POST", route: line + "/refusal", what: "in an order", path: at(basketInOrder, "/lines/1/refusal"), body: why},
		{method: "POST", route: line + "/reduction", path: at(basketWaiting, "/lines/1/reduction"), body: `{"from":2,"to":1,"reason":"un suffit"}`},
		{method: "POST", route: line + "/reduction", what: "more", path: at(basketWaiting, "/lines/1/reduction"), body: `{"from":2,"to":3,"reason":"plus"}`},
		{method: "GET", route: "/order-plans", path: "/order-plans?line=" + waits},
		{method: "GET", route: "/order-plans", what: "nothing waits", path: "/order-plans?line=1." + w.ids["supplier"]},
		{method: "POST", route: "/orders", path: "/orders", body: shown("2")},
		{method: "POST", route: "/orders", what: "something else was shown", path: "/orders", body: shown("3")},
		{method: "GET", route: "/orders", path: "/orders"},
		{method: "GET", route: "/orders", what: "to send", path: "/orders?to_send=true&state=created"},
		{method: "GET", route: "/orders/{order}", what: "to send", path: of},
		{method: "GET", route: "/orders/{order}", what: "sent", path: sent},
		{method: "GET", route: "/orders/{order}", what: "no such order", path: "/orders/X-2026-000009"},
		{method: "POST", route: "/orders/{order}/sending", path: of + "/sending", match: `"1"`},
		{method: "POST", route: "/orders/{order}/sending", what: "stale", path: of + "/sending", match: `"7"`},
		{method: "POST", route: "/orders/{order}/sending", what: "sent", path: sent + "/sending", match: `"3"`},
		{method: "PUT", route: "/orders/{order}/remark", path: of + "/remark", body: `{"remark":"Porte B"}`, match: `"1"`},
		{method: "PUT", route: "/orders/{order}/remark", what: "stale", path: of + "/remark", body: `{"remark":"Porte B"}`, match: `"7"`},
		{method: "PUT", route: "/orders/{order}/remark", what: "control characters", path: of + "/remark", body: `{"remark":"\u0007"}`, match: `"1"`},
		{method: "PUT", route: "/orders/{order}/remark", what: "sent", path: sent + "/remark", body: `{"remark":"Porte B"}`, match: `"3"`},
		{method: "POST", route: "/orders/{order}/cancellation", path: of + "/cancellation", body: why, match: `"1"`},
		{method: "POST", route: "/orders/{order}/cancellation", what: "no reason", path: of + "/cancellation", body: `{"reason":""}`, match: `"1"`},
		{method: "POST", route: "/orders/{order}/cancellation", what: "sent", path: sent + "/cancellation", body: why, match: `"3"`},
		{method: "POST", route: "/orders/{order}/return", path: of + "/return", body: why, match: `"1"`},
	}
	for _, file := range []string{"purchase-order", "receipt-note", "ubl"} {
		route := "/orders/{order}/" + file
		out = append(
			out,
			ask{method: "GET", route: route, what: "sent", path: sent + "/" + file},
			ask{method: "GET", route: route, what: "to send", path: of + "/" + file},
		)
	}
	slices.SortStableFunc(out, func(a, b ask) int { return strings.Compare(a.route+a.method+a.what, b.route+b.method+b.what) })
	return out
}

// ordersMalformed are what no program should send of baskets and orders.
var ordersMalformed = []badAsk{
	{method: "GET", path: "/baskets/0", status: 422, code: "path.basket"},
	{method: "GET", path: "/baskets/x", status: 422, code: "path.basket"},
	{method: "GET", path: "/baskets?state=perdu", status: 422, code: "query.state"},
	{method: "GET", path: "/baskets?after=x", status: 422, code: "query.after"},
	{method: "POST", path: "/baskets", status: 400},
	{method: "POST", path: "/baskets", body: `{"place":""}`, status: 422, code: "body.place"},
	{method: "POST", path: "/baskets", body: `{"place":"x","title":"` + strings.Repeat("é", 81) + `"}`, status: 422, code: "body.title"},
	{method: "POST", path: "/baskets", body: `{"place":"x","owner":"y"}`, status: 422, code: "body.owner"},
	{method: "PUT", path: "/baskets/1", body: `{}`, headers: []string{"If-Match", ""}, status: 428},
	{method: "PUT", path: "/orders/X-2026-000009/remark", body: `{"remark":"` + strings.Repeat("a", 501) + `"}`, status: 422, code: "body.remark"},
	{method: "PUT", path: "/orders/X-2026-000009/remark", body: `{"remark":"x"}`, headers: []string{"If-Match", ""}, status: 428},
	{method: "PUT", path: "/baskets/1", body: `{"remark":"` + strings.Repeat("a", 501) + `"}`, status: 422, code: "body.remark"},
	{method: "POST", path: "/baskets/1/lines", body: `{"article":1,"quantity":0}`, status: 422, code: "body.quantity"},
	{method: "POST", path: "/baskets/1/lines", body: `{"article":1,"quantity":1.5}`, status: 422, code: "body.quantity"},
	{method: "POST", path: "/baskets/1/lines", body: `{"article":1,"quantity":99999999999999999999}`, status: 422, code: "body.quantity"},
	{method: "PUT", path: "/baskets/1/lines/1", body: `{"quantity":"3"}`, status: 422, code: "body.quantity"},
	{method: "PUT", path: "/baskets/1/lines/0", body: `{"quantity":3}`, status: 422, code: "path.article"},
	{method: "POST", path: "/baskets/1/confirmation", body: `{"agreed":[{"article":1}]}`, status: 422, code: "body.agreed[0]"},
	{method: "POST", path: "/baskets/1/lines/1/reduction", body: `{"from":2,"to":0,"reason":"x"}`, status: 422, code: "body.to"},
	{method: "POST", path: "/baskets/1/lines/1/refusal", body: `{"reason":"` + strings.Repeat("a", 501) + `"}`, status: 422, code: "body.reason"},
	{method: "GET", path: "/order-plans", status: 422, code: "query.line"},
	{method: "GET", path: "/order-plans?line=12", status: 422, code: "query.line"},
	{method: "GET", path: "/order-plans?line=x.y", status: 422, code: "query.line"},
	{method: "POST", path: "/orders", body: `{"lines":[],"mode":"together","shown":[]}`, status: 422, code: "body.lines"},
	{method: "POST", path: "/orders", body: `{"lines":[{"basket":1,"supplier":"x"}],"mode":"apart","shown":[]}`, status: 422, code: "body.mode"},
	{method: "GET", path: "/orders?after=x", status: 422, code: "query.after"},
	{method: "GET", path: "/orders?state=perdue", status: 422, code: "query.state"},
	{method: "GET", path: "/orders/" + strings.Repeat("a", 101), status: 422, code: "path.order"},
	{method: "POST", path: "/orders/X-2026-000009/cancellation", body: `{}`, status: 422, code: "body"},
	{method: "POST", path: "/orders/X-2026-000009/sending", body: `{"a":1}`, status: 422, code: "body"},
}

type basketSeen struct {
	Number  int64
	State   string
	Net     string
	Version int64
	Acts    []rest.Offer
	Lines   []struct {
		Article  int64
		Quantity int64
		Asked    int64
		State    string
		Edition  int64
		Changed  bool
		Net      string
		Holders  []string
		Reasons  []rest.Reason
	}
}

type planSeen struct {
	Together struct {
		Gross   string
		Parcels []struct {
			Key   string
			Gross string
			Lines []struct {
				Article int64
				Parts   []struct{ Basket, Quantity, Edition int64 }
			}
		}
	}
}

type orderSeen struct {
	Number  string
	State   string
	Net     *string
	Gross   *string
	Label   string
	Version int64
	Acts    []rest.Offer
	Lines   []struct {
		Article, Quantity int64
		Price             *string
		Parts             []struct {
			Basket int64
			Owner  string
		}
	}
}

// A program goes the whole way from a demandeur's basket to the supplier: each step by who may, repeated by its key harmlessly, with the
// codes of what stands in the way; nothing that the demandeur is answered has an amount with VAT.
func TestBasketToOrderByProgram(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R182", "R195", "R213")
		b := inhabited(t, e)
		b.desks()
		school := access.Place{Kind: access.Organisation, ID: b.ids["Collège Membre"]}
		b.gives(unconfirmed, access.Gift{Role: ordering.Validator, Place: school})
		b.gives(member, access.Gift{Role: ordering.Buyer, Place: school})
		b.run(`UPDATE org_organisations SET email = 'commandes@fournisseur.test' WHERE ref = $1`, b.ids["supplier"])
		b.dora()
		dora, validates, buys := b.token("dora", "ordering:read", "ordering:write"), b.tokens[unconfirmed], b.tokens[member]
		var answers []string
		ask := func(method, path, body string, headers ...string) *httptest.ResponseRecorder {
			w := b.call(method, path, dora, body, headers...)
			answers = append(answers, w.Body.String())
			return w
		}
		w := ask("POST", "/baskets", `{"place":"`+b.ids["ref Collège Membre"]+`","title":" Rentrée \n 3B "}`)
		if got := into[basketSeen](b.house, w); w.Code != 201 || got.Number != 6 || got.State != "open" || etag(w) != `"1"` {
			t.Errorf("%d %+v %s", w.Code, got, etag(w))
		}
		b.wantStatus("confirmed empty", ask("POST", "/baskets/6/confirmation", "", "If-Match", etag(w)), 403, "ordering.basket_empty")
		b.wantStatus("what nobody sells", ask("POST", "/baskets/6/lines", `{"article":4,"quantity":1}`), 403, "ordering.special_procedure")
		key := id.New()
		for range 2 { // the answer is lost, and the program asks again
			w = ask("POST", "/baskets/6/lines", `{"article":1,"quantity":3}`, "Idempotency-Key", key)
		}
		if got := into[basketSeen](b.house, w); got.Lines[0].Quantity != 3 || got.Net != "33.75" {
			t.Errorf("added: %+v", got)
		}
		b.wantStatus("no multiple", ask("POST", "/baskets/6/lines", `{"article":2,"quantity":3}`), 422, "body.quantity")
		w = ask("POST", "/baskets/6/lines", `{"article":2,"quantity":2}`)
		stale := etag(w)
		w = ask("PUT", "/baskets/6/lines/2", `{"quantity":4}`, "If-Match", etag(w))
		b.wantStatus("too late", ask("PUT", "/baskets/6/lines/2", `{"quantity":2}`, "If-Match", stale), 412, "")
		b.wantStatus("no version", ask("PUT", "/baskets/6/lines/2", `{"quantity":2}`), 428, "")
		w = ask("PUT", "/baskets/6", `{"title":"Rentrée 3B","label":"`+strings.Repeat("x", 61)+`"}`, "If-Match", etag(w))
		b.wantStatus("a long label", w, 422, "body.label")
		w = ask("PUT", "/baskets/6", `{"title":"Rentrée 3B","label":"3B, local 12"}`, "If-Match", etag(ask("GET", "/baskets/6", "")))
		if got := into[basketSeen](b.house, w); got.Net != "61.35" || len(got.Lines) != 2 || got.Lines[0].Quantity != 3 || got.Lines[1].Quantity != 4 {
			t.Errorf("filled: %+v", got)
		}
		remove := func(version, key string) *httptest.ResponseRecorder {
			return ask("DELETE", "/baskets/6/lines/2", "", "If-Match", version, "Idempotency-Key", key)
		}
		version := etag(w)
		w = remove(version, key+"2")
		b.wantStatus("taken out again", remove(version, key+"2"), 200, "")
		b.wantStatus("not there", remove(etag(w), key+"3"), 404, "")
		confirm := func(key string) *httptest.ResponseRecorder {
			return ask("POST", "/baskets/6/confirmation", "", "If-Match", etag(w), "Idempotency-Key", key)
		}
		first, again := confirm(key+"4"), confirm(key+"4")
		if got := into[basketSeen](b.house, first); got.State != "confirmed" || !slices.Contains(got.Lines[0].Holders, "Andrée manager") || again.Body.String() != first.Body.String() {
			t.Errorf("confirmed: %+v; again %s", got, again.Body)
		}
		b.wantStatus("confirmed once more", ask("POST", "/baskets/6/confirmation", "", "If-Match", etag(first)), 409, "")
		b.wantStatus("not hers", b.call("GET", "/baskets/6", b.tokens[neighbour], ""), 404, "")

		// The validateur lowers, plans and makes the order; what was lowered meanwhile makes none.
		waiting := into[struct{ Items []struct{ Net, Gross string } }](b.house, b.call("GET", "/waiting-baskets", validates, ""))
		if len(waiting.Items) != 1 || waiting.Items[0].Net != "33.75" || waiting.Items[0].Gross != "40.84" {
			t.Errorf("waiting: %+v", waiting)
		}
		line := "6." + b.ids["supplier"]
		covers.Statement(t, "R197", "R216")
		hers := ` AND grant_id IN (SELECT g.id FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE a.email = 'demandeur@preau.test')`
		b.run(`UPDATE access_grant_limits SET taken_at = 1, taken_name = 'Marc' WHERE kind = 'market' AND taken_at IS NULL` + hers)
		for _, path := range []string{"/waiting-baskets", "/order-plans?line=" + line} {
			if got := b.call("GET", path, validates, "").Body.String(); !strings.Contains(got, `"right_lost":{"since":"1970-01-01T00:00:00`) || !strings.Contains(got, `"by":"Marc"`) || !strings.Contains(got, `"no_buyer":false`) {
				t.Errorf("%s without the right: %s", path, got)
			}
		}
		b.run(`UPDATE access_grant_limits SET taken_at = NULL, taken_name = '' WHERE taken_at = 1` + hers)
		if got := b.call("GET", "/waiting-baskets", validates, "").Body.String(); !strings.Contains(got, `"right_lost":null`) {
			t.Errorf("with the right: %s", got)
		}
		old := into[planSeen](b.house, b.call("GET", "/order-plans?line="+line, validates, ""))
		b.wantStatus("raised", b.call("POST", "/baskets/6/lines/1/reduction", validates, `{"from":3,"to":4,"reason":"plus"}`), 422, "body.quantity")
		b.wantStatus("lowered", b.call("POST", "/baskets/6/lines/1/reduction", validates, `{"from":3,"to":2,"reason":"deux suffisent"}`), 200, "")
		b.wantStatus("by the demandeur", b.call("POST", "/baskets/6/lines/1/refusal", dora, `{"reason":"non"}`), 403, "ordering.not_validator")
		make := func(p planSeen, key, label string) *httptest.ResponseRecorder {
			x := p.Together.Parcels[0]
			part := x.Lines[0].Parts[0]
			return b.call("POST", "/orders", validates, `{"lines":[{"basket":6,"supplier":"`+b.ids["supplier"]+`"}],"mode":"together","parcels":[{"key":"`+x.Key+`","label":"`+label+`"}],
				"shown":[{"basket":6,"article":1,"quantity":`+number(int(part.Quantity))+`,"edition":`+number(int(part.Edition))+`}]}`, "Idempotency-Key", key)
		}
		b.wantStatus("from what was", make(old, id.New(), ""), 409, "")
		now := into[planSeen](b.house, b.call("GET", "/order-plans?line="+line, validates, ""))
		if now.Together.Gross != "27.23" {
			t.Errorf("the plan: %+v", now)
		}
		b.wantStatus("a long label", make(now, id.New(), strings.Repeat("x", 61)), 422, "body.parcels[0].label")
		made, repeated := make(now, key+"5", "3B, local 12"), make(now, key+"5", "3B, local 12")
		if made.Code != 201 || repeated.Body.String() != made.Body.String() {
			t.Fatalf("%d %s, then %d %s", made.Code, made.Body, repeated.Code, repeated.Body)
		}
		b.wantStatus("made twice", make(now, id.New(), ""), 409, "")
		n := into[struct{ Numbers []string }](b.house, made).Numbers[0]
		b.wantStatus("withdrawn too late", ask("POST", "/baskets/6/withdrawal", "", "If-Match", etag(ask("GET", "/baskets/6", ""))), 403, "ordering.basket_taken")

		// The acheteur reads and sends it; the files are those of the pages.
		w = b.call("GET", "/orders/"+n, buys, "")
		if got := into[orderSeen](b.house, w); got.State != "created" || *got.Gross != "27.23" || got.Label != "3B, local 12" || got.Lines[0].Parts[0].Basket != 6 || got.Lines[0].Parts[0].Owner != "Dora Demandeur" {
			t.Errorf("%+v", got)
		}
		b.wantStatus("by the validateur", b.call("POST", "/orders/"+n+"/sending", validates, "", "If-Match", etag(w)), 403, "ordering.not_buyer")
		b.wantStatus("no file yet", b.call("GET", "/orders/"+n+"/purchase-order", buys, ""), 404, "")
		for range 2 {
			b.wantStatus("sent", b.call("POST", "/orders/"+n+"/sending", buys, "", "If-Match", etag(w), "Idempotency-Key", key+"6"), 200, "")
		}
		b.drain()
		if m := b.mails.To("commandes@fournisseur.test"); len(m) != 1 || len(m[0].Attachments) != 2 {
			t.Errorf("%d mails", len(m))
		}
		w = b.call("GET", "/orders/"+n, buys, "")
		if got := into[orderSeen](b.house, w); got.State != "sent" {
			t.Errorf("after sending: %s", got.State)
		}
		b.wantStatus("cancelled too late", b.call("POST", "/orders/"+n+"/cancellation", buys, `{"reason":"non"}`, "If-Match", etag(w)), 403, "ordering.order_sent")
		for end, path := range map[string]string{"/purchase-order": "/commandes/bon/", "/receipt-note": "/commandes/bon-de-reception/", "/ubl": "/commandes/ubl/"} {
			file := b.call("GET", "/orders/"+n+end, buys, "")
			page := b.in[member].Get(path + n)
			if file.Code != 200 || file.Body.String() != string(page.Body) || !strings.Contains(file.Header().Get("Content-Disposition"), n) {
				t.Errorf("%s: %d, %d bytes, the page's has %d", end, file.Code, file.Body.Len(), len(page.Body))
			}
		}

		for path, code := range map[string]int{"/orders/" + n: 404, "/orders/" + n + "/purchase-order": 404, "/orders/" + n + "/ubl": 404, "/waiting-baskets": 200, "/orders": 200, "/baskets": 200, "/baskets/6": 200} {
			if w := ask("GET", path, ""); w.Code != code {
				t.Errorf("the demandeur reads %s: %d", path, w.Code)
			}
		}
		for _, a := range answers {
			for _, sum := range []string{"40.84", "40,84", "27.23", "27,23", "4.73", "4,73", "7.09", "7,09", `"gross"`} { // with VAT, and VAT
				if strings.Contains(a, sum) {
					t.Errorf("the demandeur is told %s: %s", sum, a)
				}
			}
		}
	})
}

// What is read page after page holds each basket and order once, while others are added.
func TestPagesOfBasketsAndOrders(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		read := func(path, secret string, between func()) (got []string) {
			for i := 0; path != ""; i++ {
				w := b.call("GET", path, secret, "")
				for _, x := range into[struct{ Items []map[string]any }](b.house, w).Items {
					for _, name := range []string{"number", "basket"} {
						if v, there := x[name]; there {
							got = append(got, fmt.Sprint(v))
						}
					}
				}
				if i == 0 {
					between()
				}
				path = nextIn(t, w)
			}
			return got
		}
		open := func() {
			b.wantStatus("another", b.call("POST", "/baskets", b.tokens[elsewhere], `{"place":"`+b.ids["ref Lycée Ailleurs"]+`"}`), 201, "")
		}
		all := b.all(`SELECT CAST(number AS TEXT) FROM ordering_baskets ORDER BY number DESC`) // the town's are all of one person
		got := read("/baskets?limit=2", b.tokens[elsewhere], open)
		got = slices.DeleteFunc(got, func(n string) bool { return !slices.Contains(all, n) }) // the one added meanwhile: the town's numbers have a gap
		if !slices.Equal(got, all) || len(got) < 5 {
			t.Errorf("baskets %v, want %v", got, all)
		}
		if got := read("/baskets?state=confirmed", b.tokens[elsewhere], open); !slices.Equal(got, []string{"2"}) {
			t.Errorf("confirmed ones %v", got)
		}
		all = b.all(`SELECT number FROM ordering_orders ORDER BY created_at DESC, id DESC`)
		if got := read("/orders?limit=1", b.tokens[coordinator], func() {}); !slices.Equal(got, all) || len(got) < 2 {
			t.Errorf("orders %v, want %v", got, all)
		}
		if got := read("/orders?to_send=true", b.tokens[coordinator], func() {}); !slices.Equal(got, []string{b.ids["order"]}) {
			t.Errorf("to send %v", got)
		}
		if got := read("/orders?at="+b.ids["ref Collège Membre"], b.tokens[coordinator], func() {}); len(got) != 0 {
			t.Errorf("of another school %v", got)
		}
		if got := read("/waiting-baskets?limit=1", b.tokens[coordinator], func() {}); !slices.Equal(got, []string{"2"}) {
			t.Errorf("waiting %v", got)
		}
	})
}

// all are some values of the database.
func (h *house) all(q string) (out []string) {
	h.t.Helper()
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.All(h.t.Context(), tx, func(s *string) []any { return []any{s} }, q)
		return err
	}))
	return out
}
