package app_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// receptionAsks are the operations from the supplier's answer to claims, on the town's orders.
func (w *town) receptionAsks() []ask {
	const of, one, share = "/orders/{order}/receptions", "/claims/{claim}", "/ordering/places/{ref}/sharing"
	to := "/orders/" + w.ids["order received"]
	sent, changed, asked := "/orders/"+w.ids["order sent"], "/orders/"+w.ids["order changed"], "/orders/"+w.ids["order asked about"]
	at := func(name string) string { return `"` + w.ids["version of "+name] + `"` }
	place := "/ordering/places/" + w.ids["ref Lycée Ailleurs"] + "/sharing"
	const claimed = `{"article":1,"fault":"missing","quantity":1,"text":"Rien"}`
	return []ask{
		{method: "GET", route: "/orders-to-receive", path: "/orders-to-receive"},
		{method: "GET", route: of, path: to + "/receptions"},
		{method: "GET", route: of, what: "not sent", path: "/orders/" + w.ids["order"] + "/receptions"},
		{method: "POST", route: of, path: to + "/receptions", body: `{"lines":[{"article":1,"came":1,"version":2}]}`},
		{method: "POST", route: of, what: "too many", path: to + "/receptions", body: `{"lines":[{"article":1,"came":2,"version":2}]}`},
		{method: "POST", route: of, what: "too many, kept", path: to + "/receptions", body: `{"lines":[{"article":1,"came":2,"fate":"kept","version":2}]}`},
		{method: "POST", route: of, what: "the rest given up without a reason", path: to + "/receptions", body: `{"lines":[{"article":1,"came":0,"version":2}],"given_up":true}`},
		{method: "POST", route: of, what: "stale", path: to + "/receptions", body: `{"lines":[{"article":1,"came":1,"version":1}]}`},
		{method: "POST", route: of, what: "no such article", path: to + "/receptions", body: `{"lines":[{"article":6,"came":1,"version":1}]}`},
		{method: "POST", route: of + "/{reception}/correction", path: to + "/receptions/1/correction", body: `{"lines":[{"article":1,"came":0,"version":2}],"reason":"Mal compté"}`},
		{method: "POST", route: of + "/{reception}/correction", what: "the same", path: to + "/receptions/1/correction", body: `{"lines":[{"article":1,"came":1,"version":2}],"reason":"Mal compté"}`},
		{method: "POST", route: of + "/{reception}/correction", what: "no such reception", path: to + "/receptions/9/correction", body: `{"lines":[{"article":1,"came":0,"version":2}]}`},
		{method: "GET", route: "/orders/{order}/sorting-sheet", path: to + "/sorting-sheet"},
		{method: "GET", route: "/orders/{order}/labels", path: to + "/labels"},
		{method: "GET", route: share, path: place},
		{method: "PUT", route: share, path: place, body: `{"rule":"pro_rata"}`, match: `"0"`},
		{method: "PUT", route: share, what: "stale", path: place, body: `{"rule":"pro_rata"}`, match: `"4"`},
		{method: "GET", route: "/claims", path: "/claims"},
		{method: "GET", route: one, path: "/claims/1"},
		{method: "GET", route: one, what: "no such claim", path: "/claims/9"},
		{method: "POST", route: "/orders/{order}/claims", path: sent + "/claims", body: claimed},
		{method: "POST", route: "/orders/{order}/claims", what: "without a word", path: sent + "/claims", body: `{"article":1,"fault":"missing","quantity":1,"text":" "}`},
		{method: "POST", route: "/orders/{order}/claims", what: "more than was ordered", path: sent + "/claims", body: `{"article":1,"fault":"missing","quantity":9,"text":"Rien"}`},
		{method: "POST", route: "/orders/{order}/claims", what: "no such article", path: sent + "/claims", body: `{"article":6,"fault":"missing","quantity":1,"text":"Rien"}`},
		{method: "POST", route: one + "/notes", what: "accepted", path: "/claims/1/notes", body: `{"act":"accept"}`, match: `"2"`},
		{method: "POST", route: one + "/notes", what: "contested without a word", path: "/claims/1/notes", body: `{"act":"contest"}`, match: `"2"`},
		{method: "POST", route: one + "/notes", what: "decided too early", path: "/claims/1/notes", body: `{"act":"decide","text":"Avoir"}`, match: `"2"`},
		{method: "POST", route: one + "/notes", what: "stale", path: "/claims/1/notes", body: `{"act":"accept"}`, match: `"1"`},
		{method: "GET", route: "/orders/{order}/answer", what: "changed", path: changed + "/answer"},
		{method: "GET", route: "/orders/{order}/answer", what: "sent", path: sent + "/answer"},
		{method: "POST", route: "/orders/{order}/decision", path: changed + "/decision", body: `{"lines":[{"article":1,"says":"agreed"}]}`, match: at("order changed")},
		{method: "POST", route: "/orders/{order}/decision", what: "undecided", path: changed + "/decision", body: `{"lines":[{"article":2,"says":"agreed"}]}`, match: at("order changed")},
		{method: "POST", route: "/orders/{order}/decision", what: "refused without a word", path: changed + "/decision", body: `{"lines":[{"article":1,"says":"refused"}]}`, match: at("order changed")},
		{method: "POST", route: "/orders/{order}/cancellation-request", path: sent + "/cancellation-request", body: `{"reason":"Deux fois la même"}`, match: at("order sent")},
		{method: "POST", route: "/orders/{order}/cancellation-request", what: "without a word", path: sent + "/cancellation-request", body: `{"reason":""}`, match: at("order sent")},
		{method: "POST", route: "/orders/{order}/details", path: asked + "/details", body: `{"text":"Bleu"}`, match: at("order asked about")},
		{method: "POST", route: "/orders/{order}/details", what: "nothing asked", path: sent + "/details", body: `{"text":"Bleu"}`, match: at("order sent")},
		{method: "POST", route: "/orders/{order}/reminder", path: sent + "/reminder", match: at("order sent")},
		{method: "POST", route: "/orders/{order}/reminder", what: "stale", path: sent + "/reminder", match: `"1"`},
	}
}

