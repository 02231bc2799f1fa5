package ordering_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/config"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
)

const (
	walkSteps  = 800 // of a round, on a database of its own
	walkRounds = 3   // on each engine, and more while something was drawn too rarely:
	walkMost   = 18  // so many
	walkLeast  = 15  // of each act: taken, and refused
	walkVisits = 3   // of each state, and of each thing that happens
)

// TestBasketsAndOrdersWalk does at random all that may be done to baskets and orders, by the people of three schools, while editions,
// rights, roles, telephones and markets change and the supplier's mail server refuses or goes silent; and holds after each step what must
// be so whatever was done. PREAU_TEST_SEED repeats a walk; PREAU_TEST_SOAK (a duration) makes it go on for that long.
func TestBasketsAndOrdersWalk(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute long")
	}
	env := config.Env()
	seed, err := strconv.ParseUint(env["PREAU_TEST_SEED"], 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	soak, _ := time.ParseDuration(env["PREAU_TEST_SOAK"]) // without one, some rounds
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			covers.Statement(t, "R290", "R232", "R230")
			covers.Statement(t, "R237", "R188", "R213")
			begin, c := time.Now(), newWalkCounts()
			for round := uint64(0); round < walkRounds || time.Since(begin) < soak || round < walkMost && len(c.lacks()) > 0; round++ {
				t.Logf("seed %d", seed+round)
				d := dbtest.Open(t, e)
				newWalk(t, d, seed+round, c).run(walkSteps)
				_ = d.Close() // the next round has its own
			}
			c.judge(t, time.Since(begin))
		})
	}
}

// walkCounts are what was drawn, and what came of it, in all rounds on an engine.
type walkCounts struct {
	acts    map[string]*walkTally
	people  map[string]*walkTally
	visits  map[string]int
	reasons map[string]int
}

type walkTally struct {
	taken   int
	refused map[string]int // by the first reason, or the kind
}

func newWalkCounts() *walkCounts {
	return &walkCounts{acts: map[string]*walkTally{}, people: map[string]*walkTally{}, visits: map[string]int{}, reasons: map[string]int{}}
}

func (c *walkCounts) visit(what string) { c.visits[what]++ }

func (c *walkCounts) count(act, who string, err error) {
	for of, name := range map[*map[string]*walkTally]string{&c.acts: act, &c.people: who} {
		if (*of)[name] == nil {
			(*of)[name] = &walkTally{refused: map[string]int{}}
		}
		x := (*of)[name]
		if err == nil {
			x.taken++
			continue
		}
		e, _ := apperr.As(err)
		why := e.Kind.String()
		if len(e.Reasons) > 0 {
			why = e.Reasons[0].Code
		}
		x.refused[why]++
		c.reasons[why]++
	}
}

// wanted is all that a walk visits.
var wanted = strings.Split(`basket open|basket confirmed|basket partly|basket ordered|basket not_allowed|basket withdrawn|basket refused|basket cancelled|basket abandoned|`+
	`line in_basket|line confirmed|line in_order|line ordered|line not_allowed|line cancelled|line refused|line withdrawn|line abandoned|`+
	`order created|order sending|order to_resend|order sent|order cancelled|`+
	`confirm: not allowed|confirm: the rest|duplicate: beside|an order line of several baskets|duplicate: in the place of|sent above the limit|`+
	`edition: a price|edition: an article gone|edition: an article there|right to a market taken|right to a market given|`+
	`role taken: ordering.requester|role taken: ordering.validator|role taken: ordering.buyer|role given back|telephone gone|market over|market runs|`+
	`market: withdraw|market: reinstate|mails: accepted|mails: refused|mails: cut|mails: deferred|came back later|a restore held mails back|sent again, the same|sent again, other content|two at once|`+
	`an order that may have arrived is to_resend|an order that may have arrived is cancelled|`+
	`nobody can act, and somebody is told: ordering.wait.no_validator|nobody can act, and somebody is told: ordering.wait.no_buyer|`+
	`nobody can act, and somebody is told: ordering.wait.superbuyer`, "|")

