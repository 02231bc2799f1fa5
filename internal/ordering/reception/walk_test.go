package reception_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/config"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
)

const (
	walkSteps = 500 // on each engine
	walkLeast = 20  // of each act: accepted, and refused
)

// noted is what the model knows of one line of one reception.
type noted struct {
	conform, excess int64
	ended           bool
}

// delivery is a reception of the model.
type delivery struct {
	n        int64
	by       string
	first    time.Time
	replaced bool
	lines    map[int]noted
}

// parcel is an order of the model: what is expected of each line, and what was noted.
type parcel struct {
	number   string
	expected []int64
	all      []*delivery
}

// came is what has come of a line all together, and whether the rest was given up.
func (p *parcel) came(line int) (conform, excess int64, ended bool) {
	for _, d := range p.all {
		if x, is := d.lines[line]; is && !d.replaced {
			conform, excess, ended = conform+x.conform, excess+x.excess, ended || x.ended
		}
	}
	return conform, excess, ended && conform < p.expected[line]
}

func (p *parcel) ends(line int) bool {
	conform, _, ended := p.came(line)
	return ended || conform == p.expected[line]
}

// walk is a walk on one database.
type walk struct {
	*house
	rng     *rand.Rand
	orders  []*parcel
	tally   map[string]int
	visited map[order.State]int
	baskets map[int64]access.Actor
	ends    map[order.LineState]int
}

// What somebody notes at random, in any order and often wrongly, is answered as an independent model answers it, and always adds up: what
// conforms is never more than was ordered, what is shared is what came, and nothing is noted twice.
func TestWalk(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute long")
	}
	seed := uint64(time.Now().UnixNano())
	if s := config.Env()["PREAU_TEST_SEED"]; s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			covers.Statement(t, "R245", "R247", "R252")
			covers.Statement(t, "R254", "R290")
			t.Logf("seed %d", seed)
			w := &walk{house: newHouse(t, dbtest.Open(t, e)), rng: rand.New(rand.NewPCG(seed, 7)), tally: map[string]int{}, visited: map[order.State]int{}, baskets: map[int64]access.Actor{}, ends: map[order.LineState]int{}}
			for step := 0; step < walkSteps || step < 4*walkSteps && len(w.lacks()) > 0; step++ {
				w.step()
				if t.Failed() {
					t.Fatalf("at step %d of seed %d", step, seed)
				}
			}
			for _, what := range w.lacks() {
				w.Error(what)
			}
			w.Logf("%v %v %v", w.tally, w.visited, w.ends)
		})
	}
}

// lacks says what was drawn too rarely: then the walk goes on.
func (w *walk) lacks() []string {
	var out []string
	for _, act := range []string{"receive", "correct", "share"} {
		for _, how := range []string{" done", " refused"} {
			if n := w.tally[act+how]; n < walkLeast {
				out = append(out, fmt.Sprintf("%s%s only %d times: %v", act, how, n, w.tally))
			}
		}
	}
	if w.tally["again"] < walkLeast {
		out = append(out, fmt.Sprintf("sent again only %d times", w.tally["again"]))
	}
	for _, s := range []order.State{order.Sent, order.PartReceived, order.Received, order.Closed} {
		if w.visited[s] == 0 {
			out = append(out, fmt.Sprintf("no order was %s: %v", s, w.visited))
		}
	}
	for _, s := range order.LineStates() {
		if w.ends[s] < walkLeast {
			out = append(out, fmt.Sprintf("lines were %s only %d times", s, w.ends[s]))
		}
	}
	return out
}

func (w *walk) step() {
	w.d.Clock.Advance(time.Duration(w.rng.IntN(40)) * time.Minute)
	switch n := w.rng.IntN(18); {
	case len(w.orders) == 0 || n == 0:
		w.begins()
	case n == 1:
		w.shares()
	case n < 11:
		w.receive(w.orders[w.rng.IntN(len(w.orders))])
	default:
		w.correct(w.orders[w.rng.IntN(len(w.orders))])
	}
}

