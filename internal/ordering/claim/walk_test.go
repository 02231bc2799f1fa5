package claim_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/config"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/supply"
)

const (
	walkSteps = 1200 // on each engine
	walkLeast = 2    // of each act: done, and refused
	walkAlive = 5    // orders at a time
)

// may says from where each act leads, as the specification draws it: the model, apart from the program's own tables.
var may = map[string]string{
	"acknowledge": "sent", "accept": "sent acknowledged details disputed", "propose": "sent acknowledged accepted agreed details disputed kept",
	"decline": "sent acknowledged details disputed", "ask": "sent acknowledged accepted", "ship": "sent acknowledged accepted agreed kept",
	"agree": "changed", "dispute": "changed", "specify": "details", "cancel": "sent acknowledged accepted changed agreed disputed details",
	"let go": "cancel_asked", "keep": "cancel_asked",
	"receive": "sent acknowledged accepted changed agreed disputed details shipped part_received cancel_asked kept",
	"look":    "open", "offer": "open seen proposed contested", "take": "proposed", "contest": "proposed", "settle": "accepted proposed contested",
	"escalate": "contested", "decide": "escalated", "withdraw": "open seen proposed accepted contested escalated", "say": "open seen proposed accepted contested escalated",
}

type tally struct{ done, refused int }

type walk struct {
	*house
	rng    *rand.Rand
	alive  []string // orders
	acts   map[string]*tally
	states map[string]int
	most   map[string]int64 // that was ever expected of a line
}

// TestWalk does all acts between a school, its supplier and the purchasing body at random, and holds each answer against what the
// specification draws, and what is stored against itself: sums, shares, and that what is refused changes nothing. PREAU_TEST_SEED repeats a
// walk; PREAU_TEST_SOAK (a duration) makes it go on for that long.
func TestWalk(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute long")
	}
	seed, soak := uint64(time.Now().UnixNano()), time.Duration(0)
	if s := config.Env()["PREAU_TEST_SEED"]; s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	if s := config.Env()["PREAU_TEST_SOAK"]; s != "" {
		var err error
		if soak, err = time.ParseDuration(s); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			covers.Statement(t, "R290", "R234", "R250")
			t.Logf("seed %d", seed)
			d := dbtest.Open(t, e)
			w := &walk{house: furnish(t, d), rng: rand.New(rand.NewPCG(seed, 1)), acts: map[string]*tally{}, states: map[string]int{}, most: map[string]int64{}} //nolint:gosec // no secret
			for begin, n := time.Now(), 0; n < walkSteps || time.Since(begin) < soak || n < 4*walkSteps && len(w.lacks()) > 0; n++ {
				w.step()
			}
			for _, what := range w.lacks() {
				w.Error(what)
			}
			w.Logf("%v", w.states)
		})
	}
}

// lacks says what was drawn too rarely: then the walk goes on.
func (w *walk) lacks() []string {
	var out []string
	for do := range may {
		if a := w.acts[do]; a == nil || a.done < walkLeast || a.refused < walkLeast {
			out = append(out, fmt.Sprintf("%s: %+v", do, a))
		}
	}
	for _, s := range []order.State{order.Sent, order.Acknowledged, order.Accepted, order.Changed, order.Agreed, order.Disputed, order.Refused, order.Details, order.Shipped, order.PartReceived, order.Received, order.CancelAsked, order.Kept, order.Cancelled} {
		if w.states["order "+string(s)] == 0 {
			out = append(out, "no order was ever "+string(s))
		}
	}
	for _, s := range claim.States() {
		if w.states["claim "+string(s)] == 0 {
			out = append(out, "no claim was ever "+string(s))
		}
	}
	return out
}

// step does one act by somebody, and looks at everything.
func (w *walk) step() {
	w.Helper()
	for len(w.alive) < walkAlive {
		w.alive = append(w.alive, w.ordered())
	}
	w.d.Clock.Advance(time.Duration(w.rng.IntN(90)) * time.Minute)
	number := w.alive[w.rng.IntN(len(w.alive))]
	v, err := w.supply.Opened(w.Context(), w.d.Clock.Now(), w.links[number])
	w.ok(err)
	if v.Standing != supply.Live {
		w.alive = slices.DeleteFunc(w.alive, func(n string) bool { return n == number })
		return
	}
	before := w.print()
	do, state, err := w.draw(v)
	w.count(do, state, err, before)
	w.look(number)
}