// judge prints what was drawn, and fails where something was drawn too rarely to mean anything.
func (c *walkCounts) judge(t *testing.T, took time.Duration) {
	t.Helper()
	for _, of := range []map[string]*walkTally{c.acts, c.people} {
		for _, name := range slices.Sorted(maps.Keys(of)) {
			t.Logf("%-22s %5d taken, refused %v", name, of[name].taken, of[name].refused)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.visits)) {
		t.Logf("%7d  %s", c.visits[name], name)
	}
	t.Logf("in %s", took.Round(time.Millisecond))
	for _, what := range c.lacks() {
		t.Error(what)
	}
}

// lacks is what was drawn too rarely to mean anything.
func (c *walkCounts) lacks() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(c.acts)) {
		if x := c.acts[name]; x.taken < walkLeast || x.refusals() < walkLeast {
			out = append(out, fmt.Sprintf("%s was taken %d times, refused %d times", name, x.taken, x.refusals()))
		}
	}
	for _, what := range wanted {
		if c.visits[what] < walkVisits {
			out = append(out, fmt.Sprintf("%s: %d times", what, c.visits[what]))
		}
	}
	return out
}

// walkKept is an accepted act, to be done again with the same form.
type walkKept struct {
	attempt
	actor  access.Actor
	answer string
}

// walkAct is how often an act is drawn; its name in the counts.
type walkAct struct {
	times int
	name  string
	draw  func() *attempt
}

func (w *walk) run(steps int) {
	w.t.Helper()
	acts := []walkAct{
		{22, "add", w.add},
		{9, "change", func() *attempt { return w.save("change") }},
		{5, "remove", func() *attempt { return w.save("remove") }},
		{16, "confirm", w.confirm},
		{4, "withdraw", w.withdraw},
		{2, "abandon", w.abandon},
		{9, "duplicate", w.duplicate},
		{2, "remind", w.remind},
		{4, "refuse", w.refuse},
		{4, "lower", w.lower},
		{6, "create together", w.create},
		{12, "send", w.send},
		{10, "send again", w.resend},
		{5, "cancel", w.cancel},
		{4, "give back", w.giveBack},
		{6, "retry a mail", w.retryMail},
		{3, "dismiss a mail", w.dismissMail},
		{4, "enter telephone", w.enterPhone},
		{2, "set limit", w.setLimit},
		{2, "set duties", w.setDuties},
	}
	var bag []walkAct
	for _, a := range acts {
		bag = append(bag, slices.Repeat([]walkAct{a}, a.times)...)
	}
	for w.step = 1; w.step <= steps; w.step++ {
		switch n := w.rng.IntN(100); {
		case n < 8:
			w.turn()
		case n < 15:
			w.deliver()
		case n < 16:
			w.comeBack()
		case n < 17:
			w.holdBack()
		case n < 19:
			w.repeat()
		case n < 23:
			w.atOnce(bag)
		default:
			a := pickOf(w, bag)
			if other := pickOf(w, acts); w.rare(other.name) < w.rare(a.name) && w.in(40) {
				a = other
			}
			if a := w.likely(a); a != nil {
				w.try(*a)
			} else {
				w.step-- // there is nothing to do it to
			}
		}
	}
}

// rare is how often an act was taken, or refused, so far: the less of the two, up to what is enough.
func (w *walk) rare(act string) int {
	t := w.acts[act]
	if t == nil {
		return 0
	}
	return min(t.taken, t.refusals(), walkLeast)
}

func (t *walkTally) refusals() (n int) {
	for _, some := range t.refused {
		n += some
	}
	return n
}