// receptionsMalformed are what no program should send of what comes in.
var receptionsMalformed = []badAsk{
	{method: "GET", path: "/orders-to-receive?after=x", status: 422, code: "query.after"},
	{method: "POST", path: "/orders/X-2026-000009/receptions", body: `{"lines":[]}`, status: 422, code: "body.lines"},
	{method: "POST", path: "/orders/X-2026-000009/receptions", body: `{"lines":[{"article":1,"came":-1,"version":1}]}`, status: 422, code: "body.lines[0].came"},
	{method: "POST", path: "/orders/X-2026-000009/receptions", body: `{"lines":[{"article":1,"came":1,"fate":"eaten","version":1}]}`, status: 422, code: "body.lines[0].fate"},
	{method: "POST", path: "/orders/X-2026-000009/receptions/0/correction", body: `{"lines":[{"article":1,"came":1,"version":1}]}`, status: 422, code: "path.reception"},
	{method: "GET", path: "/claims?state=perdue", status: 422, code: "query.state"},
	{method: "GET", path: "/claims/0", status: 422, code: "path.claim"},
	{method: "POST", path: "/orders/X-2026-000009/claims", body: `{"article":1,"fault":"missing","quantity":0,"text":"x"}`, status: 422, code: "body.quantity"},
	{method: "POST", path: "/claims/1/notes", body: `{"act":"propose"}`, status: 422, code: "body.act"},
	{method: "POST", path: "/orders/X-2026-000009/decision", body: `{"lines":[{"article":1,"says":""}]}`, status: 422, code: "body.lines[0].says"},
}

type receptionsSeen struct {
	State    string
	Receives bool
	Lines    []struct {
		Article, Expected, Received, Kept, Version int64
		State                                      string
		Parts                                      []struct{ Basket, Quantity, Arrived int64 }
	}
	Deliveries []struct {
		Number, Corrects int64
		ReplacedBy       int64 `json:"replaced_by"`
		Lines            []struct{ Article, Conform, Excess int64 }
	}
}

type claimSeen struct {
	Number, Version int64
	State, Order    string
	Acts            []string
	Notes           []struct{ Act, Side, Text string }
}