// begins makes an order of two baskets or three, in the place of the one that came first where there are many.
func (w *walk) begins() {
	w.Helper()
	sums := map[string]int64{}
	for range 2 + w.rng.IntN(2) {
		who := []access.Actor{w.ada, w.ben}[w.rng.IntN(2)]
		var of []any
		for _, ref := range []string{"103.299", "rame", "colle"} {
			if n := w.rng.IntN(9); n > 0 || ref == "rame" {
				of = append(of, ref, n+1)
				sums[ref] += int64(n + 1)
			}
		}
		w.baskets[w.confirmed(who, of...)] = who
	}
	p := &parcel{number: w.ordered()}
	for _, l := range w.view(w.buyer, p.number).Lines {
		p.expected = append(p.expected, sums[l.Article.Reference])
	}
	if w.orders = append(w.orders, p); len(w.orders) > 4 {
		w.orders = w.orders[1:]
	}
	w.addsUp(p)
}

// somebody is who acts, and whether they may.
func (w *walk) somebody() (access.Actor, apperr.Kind) {
	switch w.rng.IntN(12) {
	case 0:
		return w.buyer, apperr.Forbidden
	case 1:
		return w.away, apperr.NotFound
	case 2, 3, 4, 5:
		return w.remi, 0
	}
	return w.rita, 0
}

// receive notes some lines at random, rightly and wrongly.
func (w *walk) receive(p *parcel) {
	w.Helper()
	who, kind := w.somebody()
	in := reception.Noted{GivenUp: w.rng.IntN(5) == 0}
	if w.rng.IntN(3) > 0 {
		in.Reason = "épuisé"
	}
	d := &delivery{n: int64(len(p.all)) + 1, by: who.ID, first: w.d.Clock.Now(), lines: map[int]noted{}}
	over, invalid, stale, short := true, false, false, false
	lines := w.view(w.buyer, p.number).Lines
	for i := range p.expected {
		over = over && p.ends(i)
	}
	for i, l := range lines {
		if w.rng.IntN(2) == 0 {
			continue
		}
		conform, _, _ := p.came(i)
		missing := p.expected[i] - conform
		c := reception.Count{Line: l.ID, Came: w.rng.Int64N(missing + 2), Seen: l.Version}
		if w.rng.IntN(3) == 0 {
			c.Came = missing
		}
		if w.rng.IntN(2) == 0 {
			c.Fate = reception.Kept
		}
		if w.rng.IntN(25) == 0 {
			c.Seen--
			stale = true
		}
		stale = stale || p.ends(i)
		x := noted{conform: min(c.Came, missing)}
		x.excess = c.Came - x.conform
		x.ended = in.GivenUp && x.conform < missing
		short = short || x.ended
		invalid = invalid || x.excess > 0 && c.Fate == reception.NoExcess || c.Came == 0 && !in.GivenUp
		d.lines[i] = x
		in.Counts = append(in.Counts, c)
	}
	invalid = invalid || len(in.Counts) == 0 || short && in.Reason == ""
	actor := w.now(who)
	n, err := w.s.Receive(w.Context(), actor, p.number, in)
	switch {
	case kind != 0:
		w.refused("receive", err, kind)
	case over:
		w.refused("receive", err, apperr.Forbidden)
	case stale:
		w.refused("receive", err, apperr.Conflict)
	case invalid:
		w.refused("receive", err, apperr.Invalid)
	default:
		if w.done("receive", err); n != d.n {
			w.Errorf("reception %d, want %d", n, d.n)
		}
		p.all = append(p.all, d)
		w.again(func() (int64, error) { return w.s.Receive(w.Context(), actor, p.number, in) }, n)
	}
	w.addsUp(p)
}