// likely draws an act some times over: mostly until the walk knows nothing against it, else until it is to be refused.
func (w *walk) likely(act walkAct) *attempt {
	taken := w.in(75)
	if t := w.acts[act.name]; t != nil && t.refusals() < walkLeast {
		taken = w.in(50)
	}
	a := act.draw()
	for range 8 {
		if a != nil && taken == (a.may == nil || *a.may) {
			break
		}
		if other := act.draw(); other != nil {
			a = other
		}
	}
	return a
}

// try does an act, and holds what it left: a refused one, nothing.
func (w *walk) try(a attempt) {
	w.t.Helper()
	who := w.request(a.who)
	answer, err := a.call(w.t.Context(), who)
	is := w.read()
	w.judges(a, err)
	w.count(a.name, a.who.what, err)
	if err != nil {
		want := w.now
		if noted(err) && a.name == "add" {
			want.history++ // R162
		}
		if diff := want.same(is); diff != "" {
			w.fail("%s by %s is refused (%v), and leaves\n%s", a.name, a.who.Name, err, diff)
		}
		w.now = is
		return
	}
	if a.then != nil {
		if wrong := a.then(is); wrong != "" {
			w.fail("%s by %s: %s", a.name, a.who.Name, wrong)
		}
	}
	w.again = &walkKept{a, who, answer}
	w.whole(is)
	w.now = is
}

// judges holds an answer against what the walk knows: whether it may be, and what a refusal has to say.
func (w *walk) judges(a attempt, err error) {
	w.t.Helper()
	if a.may != nil && *a.may != (err == nil) {
		w.fail("%s by %s (%s), who may: %v, is answered %v", a.name, a.who.Name, visible(w.request(a.who)), *a.may, err)
	}
	if err == nil {
		return
	}
	e, ok := apperr.As(err)
	if !ok || !slices.Contains([]apperr.Kind{apperr.Invalid, apperr.Forbidden, apperr.NotFound, apperr.Conflict}, e.Kind) {
		w.fail("%s by %s: %v", a.name, a.who.Name, err)
	}
	if e.Kind == apperr.Forbidden && len(e.Reasons) == 0 || e.Kind == apperr.Invalid && len(e.Fields) == 0 {
		w.fail("%s by %s is refused without a reason: %v", a.name, a.who.Name, err)
	}
	for _, r := range e.Reasons {
		if lifted := r.Kind == apperr.Grant || r.Kind == apperr.Datum || r.Kind == apperr.Act; lifted != (len(r.Lifters) > 0) {
			w.fail("%s by %s: %s is of kind %d, and lifted by %v", a.name, a.who.Name, r.Code, r.Kind, r.Lifters)
		}
	}
}

func noted(err error) bool {
	e, ok := apperr.As(err)
	return ok && e.Kind == apperr.Forbidden && !slices.ContainsFunc(e.Reasons, func(r apperr.Reason) bool { return r.Code == "ordering.basket_settled" })
}

// repeat sends an accepted form again: nothing is done, and the answer is the same. With another content it is a conflict.
func (w *walk) repeat() {
	w.t.Helper()
	if w.again == nil {
		return
	}
	k := *w.again
	other := w.in(40)
	if other {
		k.actor.Body = "another body"
	}
	answer, err := k.call(w.t.Context(), k.actor)
	switch {
	case other && !apperr.Is(err, apperr.Conflict):
		w.fail("%s again with another content: %v", k.name, err)
	case !other && (err != nil || answer != k.answer):
		w.fail("%s again: answers %q, %v, and %q before", k.name, answer, err, k.answer)
	}
	w.visit(map[bool]string{true: "sent again, other content", false: "sent again, the same"}[other])
	is := w.read()
	if diff := w.now.same(is); diff != "" {
		w.fail("%s again leaves\n%s", k.name, diff)
	}
}