// count holds an answer against the model.
func (w *walk) count(do, state string, err error, before string) {
	w.Helper()
	a := w.acts[do]
	if a == nil {
		a = &tally{}
		w.acts[do] = a
	}
	from, known := may[do]
	allowed := slices.Contains(strings.Fields(from), state)
	switch {
	case err == nil:
		a.done++
		if known && !allowed {
			w.Errorf("%s was done in %s", do, state)
		}
	case apperr.Is(err, apperr.Forbidden) || apperr.Is(err, apperr.Conflict) || apperr.Is(err, apperr.NotFound) || apperr.Is(err, apperr.Invalid):
		a.refused++
		if known && allowed && !strings.HasPrefix(state, "by ") && !apperr.Is(err, apperr.Invalid) && !w.explained(do, err) {
			w.Errorf("%s was refused in %s: %v", do, state, err)
		}
		if after := w.print(); after != before {
			w.Errorf("%s was refused in %s and changed something:\n%s\n%s", do, state, before, after)
		}
	default:
		w.Fatalf("%s in %s: %v", do, state, err)
	}
}

// explained says whether a refusal is one of what the states do not say: a refusal that nobody can accept.
func (w *walk) explained(do string, err error) bool {
	e, _ := apperr.As(err)
	return do == "take" && len(e.Reasons) == 1 && e.Reasons[0].Code == claim.CodeNotYet
}

// The acts that are drawn, of orders and of claims.
var (
	orderActs = []string{"acknowledge", "accept", "decline", "ask", "ship", "let go", "keep", "propose", "agree", "specify", "specify", "cancel", "remind", "make", "receive"}
	claimActs = []string{"look", "offer", "take", "contest", "settle", "contest", "escalate", "escalate", "escalate", "decide", "decide", "withdraw", "say"}
)

// pick draws an act: half of the time one that the state allows, but seldom one that ends all.
func (w *walk) pick(state string, of []string) string {
	var can []string
	for _, do := range of {
		if slices.Contains(strings.Fields(may[do]), state) && (do != "withdraw" && do != "settle" || w.rng.IntN(4) == 0) {
			can = append(can, do)
		}
	}
	if len(can) == 0 || w.rng.IntN(2) == 0 {
		return of[w.rng.IntN(len(of))]
	}
	return can[w.rng.IntN(len(can))]
}

// draw does something, and tells what, in which state.
func (w *walk) draw(v supply.View) (do, state string, err error) {
	ctx, state, secret := w.Context(), string(v.State), w.links[v.Number]
	say := func(do order.Act, text string) error {
		return w.supply.Answer(ctx, w.now(access.Actor{}), secret, supply.Saying{Do: do, Version: v.Version, Text: text, PromisedOn: w.d.Clock.Now().Format(time.DateOnly)})
	}
	buys := w.now(w.buyer)
	if w.rng.IntN(12) == 0 {
		buys = w.now(w.receiver) // who may not
	}
	other := buys.ID != w.buyer.ID
	as := func(do string, err error) (string, string, error) {
		if other {
			if err == nil {
				w.Errorf("%s was done by who receives", do)
			}
			return do, "by another", err
		}
		return do, state, err
	}
	if w.rng.IntN(5) < 2 {
		return w.onClaim(secret)
	}
	switch w.pick(state, orderActs) {
	case "acknowledge":
		return "acknowledge", state, say(order.Acknowledge, "")
	case "accept":
		return "accept", state, say(order.Accept, "")
	case "decline":
		return "decline", state, say(order.Decline, []string{"en rupture", "en rupture", ""}[w.rng.IntN(3)])
	case "ask":
		return "ask", state, say(order.AskDetails, "quelle couleur ?")
	case "ship":
		return "ship", state, say(order.Ship, "")
	case "let go":
		return "let go", state, say(order.LetGo, "")
	case "keep":
		return "keep", state, say(order.Keep, "trop tard")
	case "propose":
		return "propose", state, w.propose(v, secret)
	case "agree", "dispute":
		d, err := w.decide(v, buys)
		return as(d, err)
	case "specify":
		return as("specify", w.supply.Specify(ctx, buys, v.Number, v.Version, "bleu"))
	case "cancel":
		return as("cancel", w.supply.AskCancel(ctx, buys, v.Number, v.Version, "plus besoin"))
	case "remind":
		return as("remind", w.supply.Remind(ctx, buys, v.Number, v.Version))
	case "make":
		err = w.claim(v)
		return "make", state, err
	case "receive":
		if other { // seldom
			return w.receive(v, w.now(w.buyer), false)
		}
		return w.receive(v, w.now(w.receiver), true)
	}
	return w.onClaim(secret)
}