// correct says otherwise what one of the last receptions said.
func (w *walk) correct(p *parcel) {
	w.Helper()
	who, kind := w.somebody()
	k := w.rng.Int64N(int64(len(p.all)) + 1)
	if len(p.all) > 0 && w.rng.IntN(3) > 0 { // one that counts
		for _, d := range p.all {
			if !d.replaced && (k == 0 || w.rng.IntN(2) == 0) {
				k = d.n
			}
		}
	}
	in := reception.Correcting{}
	if w.rng.IntN(3) > 0 {
		in.Reason = "recompté"
	}
	lines := w.view(w.buyer, p.number).Lines
	got := false
	for _, l := range lines {
		got = got || l.LineView.State != order.LineAwaited
	}
	if k == 0 || int(k) > len(p.all) {
		_, err := w.s.Correct(w.Context(), w.now(who), p.number, k, in)
		switch {
		case kind != 0:
			w.refused("correct", err, kind)
		case !got:
			w.refused("correct", err, apperr.Forbidden)
		default:
			w.refused("correct", err, apperr.NotFound)
		}
		return
	}
	was := p.all[k-1]
	is := &delivery{n: int64(len(p.all)) + 1, by: who.ID, first: was.first, lines: map[int]noted{}}
	invalid, same, stale := false, true, false
	for i, l := range lines {
		old, in1 := was.lines[i]
		if !in1 {
			continue
		}
		conform, _, _ := p.came(i)
		room := p.expected[i] - (conform - old.conform)
		if was.replaced {
			room = p.expected[i]
		}
		c := reception.Recount{Line: l.ID, Came: w.rng.Int64N(max(room, 0) + 2), GivenUp: w.rng.IntN(6) == 0, Seen: l.Version, Fate: reception.Back}
		if w.rng.IntN(4) == 0 {
			c.Came = old.conform + old.excess
		}
		if w.rng.IntN(8) == 0 {
			c.Fate = reception.NoExcess
		}
		if w.rng.IntN(40) == 0 {
			c.Seen++
			stale = true
		}
		x := noted{conform: min(c.Came, room)}
		x.excess = c.Came - x.conform
		x.ended = c.GivenUp && x.conform < room
		invalid = invalid || x.excess > 0 && c.Fate == reception.NoExcess || x.ended && in.Reason == "" && !old.ended
		same = same && x.conform == old.conform && x.excess == old.excess && x.ended == old.ended
		is.lines[i] = x
		in.Lines = append(in.Lines, c)
	}
	needs := was.by != who.ID || !w.d.Clock.Now().Before(was.first.Add(24*time.Hour))
	actor := w.now(who)
	n, err := w.s.Correct(w.Context(), actor, p.number, k, in)
	switch {
	case kind != 0:
		w.refused("correct", err, kind)
	case !got:
		w.refused("correct", err, apperr.Forbidden)
	case was.replaced, stale:
		w.refused("correct", err, apperr.Conflict)
	case invalid, needs && in.Reason == "":
		w.refused("correct", err, apperr.Invalid)
	case same && apperr.Is(err, apperr.Invalid): // what becomes of the excess may differ alone
		w.refused("correct", err, apperr.Invalid)
	default:
		if w.done("correct", err); n != is.n {
			w.Errorf("reception %d, want %d", n, is.n)
		}
		was.replaced = true
		p.all = append(p.all, is)
		w.again(func() (int64, error) { return w.s.Correct(w.Context(), actor, p.number, k, in) }, n)
	}
	w.addsUp(p)
}

// shares chooses how a shortage is shared.
func (w *walk) shares() {
	w.Helper()
	for range 4 {
		who := []access.Actor{w.manager, w.manager, w.rita}[w.rng.IntN(3)]
		v, err := w.s.SharingAt(w.Context(), w.now(w.manager), w.school.Ref)
		w.ok(err)
		to := reception.Rules()[w.rng.IntN(2)]
		if who.ID == w.manager.ID && w.rng.IntN(3) > 0 {
			to = map[reception.Rule]reception.Rule{reception.FirstServed: reception.ProRata, reception.ProRata: reception.FirstServed}[v.Rule]
		}
		err = w.s.SetSharing(w.Context(), w.now(who), w.school.Ref, to, v.Version)
		switch {
		case who.ID != w.manager.ID:
			w.refused("share", err, apperr.Forbidden)
		case to == v.Rule:
			w.refused("share", err, apperr.Conflict)
		default:
			w.done("share", err)
		}
	}
}