// atOnce has two people act in the same instant, often on the same thing; or one click twice. Whoever comes second is told so.
func (w *walk) atOnce(bag []walkAct) {
	w.t.Helper()
	act := pickOf(w, bag)
	a, b := w.likely(act), act.draw()
	if a == nil || b == nil {
		return
	}
	twice := w.in(30)
	if twice {
		b = a
	}
	one, two := w.request(a.who), w.request(b.who)
	if twice {
		two = one
	}
	var other error
	var answer string
	done := make(chan struct{})
	go func() {
		defer close(done)
		answer, other = b.call(w.t.Context(), two)
	}()
	said, err := a.call(w.t.Context(), one)
	<-done
	if twice && (answer != said || (err == nil) != (other == nil)) {
		w.fail("%s clicked twice answers %q, %v and %q, %v", a.name, said, err, answer, other)
	}
	a.may, b.may = nil, nil
	w.judges(*a, err)
	w.judges(*b, other)
	w.visit("two at once")
	is := w.read()
	w.whole(is)
	w.now, w.again = is, nil
}

// deliver has the mails go out, while the suppliers' server takes them, refuses them, cuts, or does not answer.
func (w *walk) deliver() {
	w.t.Helper()
	supplier := func(m mail.Message) bool { return strings.HasSuffix(m.To, "@fournisseur.test") }
	modes := []struct {
		name   string
		answer func(mail.Message) (mail.Outcome, *mail.Fault)
	}{{"accepted", nil}, {"accepted", nil}, {"refused", mail.Refuse}, {"refused", mail.Refuse}, {"cut", mail.Cut}, {"deferred", mail.Defer}}
	mode := pickOf(w, modes)
	w.post.Answer(func(m mail.Message) (mail.Outcome, *mail.Fault) {
		if !supplier(m) {
			return mail.Accepted, nil
		}
		w.visits["mails: "+mode.name]++
		if mode.answer == nil {
			return mail.Accepted, nil
		}
		return mode.answer(m)
	})
	_, err := w.a.Queue.Drain(w.t.Context())
	w.ok(err)
	is := w.read()
	w.whole(is)
	w.now = is
	w.sameLetters()
}

// sameLetters: a supplier that is written to again about one order gets the same mail: the same id and subject, and the same files for each
// sending (R230).
func (w *walk) sameLetters() {
	w.t.Helper()
	first, papers, sendings := map[string]mail.Message{}, map[string]map[string]bool{}, map[string]map[string]bool{}
	for _, m := range w.now.mails {
		if sendings[m.messageID] == nil {
			sendings[m.messageID] = map[string]bool{}
		}
		sendings[m.messageID][m.id] = true
	}
	for _, m := range w.post.Sent() {
		was, had := first[m.ID]
		if !had {
			first[m.ID], papers[m.ID] = m, map[string]bool{}
		} else if was.To != m.To || was.Subject != m.Subject || len(was.Attachments) != len(m.Attachments) {
			w.fail("sent again otherwise: %s to %s", m.Subject, m.To)
		}
		for _, f := range m.Attachments {
			papers[m.ID][string(f.Body)] = true
		}
	}
	for id, m := range first {
		if most := len(m.Attachments) * max(len(sendings[id]), 1); len(papers[id]) > most {
			w.fail("%s was sent with %d files, %d at most", m.Subject, len(papers[id]), most)
		}
	}
}

// comeBack is a supplier's server that took an order, and says later that it could not be delivered.
func (w *walk) comeBack() {
	w.t.Helper()
	for _, i := range w.rng.Perm(len(w.now.mails)) {
		m := w.now.mails[i]
		if m.kind != "ordering.order_supplier" || m.state != "accepted" {
			continue
		}
		_, err := w.a.Notify.TakeReturn(w.t.Context(), notify.Return{Way: notify.ByHook, Event: fmt.Sprint(w.step), MessageID: m.messageID, News: mail.Bounced, Detail: "550 5.1.1 boîte inconnue"})
		w.ok(err)
		w.visit("came back later")
		break
	}
	is := w.read()
	w.whole(is)
	w.now = is
}