// claim makes a claim, and holds the answer against what is left to be wrong of the line: what is expected of it and neither came as it
// should nor was claimed before (R249).
func (w *walk) claim(v supply.View) error {
	w.Helper()
	l := v.Lines[w.rng.IntN(len(v.Lines))]
	in := claim.Input{Fault: claim.Faults()[w.rng.IntN(7)], Quantity: int64(1 + w.rng.IntN(4)), Text: "cassé"}
	left := max(l.Quantity, l.Expected())
	if in.Fault.OfGoods() {
		left = l.Expected() - l.Received - w.claimed(v.ID, l.ID)
	}
	_, err := w.claims.Make(w.Context(), w.now(w.receiver), v.Number, l.Position, in)
	if !apperr.Is(err, apperr.NotFound) && (err == nil) != (in.Quantity <= left) {
		w.Errorf("%d claimed as %s of a line of %s with %d left: %v", in.Quantity, in.Fault, v.Number, left, err)
	}
	return err
}

// claimed is how many units of a line are claimed as not having come as they should, and were not replaced.
func (w *walk) claimed(orderID, lineID string) int64 {
	w.Helper()
	all, err := w.claims.OfOrder(w.Context(), orderID)
	w.ok(err)
	n := int64(0)
	for _, c := range all {
		if c.LineID == lineID && c.Fault.OfGoods() && c.State != claim.Withdrawn && (c.State != claim.Resolved || c.Offer != claim.Replacement) {
			n += c.Quantity
		}
	}
	return n
}

// receive notes that some of what is to come of a line is there, by who receives or by who may not.
func (w *walk) receive(v supply.View, who access.Actor, may bool) (string, string, error) {
	w.Helper()
	i := slices.IndexFunc(v.Lines, func(l order.Line) bool { return l.Missing() > 0 })
	c := reception.Count{Line: "none", Came: 1}
	if i >= 0 {
		c = reception.Count{Line: v.Lines[i].ID, Came: 1 + w.rng.Int64N(v.Lines[i].Missing()), Seen: v.Lines[i].Version}
	}
	_, err := w.receptions.Receive(w.Context(), who, v.Number, reception.Noted{Counts: []reception.Count{c}})
	if !may && err == nil {
		w.Errorf("%s was received by %s", v.Number, who.Name)
	}
	if !may || i < 0 && !apperr.Is(err, apperr.Forbidden) {
		return "receive", "by another", err
	}
	return "receive", string(v.State), err
}

// propose changes something of a line, or nothing.
func (w *walk) propose(v supply.View, secret string) error {
	in := supply.Proposal{Version: v.Version, Text: "autrement", Lines: map[string]order.Deal{}}
	for _, l := range v.Lines {
		d := supply.DealOf(l)
		switch w.rng.IntN(5) {
		case 0:
			d.Quantity, d.Note = int64(w.rng.IntN(3)), "en rupture"
		case 1:
			d.Price = int64(w.rng.IntN(90_000))
		case 2:
			d.Reference, d.Title = "AUTRE", "Un autre article"
		case 3:
			d.PromisedOn = w.d.Clock.Now().AddDate(0, 0, w.rng.IntN(20)).Format(time.DateOnly)
		}
		in.Lines[l.ID] = d
	}
	return w.supply.Propose(w.Context(), w.now(access.Actor{}), secret, in)
}

