package needs_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/config"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

const (
	walkSteps = 9_000 // on each engine
	walkLeast = 20    // of each act: accepted, and refused
	walkAlive = 6     // groups at a time
)

// TestWalk does all acts of the service at random, by everybody, and holds each answer and each state against an
// independent model. PREAU_TEST_SEED repeats a walk; PREAU_TEST_SOAK (a duration) makes it go on for that long.
func TestWalk(t *testing.T) {
	if testing.Short() {
		t.Skip("a minute long")
	}
	seed, soak := walkSettings(t)
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			c := &walkCounts{acts: map[string]*tally{}, roles: map[string]*tally{}, states: map[string]int{}}
			for round := uint64(0); round == 0 || time.Since(begin) < soak; round++ {
				t.Logf("seed %d", seed+round)
				d := dbtest.Open(t, e)
				newWalk(t, d, seed+round, c).run(walkSteps)
				_ = d.Close() // the next round has its own
			}
			c.judge(t, time.Since(begin))
		})
	}
}

func walkSettings(t *testing.T) (seed uint64, soak time.Duration) {
	t.Helper()
	env := config.Env()
	seed = uint64(time.Now().UnixNano())
	var err error
	if s := env["PREAU_TEST_SEED"]; s != "" {
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	if s := env["PREAU_TEST_SOAK"]; s != "" {
		if soak, err = time.ParseDuration(s); err != nil {
			t.Fatal(err)
		}
	}
	return seed, soak
}

// walk is a walk on one database.
type walk struct {
	*house
	*walkCounts
	rng                 *rand.Rand
	seed                uint64
	m                   *model
	people, candidates  []*walkPerson
	supports, schools   []org.Organisation
	step                int
	lastLine, lastMail  string
	mails, lines, keyed int64 // that there must be by now
	again               *kept
	focus               *modelGroup // whose deadline is just now
}

// kept is an accepted act, to be done again with the same key.
type kept struct {
	attempt
	actor  access.Actor
	answer string
}

type weighted struct {
	times int
	name  string
	draw  func() attempt
}

func newWalk(t *testing.T, d *dbtest.DB, seed uint64, c *walkCounts) *walk {
	t.Helper()
	w := &walk{house: newHouse(t, d), walkCounts: c, rng: rand.New(rand.NewPCG(seed, 1)), seed: seed}
	w.m = &model{orgs: map[string]string{}, coords: map[string]map[string]bool{}, people: map[string]*walkPerson{}}
	for _, name := range []string{"Lycée Jean-Moulin", "Lycée Rosa-Parks"} {
		w.supports = append(w.supports, w.place(name))
	}
	for i := range 12 {
		w.schools = append(w.schools, w.place(fmt.Sprintf("École %d", i+1)))
	}
	w.settle()
	return w
}

func (w *walk) place(name string) org.Organisation {
	o := w.org(name)
	w.m.orgs[o.ID] = o.Ref
	w.m.coords[o.ID] = map[string]bool{}
	return o
}

// settle makes the people of all roles.
func (w *walk) settle() {
	w.people = append(w.people, &walkPerson{role: "visitor"})
	w.add(&walkPerson{Actor: w.person("Un Passant"), role: "person"})
	admin := w.grant(w.person("Ada Min"), access.Admin, access.Everywhere)
	w.add(&walkPerson{Actor: admin, role: "admin", admin: true})
	for i, o := range w.schools {
		w.add(&walkPerson{Actor: w.member(fmt.Sprintf("Agent %d", i), o), role: "agent", confirmed: true})
		if i < 4 {
			w.add(&walkPerson{Actor: w.member(fmt.Sprintf("Collègue %d", i), o), role: "agent", confirmed: true})
		}
	}
	w.people[len(w.people)-1].gaps = []i18n.Key{msg.RoleCoordinator}
	w.missing[w.people[len(w.people)-1].ID] = w.people[len(w.people)-1].gaps
	for i := range 2 {
		p := w.person(fmt.Sprintf("Inconnu %d", i))
		p.OrgID = w.schools[i].ID
		w.add(&walkPerson{Actor: p, role: "stranger"})
	}
	for i, o := range []int{0, 0, 1} {
		p := &walkPerson{Actor: w.coordinator(fmt.Sprintf("Coordinatrice %d", i), w.supports[o]), role: "coordinator"}
		w.add(p)
		w.m.coords[w.supports[o].ID][p.ID] = true
	}
	both := &walkPerson{Actor: w.member("Les Deux", w.schools[5]), role: "agent", confirmed: true}
	w.grant(both.Actor, group.Coordinator, access.Place{Kind: access.Organisation, ID: w.supports[0].ID})
	w.m.coords[w.supports[0].ID][both.ID] = true
	w.add(both)
	w.candidates = w.people[len(w.people)-6:] // strangers, coordinators, and who is both
}

func (w *walk) add(p *walkPerson) {
	w.people = append(w.people, p)
	w.m.people[p.ID] = p
}

func (w *walk) run(steps int) {
	w.t.Helper()
	var bag, boundary []weighted
	for _, a := range w.acts() {
		bag = append(bag, slices.Repeat([]weighted{a}, a.times)...)
		if slices.Contains([]string{"join", "withdraw", "save", "validate", "validate empty", "reopen"}, a.name) {
			boundary = append(boundary, a)
		}
	}
	for w.step = 1; w.step <= steps; w.step++ {
		switch n := w.rng.IntN(100); {
		case n < 3:
			w.moveClock()
			w.atTheInstant(boundary)
		case n < 8:
			w.repeat()
		case n < 12:
			w.raceForASheet()
		case n < 16:
			w.raceToDecide()
		case n < 25:
			w.look()
		case w.alive() < walkAlive && n < 35:
			w.try(w.likely(w.createGroup))
		default:
			w.try(w.likely(w.next(bag).draw))
		}
		if w.step%500 == 0 || w.step == steps {
			w.checkAll()
		}
	}
}

// next is any act, often the one that was done least so far.
func (w *walk) next(bag []weighted) weighted {
	a := pick(w, bag)
	if w.rng.IntN(8) > 0 {
		return a
	}
	for _, b := range bag {
		if b.name == "remove" && w.doneSoFar(b.name) > 2*walkLeast {
			continue // or there are hardly any members left to enter something
		}
		if w.doneSoFar(b.name) < w.doneSoFar(a.name) {
			a = b
		}
	}
	return a
}

func (w *walk) doneSoFar(act string) int {
	if t := w.walkCounts.acts[act]; t != nil {
		return t.accepted
	}
	return 0
}

// try does an act, twice at once now and then, and compares the answer and what it leaves with the model.
func (w *walk) try(a attempt) {
	w.t.Helper()
	who := w.request(a.who)
	want := a.want(who.At)
	role := w.roleOf(a.who, a.g)
	answers, errs := w.do(a, who)
	for _, err := range errs {
		if diff := want.differs(err); diff != "" {
			w.fail("%s by %s (%s): %s", a.name, a.who.Name, role, diff)
		}
	}
	if len(answers) == 2 && answers[0] != answers[1] {
		w.fail("%s clicked twice answers %q and %q", a.name, answers[0], answers[1])
	}
	e := effects{refused: want.refused()}
	if want.ok() {
		e = a.then()
		w.keyed++
		w.again = &kept{a, who, answers[0]}
	}
	w.count(a.name, role, e.refused)
	w.check(a.g, a.name, who, e)
}

// likely draws an act several times over: half of the times until the model would accept it, else for the refusal that
// was seen least so far. What is drawn blindly is refused nearly always, and by the same few rules.
func (w *walk) likely(draw func() attempt) attempt {
	accepted, least := w.rng.IntN(2) == 0, 0
	best := draw()
	for i := range 150 {
		a := draw()
		v := a.want(w.d.Clock.Now())
		if accepted && v.ok() {
			return a
		}
		if n := w.seen(a.name, v); !v.ok() && (i == 0 || n < least) {
			best, least = a, n
		}
		if !accepted && i > 40 {
			break
		}
	}
	return best
}

func (w *walk) seen(act string, v verdict) int {
	if t := w.walkCounts.acts[act]; t != nil {
		return t.refused[v.first()]
	}
	return 0
}

// request is a person's request, which then waits for its turn: its arrival decides deadlines, not the wait.
func (w *walk) request(p *walkPerson) access.Actor {
	who := access.Actor{Key: id.New(), Act: "POST /test", Body: "body", At: w.d.Clock.Now()}
	if p.SignedIn() {
		who = w.now(p.Actor)
	}
	if w.rng.IntN(4) == 0 {
		w.d.Clock.Advance(time.Duration(w.rng.IntN(1_500)) * time.Millisecond)
	}
	return who
}

func (w *walk) do(a attempt, who access.Actor) ([]string, []error) {
	clicks := 1
	if w.rng.IntN(20) == 0 {
		clicks = 2
	}
	calls := make([]func() (string, error), clicks)
	for i := range calls {
		calls[i] = func() (string, error) { return a.call(w.t.Context(), who) }
	}
	return atOnce(calls...)
}

// repeat sends an accepted form again: nothing is done, and the answer is the same. With another content it is refused.
func (w *walk) repeat() {
	if w.again == nil {
		return
	}
	k := *w.again
	other := w.rng.IntN(2) == 0
	if other {
		k.actor.Body = "another body"
	}
	answer, err := k.call(w.t.Context(), k.actor)
	e := effects{}
	switch {
	case other:
		e.refused = "conflict"
		if diff := (verdict{kind: conflict}).differs(err); diff != "" {
			w.fail("%s again with another content: %s", k.name, diff)
		}
	case err != nil || answer != k.answer:
		w.fail("%s again: answers %q, %v, and %q before", k.name, answer, err, k.answer)
	}
	w.count("repeat", w.roleOf(k.who, k.g), e.refused)
	w.check(k.g, "repeat", k.actor, effects{})
}

// moveClock goes to one of the next instants that decide something, or on by minutes.
func (w *walk) moveClock() {
	w.focus = nil
	type instant struct {
		at time.Time
		g  *modelGroup
	}
	var next []instant
	for _, g := range w.m.groups {
		for _, at := range []time.Time{
			g.entryFrom.Add(-time.Microsecond), g.entryFrom, g.joinUntil.Add(999 * time.Millisecond),
			g.joinUntil.Add(time.Second), g.entryUntil.Add(999 * time.Millisecond), g.entryUntil.Add(time.Second),
		} {
			if at.After(w.d.Clock.Now()) && g.state != "abandoned" {
				next = append(next, instant{at, g})
			}
		}
	}
	if len(next) == 0 || w.rng.IntN(3) == 0 {
		w.d.Clock.Advance(time.Duration(w.rng.IntN(60)) * time.Minute)
		return
	}
	slices.SortFunc(next, func(a, b instant) int { return a.at.Compare(b.at) })
	n := next[w.rng.IntN(min(2, len(next)))]
	w.d.Clock.Set(n.at)
	w.focus = n.g
}

// atTheInstant does, in the group that the instant is of, what was not so a second before, or will not be a second after.
func (w *walk) atTheInstant(acts []weighted) {
	w.t.Helper()
	now := w.d.Clock.Now()
	for n := 0; w.focus != nil && n < 100 && now.Equal(w.d.Clock.Now()); n++ {
		a := pick(w, acts).draw()
		if before, after := a.want(now.Add(-time.Second)), a.want(now.Add(time.Second)); before.ok() != after.ok() {
			w.try(a)
		}
	}
	w.focus = nil
}

func (w *walk) fail(format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf("seed %d, step %d: %s", w.seed, w.step, fmt.Sprintf(format, args...))
}

func (w *walk) text(kind string) string { return fmt.Sprintf("%s %d", kind, w.rng.IntN(1_000_000)) }

func pick[T any](w *walk, xs []T) T { return xs[w.rng.IntN(len(xs))] }

// living are the groups that are not abandoned and whose deadline has not long passed.
func (w *walk) living() []*modelGroup {
	var out []*modelGroup
	for _, g := range w.m.groups {
		if g.state != "abandoned" && w.d.Clock.Now().Before(g.entryUntil.Add(time.Hour)) {
			out = append(out, g)
		}
	}
	return out
}

func (w *walk) alive() int { return len(w.living()) }

// group is a living one mostly, else any, else one that is not.
func (w *walk) group() *modelGroup {
	if w.focus != nil {
		return w.focus
	}
	living := w.living()
	switch n := w.rng.IntN(100); {
	case n < 85 && len(living) > 0:
		return pick(w, living)
	case n < 98 && len(w.m.groups) > 0:
		return pick(w, w.m.groups[max(0, len(w.m.groups)-20):])
	}
	return &modelGroup{number: 1_000_000, missing: true, coords: map[string]bool{}}
}

// stale is the version mostly, else another.
func (w *walk) stale(version int64) int64 {
	if w.rng.IntN(8) == 0 {
		return version + 1 - 2*w.rng.Int64N(2)
	}
	return version
}

// lot is the number of a lot of the group mostly.
func (w *walk) lot(g *modelGroup) int {
	if len(g.lots) == 0 || w.rng.IntN(25) == 0 {
		return len(g.lots) + 1
	}
	return 1 + w.rng.IntN(len(g.lots))
}

// demand is an establishment whose demand waits mostly, else any.
func (w *walk) demand(g *modelGroup) org.Organisation {
	for range 10 {
		if o := pick(w, w.schools); g.member(o.ID).state == "asked" {
			return o
		}
	}
	if w.rng.IntN(10) == 0 {
		return org.Organisation{Ref: "inconnu"}
	}
	return pick(w, w.schools)
}

// atOnce runs calls side by side.
func atOnce(calls ...func() (string, error)) ([]string, []error) {
	answers, errs := make([]string, len(calls)), make([]error, len(calls))
	done := make(chan struct{})
	for i, call := range calls {
		go func() {
			defer func() { done <- struct{}{} }()
			answers[i], errs[i] = call()
		}()
	}
	for range calls {
		<-done
	}
	return answers, errs
}