// What the supplier proposed is agreed to, goods are received and corrected, and a claim is followed, all by programs; each act is done once,
// and nothing that who receives is answered has an amount.
func TestReceptionByProgram(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R234", "R241", "R245")
		covers.Statement(t, "R247", "R250", "R252")
		covers.Statement(t, "R255")
		b := inhabited(t, e)
		receives, buys := b.tokens[neighbour], b.tokens[coordinator]
		n := b.ids["order received"]

		desk := into[struct{ Items []struct{ Number string } }](b.house, b.call("GET", "/orders-to-receive?limit=1", receives, ""))
		if len(desk.Items) != 1 {
			t.Fatalf("the desk: %+v", desk)
		}
		var all []string
		for path := "/orders-to-receive?limit=1"; path != ""; {
			w := b.call("GET", path, receives, "")
			for _, x := range into[struct{ Items []struct{ Number string } }](b.house, w).Items {
				all = append(all, x.Number)
			}
			path = nextIn(t, w)
		}
		if len(all) != 4 || !strings.Contains(strings.Join(all, " "), n) {
			t.Errorf("page after page: %q", all)
		}

		w := b.call("GET", "/orders/"+n+"/receptions", receives, "")
		seen := into[receptionsSeen](b.house, w)
		if !seen.Receives || seen.Lines[0].Received != 1 || seen.Lines[0].Expected != 2 || len(seen.Deliveries) != 1 {
			t.Errorf("%+v", seen)
		}
		for _, word := range []string{"price", "net", "gross", "11.25"} {
			if strings.Contains(w.Body.String(), word) {
				t.Errorf("who receives is told %s: %s", word, w.Body)
			}
		}
		b.wantStatus("too many", b.call("POST", "/orders/"+n+"/receptions", receives, `{"lines":[{"article":1,"came":3,"version":2}]}`), 422, "body.lines.1")
		key := id.New()
		for range 2 {
			w = b.call("POST", "/orders/"+n+"/receptions", receives, `{"lines":[{"article":1,"came":3,"fate":"kept","version":2}]}`, "Idempotency-Key", key)
		}
		seen = into[receptionsSeen](b.house, w)
		if w.Code != 201 || seen.Lines[0].Received != 2 || seen.Lines[0].Kept != 2 || seen.Lines[0].State != "complete" || len(seen.Deliveries) != 2 || seen.Lines[0].Parts[0].Arrived != 2 {
			t.Errorf("%d %+v", w.Code, seen)
		}
		b.wantStatus("again, from what was", b.call("POST", "/orders/"+n+"/receptions", receives, `{"lines":[{"article":1,"came":1,"version":2}]}`), 409, "")
		fix := `{"lines":[{"article":1,"came":1,"version":` + number(int(seen.Lines[0].Version)) + `}]}`
		w = b.call("POST", "/orders/"+n+"/receptions/2/correction", receives, fix)
		seen = into[receptionsSeen](b.house, w)
		if w.Code != 201 || seen.Lines[0].Received != 2 || seen.Lines[0].Kept != 0 || seen.Deliveries[0].Corrects != 2 || seen.Deliveries[1].ReplacedBy != 3 {
			t.Errorf("%d %+v", w.Code, seen)
		}

		// The supplier's change.
		changed := "/orders/" + b.ids["order changed"]
		w = b.call("GET", changed+"/answer", buys, "")
		answer := into[struct {
			Changes []struct {
				Article, Quantity int64
				Price             string
				Note              string
			}
			Gross string
		}](b.house, w)
		if len(answer.Changes) != 1 || answer.Changes[0].Quantity != 1 || answer.Changes[0].Price != "11.1000" || answer.Changes[0].Note != "rupture" || answer.Gross == "" {
			t.Errorf("%+v", answer)
		}
		b.wantStatus("not of who receives", b.call("GET", changed+"/answer", receives, ""), 404, "")
		b.wantStatus("undecided", b.call("POST", changed+"/decision", buys, `{"lines":[{"article":2,"says":"agreed"}]}`, "If-Match", etag(w)), 422, "body.lines.1")
		if got := into[orderSeen](b.house, b.call("POST", changed+"/decision", buys, `{"lines":[{"article":1,"says":"agreed"}]}`, "If-Match", etag(w))); got.State != "agreed" {
			t.Errorf("agreed: %+v", got)
		}
		b.wantStatus("twice", b.call("POST", changed+"/decision", buys, `{"lines":[{"article":1,"says":"agreed"}]}`, "If-Match", etag(w)), 412, "")

		// A claim.
		w = b.call("POST", "/orders/"+b.ids["order sent"]+"/claims", receives, `{"article":1,"fault":"missing","quantity":1,"text":"Rien n'est venu"}`)
		claim := into[claimSeen](b.house, w)
		if w.Code != 201 || claim.State != "open" || claim.Order != b.ids["order sent"] || strings.Join(claim.Acts, " ") != "withdraw say" {
			t.Errorf("%d %+v", w.Code, claim)
		}
		b.drain()
		if m := b.mailTo("commandes@fournisseur.test"); !says(m, "Rien n'est venu") {
			t.Errorf("the supplier's mail says %s: %s", m.Subject, m.Text)
		}
		path := "/claims/" + number(int(claim.Number)) + "/notes"
		b.wantStatus("withdrawn without a word", b.call("POST", path, receives, `{"act":"withdraw"}`, "If-Match", etag(w)), 422, "body.text")
		claim = into[claimSeen](b.house, b.call("POST", path, receives, `{"act":"withdraw","text":"Retrouvé"}`, "If-Match", etag(w)))
		if claim.State != "withdrawn" || len(claim.Acts) != 0 || len(claim.Notes) != 1 || claim.Notes[0].Side != "school" {
			t.Errorf("%+v", claim)
		}
		list := into[struct{ Items []claimSeen }](b.house, b.call("GET", "/claims?state=withdrawn", receives, ""))
		if len(list.Items) != 1 || list.Items[0].Number != claim.Number {
			t.Errorf("%+v", list)
		}

		// A reminder, once a day.
		late := "/orders/" + b.ids["order sent"]
		b.d.Clock.Advance(20 * 24 * time.Hour)
		w = b.call("GET", late+"/answer", buys, "")
		b.wantStatus("reminded", b.call("POST", late+"/reminder", buys, "", "If-Match", etag(w)), 200, "")
		w = b.call("GET", late+"/answer", buys, "")
		refused := b.call("POST", late+"/reminder", buys, "", "If-Match", etag(w))
		if p := problemIn(b.house, refused); refused.Code != 403 || len(p.Reasons) == 0 {
			t.Errorf("reminded twice a day: %d %s", refused.Code, refused.Body)
		}
	})
}