func (w *walk) done(act string, err error) {
	w.Helper()
	w.tally[act+" done"]++
	if err != nil {
		w.Fatalf("%s: %v", act, err)
	}
}

func (w *walk) refused(act string, err error, kind apperr.Kind) {
	w.Helper()
	w.tally[act+" refused"]++
	if !apperr.Is(err, kind) {
		w.Fatalf("%s: got %v, want %v", act, err, kind)
	}
}

// again sends the same form once more: the answer is the first one.
func (w *walk) again(do func() (int64, error), n int64) {
	w.Helper()
	if w.rng.IntN(4) > 0 {
		return
	}
	w.tally["again"]++
	w.told = nil
	if m, err := do(); err != nil || m != n || len(w.told) > 0 {
		w.Fatalf("sent again: %d %v, at first %d; told %v", m, err, n, w.told)
	}
}

// addsUp holds what is stored against the model: lines, their order, what the baskets have of them.
func (w *walk) addsUp(p *parcel) {
	w.Helper()
	v := w.view(w.buyer, p.number)
	want, none, open, short := "", true, false, false
	for i, l := range v.Lines {
		conform, excess, ended := p.came(i)
		state := order.LineAwaited
		switch {
		case conform == p.expected[i]:
			state = order.LineComplete
		case ended:
			state = order.LineShort
		case conform > 0:
			state = order.LinePartial
		}
		w.ends[state]++
		none, open, short = none && state == order.LineAwaited, open || !state.Ends(), short || state == order.LineShort
		want += fmt.Sprintf(" %s %d/%d+%d", state, conform, p.expected[i], excess)
		given := int64(0)
		for _, x := range l.Parts {
			given += x.Line.Arrived
			w.goes(x.Line, state)
		}
		if given != conform {
			w.Errorf("%s: %d of line %d came, %d are shared", p.number, conform, i, given)
		}
	}
	is := order.Received
	switch {
	case none:
		is = order.Sent
	case open:
		is = order.PartReceived
	case short:
		is = order.Closed
	}
	w.visited[v.State]++
	got := ""
	for _, l := range v.Lines {
		got += fmt.Sprintf(" %s %d/%d+%d", l.LineView.State, l.Received, l.Expected(), l.Kept+l.Back)
	}
	if v.State != is || got != want {
		w.Errorf("%s:\ngot  %s%s\nwant %s%s", p.number, v.State, got, is, want)
	}
	w.follow()
}

// goes says where a basket's line stands by what is there of it.
func (w *walk) goes(l basket.Line, of order.LineState) {
	w.Helper()
	want := basket.LineOrdered
	switch {
	case l.Arrived == l.Granted:
		want = basket.LineReceived
	case of.Ends() && l.Arrived == 0:
		want = basket.LineCancelled
	case of.Ends():
		want = basket.LineReceived
	case l.Arrived > 0:
		want = basket.LinePartReceived
	}
	if l.State != want || l.Arrived > l.Granted {
		w.Errorf("a line with %d of %d in one that is %s is %s, want %s", l.Arrived, l.Granted, of, l.State, want)
	}
}

// follow holds one basket against its lines.
func (w *walk) follow() {
	w.Helper()
	for n, who := range w.baskets {
		v, err := w.b.Show(w.Context(), w.now(who), n)
		w.ok(err)
		var states []basket.LineState
		for _, l := range v.Lines {
			states = append(states, l.State)
		}
		if is := basket.StateOf(states); v.State != is {
			w.Errorf("basket %d is %s, its lines make it %s", n, v.State, is)
		}
		break // one at a time, any
	}
}