// decide agrees to all changes, or to some.
func (w *walk) decide(v supply.View, who access.Actor) (string, error) {
	says, do := map[string]supply.Decision{}, "agree"
	for _, x := range v.Changes {
		if says[x.Line] = supply.Agreed; w.rng.IntN(3) == 0 {
			says[x.Line] = supply.Refused
		}
	}
	for _, x := range v.Changes {
		if x.Round == v.Changes[0].Round && says[x.Line] == supply.Refused {
			do = "dispute"
		}
	}
	return do, w.supply.Decide(w.Context(), who, v.Number, supply.Deciding{Version: v.Version, Says: says, Text: "non merci"})
}

// onClaim does something about a claim, the newest more often.
func (w *walk) onClaim(secret string) (string, string, error) {
	ctx := w.Context()
	f := claim.Filter{Page: 1, Size: 4}
	if w.rng.IntN(5) == 0 {
		f.State = claim.AllStates
	}
	rows, _, err := w.claims.List(ctx, w.now(w.central), f)
	w.ok(err)
	if len(rows) == 0 {
		return "say", "none", apperr.NotFoundErr()
	}
	c := rows[w.rng.IntN(len(rows))]
	state, link := string(c.State), w.links[c.OrderNumber]
	w.states["claim "+state]++
	act := func(who access.Actor, do claim.Act, text string) error {
		return w.claims.Say(ctx, w.now(who), c.Number, claim.Saying{Do: do, Version: c.Version, Text: text})
	}
	answer := func(do claim.Act, offer claim.Offer) error {
		return w.claims.Answer(ctx, w.now(access.Actor{}), link, c.Number, claim.Saying{Do: do, Version: c.Version, Offer: offer, Text: "voici"})
	}
	if w.rng.IntN(20) == 0 {
		other := []access.Actor{w.stranger, w.buyer, w.ada}[w.rng.IntN(3)]
		if err = act(other, claim.Withdraw, "x"); err == nil {
			w.Errorf("%s withdraws a claim", other.Name)
		}
		return "withdraw", "by another", err
	}
	if w.rng.IntN(20) == 0 && link != secret {
		if err = w.claims.Answer(ctx, w.now(access.Actor{}), secret, c.Number, claim.Saying{Do: claim.Say, Version: c.Version, Text: "x"}); err == nil && !strings.Contains(c.OrderNumber, w.orderOf(secret)) {
			w.Errorf("another order's supplier speaks of claim %d", c.Number)
		}
		return "say", "by another", err
	}
	switch w.pick(state, claimActs) {
	case "look":
		return "look", state, answer(claim.Look, claim.NoOffer)
	case "offer":
		return "offer", state, answer(claim.Propose, claim.Offers()[w.rng.IntN(4)])
	case "take":
		return "take", state, act(w.receiver, claim.Accept, "")
	case "contest":
		return "contest", state, act(w.receiver, claim.Contest, "non")
	case "settle":
		return "settle", state, act(w.receiver, claim.Resolve, "")
	case "escalate":
		return "escalate", state, act(w.receiver, claim.Escalate, "")
	case "decide":
		return "decide", state, act(w.central, claim.Decide, "remplacez")
	case "withdraw":
		return "withdraw", state, act(w.receiver, claim.Withdraw, "erreur")
	}
	return "say", state, act(w.receiver, claim.Say, []string{"bonjour", "bonjour", ""}[w.rng.IntN(3)])
}

func (w *walk) orderOf(secret string) string {
	for n, s := range w.links {
		if s == secret {
			return n
		}
	}
	return "none"
}

// print is all that the rooms keep, to see whether anything changed.
func (w *walk) print() string {
	w.Helper()
	return w.value(`SELECT (SELECT CAST(COALESCE(sum(version), 0) AS TEXT) FROM ordering_orders) || ' ' || (SELECT CAST(COALESCE(sum(version), 0) AS TEXT) FROM ordering_baskets)
		|| ' ' || (SELECT CAST(COALESCE(sum(COALESCE(agreed, 0) + COALESCE(agreed_price, 0)), 0) AS TEXT) FROM ordering_order_lines)
		|| ' ' || (SELECT CAST(count(*) AS TEXT) FROM ordering_changes) || ' ' || (SELECT CAST(COALESCE(sum(version), 0) AS TEXT) FROM ordering_claims)
		|| ' ' || (SELECT CAST(count(*) AS TEXT) FROM ordering_claim_notes) || ' ' || (SELECT CAST(count(*) AS TEXT) FROM notify_mails)
		|| ' ' || (SELECT CAST(count(*) AS TEXT) FROM ordering_links) || ' ' || (SELECT CAST(count(*) AS TEXT) FROM history_lines)
		|| ' ' || (SELECT CAST(n AS TEXT) FROM ordering_counters WHERE name = 'claim')`)
}

// look holds an order against itself: what it costs against its lines, its baskets against what became of it, its changes against its state,
// and what is claimed of a line against what was ever expected of it.
func (w *walk) look(number string) {
	w.Helper()
	v, err := w.orders.Show(w.Context(), w.now(w.buyer), number)
	w.ok(err)
	w.states["order "+string(v.State)]++
	net, last, dated := int64(0), "", true
	for _, l := range v.Lines {
		if l.Expected() > 0 {
			last, dated = max(last, l.PromisedOn), dated && l.PromisedOn != ""
		}
		net += (l.Price()*l.Expected() + 50) / 100
		want := map[bool]basket.LineState{true: basket.LineCancelled, false: basket.LineOrdered}[v.State == order.Cancelled || v.State == order.Refused || l.Expected() == 0]
		asked := int64(0)
		w.most[l.ID] = max(w.most[l.ID], l.Quantity, l.Expected())
		if n := w.claimed(v.ID, l.ID); n > w.most[l.ID] || l.Received > l.Expected() {
			w.Errorf("order %s: of a line of %d at most and %d now, %d came and %d are claimed", number, w.most[l.ID], l.Expected(), l.Received, n)
		}
		for _, x := range l.Parts {
			asked += x.Line.Granted
			if l.Received == 0 && x.Line.State != want {
				w.Errorf("order %s is %s, %d of a line are to come, and its share is %s", number, v.State, l.Expected(), x.Line.State)
			}
			if basket.StateOf(w.linesOf(x.Basket.Number)) != x.Basket.State {
				w.Errorf("basket %d is %s", x.Basket.Number, x.Basket.State)
			}
		}
		if asked != l.Quantity {
			w.Errorf("order %s has %d of a line that %d were asked of", number, l.Quantity, asked)
		}
	}
	if vat := (net*2100 + 5_000) / 10_000; int64(v.Net) != net || int64(v.Gross) != net+vat {
		w.Errorf("order %s costs %d and %d, its lines %d and %d", number, v.Net, v.Gross, net, net+vat)
	}
	if dated && last != "" && v.PromisedOn != last {
		w.Errorf("order %s is promised for %q, the last of its lines for %s", number, v.PromisedOn, last)
	}
	side, err := w.supply.SideOf(w.Context(), v.Case, v.Plain())
	w.ok(err)
	if (len(side.Pending) > 0) != (v.State == order.Changed) {
		w.Errorf("order %s is %s with %d changes that wait", number, v.State, len(side.Pending))
	}
	all, err := w.claims.OfOrder(w.Context(), v.ID)
	w.ok(err)
	for _, c := range all {
		w.states["claim "+string(c.State)]++
		if c.State == claim.Proposed && c.Offer == claim.NoOffer {
			w.Errorf("claim %d has a proposal of nothing", c.Number)
		}
	}
	if v.State == order.Cancelled || v.State == order.Refused || (v.State == order.Shipped || v.State == order.Received) && w.rng.IntN(3) == 0 {
		w.alive = slices.DeleteFunc(w.alive, func(n string) bool { return n == number })
	}
}

func (w *walk) linesOf(number int64) []basket.LineState {
	w.Helper()
	v, err := w.baskets.Show(w.Context(), w.now(w.ada), number)
	w.ok(err)
	out := make([]basket.LineState, len(v.Lines))
	for i, l := range v.Lines {
		out[i] = l.State
	}
	return out
}
