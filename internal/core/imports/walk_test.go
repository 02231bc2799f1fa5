package imports_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/config"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

const (
	walkSteps  = 1600 // on each engine
	walkLeast  = 8    // of each act: accepted, and refused
	walkEach   = 2    // of each reason why it was refused
	walkRounds = 6    // at most, while something is too rare
	walkSlots  = 10   // organisations that sheets are about
)

// TestWalk does at random all that may be done to imports, by two administrators and others, while people change what
// sheets are about and processes end in the middle; and holds each answer and each state against a model of its own.
// PREAU_TEST_SEED repeats a walk; PREAU_TEST_SOAK (a duration) makes it go on for that long.
func TestWalk(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds long")
	}
	env := config.Env()
	seed, err := strconv.ParseUint(env["PREAU_TEST_SEED"], 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	soak, _ := time.ParseDuration(env["PREAU_TEST_SOAK"]) // without one, a round
	dbtest.Each(t, func(t *testing.T, first *dbtest.DB) {
		begin, counts, states := time.Now(), map[string]*walked{}, map[imports.State]int{}
		rare := func() []string { return tooRare(counts, states) }
		for round := uint64(0); round == 0 || time.Since(begin) < soak || round < walkRounds && len(rare()) > 0; round++ {
			d := first
			if round > 0 {
				d = dbtest.Open(t, first.Engine())
			}
			w := &walk{house: newHouse(t, d), rng: rand.New(rand.NewPCG(seed+round, 2)), seed: seed + round, counts: counts, states: states, world: map[int]*thing{}}
			w.run(walkSteps)
		}
		for _, act := range slices.Sorted(maps.Keys(counts)) {
			t.Logf("%-10s %4d accepted, refused %v", act, counts[act].accepted, counts[act].refused)
		}
		for _, what := range rare() {
			t.Error(what)
		}
		t.Logf("states seen: %v", states)
	})
}

// tooRare is what a walk did not do, or see, often enough.
func tooRare(counts map[string]*walked, states map[imports.State]int) (out []string) {
	for _, act := range slices.Sorted(maps.Keys(counts)) {
		c, refused := counts[act], 0
		for _, n := range c.refused {
			refused += n
		}
		if c.accepted < walkLeast || c.mayBeRefused && refused < walkLeast {
			out = append(out, fmt.Sprintf("%s was taken %d times, refused %v", act, c.accepted, c.refused))
		}
		for _, why := range walkReasons[act] {
			if c.refused[why] < walkEach {
				out = append(out, fmt.Sprintf("%s was refused only %d times as %s", act, c.refused[why], why))
			}
		}
	}
	for _, s := range []imports.State{imports.Reading, imports.Comparing, imports.Applying} {
		if counts["crash in "+string(s)] == nil {
			out = append(out, fmt.Sprintf("no process ended in %s", s))
		}
	}
	for _, s := range imports.Moves().States {
		if states[s] == 0 && s != imports.Refused { // a file that breaks off: bad_test.go
			out = append(out, fmt.Sprintf("no import was ever %s", s))
		}
	}
	return out
}

// walkReasons are why each act must have been refused.
var walkReasons = map[string][]string{
	"send": {"conflict", "invalid", "not found", "unauthenticated"}, "apply": {"conflict", "imports.busy", "not found", "unauthenticated"},
	"again": {"conflict", "not found", "unauthenticated"}, "stop": {"conflict", "not found", "unauthenticated"},
	"cancel": {"conflict", "not found", "unauthenticated"}, "repeat": {"conflict"},
}

// walked is how often an act was taken, and why it was refused.
type walked struct {
	accepted     int
	mayBeRefused bool
	refused      map[string]int
}

type walk struct {
	*house
	rng      *rand.Rand
	seed     uint64
	step     int
	counts   map[string]*walked
	states   map[imports.State]int
	world    map[int]*thing
	sent     []*sent
	admins   []access.Actor
	stranger access.Actor
	last     func() // sends the last form again
}

func (w *walk) fail(format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf("seed %d, step %d: %s", w.seed, w.step, fmt.Sprintf(format, args...))
}

func (w *walk) count(act, refused string, mayBe bool) {
	c := w.counts[act]
	if c == nil {
		c = &walked{refused: map[string]int{}}
		w.counts[act] = c
	}
	c.mayBeRefused = c.mayBeRefused || mayBe
	if refused == "" {
		c.accepted++
		return
	}
	c.refused[refused]++
}

func (w *walk) run(steps int) {
	w.t.Helper()
	w.s.Pace(2, 3)
	w.admins = []access.Actor{w.admin("Ada"), w.admin("Bob")}
	w.stranger = w.admin("Un Passant")
	w.stranger.Grants = nil
	w.who = w.admins[0]
	for w.step = 1; w.step <= steps; w.step++ {
		switch n := w.rng.IntN(100); {
		case n < 9:
			w.send()
		case n < 18:
			w.people()
		case n < 23:
			if w.last != nil {
				w.last()
			}
		case n < 50:
			w.job()
		default:
			w.press()
		}
		if w.step%50 == 0 || w.step == steps {
			for _, i := range w.sent {
				w.check(i)
			}
		}
		w.checkWorld()
	}
}

// somebody is an administrator mostly, else who was refused an act least so far.
func (w *walk) somebody(act string) (who access.Actor, refused string) {
	if w.rng.IntN(7) > 0 {
		return w.admins[w.rng.IntN(2)], ""
	}
	if c := w.counts[act]; c != nil && c.refused["unauthenticated"] < c.refused["not found"] {
		return access.Actor{}, "unauthenticated"
	}
	return w.stranger, "not found"
}

var (
	names     = []string{"École A", "École B", "École C"}
	addresses = []string{"", "1 rue du Puits", "2 rue Neuve"}
)

func (w *walk) pickText(of []string) string { return of[w.rng.IntN(len(of))] }

// draw makes a sheet: some lines without a name, some about what another line is about.
func (w *walk) draw() (string, []sheetLine) {
	var lines []sheetLine
	var b strings.Builder
	b.WriteString("Nom;Type;UAI;Adresse\n")
	seen := map[int]sheetLine{}
	for range 1 + w.rng.IntN(9) {
		l := sheetLine{slot: w.rng.IntN(walkSlots), name: w.pickText(names), address: w.pickText(addresses), said: "read"}
		if w.rng.IntN(12) == 0 {
			l.name = ""
		}
		fmt.Fprintf(&b, "%s;école;%s;%s\n", l.name, uai(9900000+l.slot), l.address)
		first, twice := seen[l.slot]
		switch {
		case l.name == "":
			l.said = "refused"
		case twice && first.name == l.name && first.address == l.address:
			l.said = "same"
		case twice:
			l.said = "refused"
		default:
			l.about, seen[l.slot] = true, l
		}
		lines = append(lines, l)
	}
	return b.String(), lines
}

// send sends a sheet: a new one, that of an import that is open, one for no kind, or none.
func (w *walk) send() {
	w.t.Helper()
	who, want := w.somebody("send")
	file, lines := w.draw()
	slug, fileID := "organisations", ""
	open := slices.DeleteFunc(slices.Clone(w.sent), func(i *sent) bool { return isEnded(i.state) })
	var twin *sent
	if len(open) > 0 && w.rng.IntN(3) == 0 {
		twin = open[w.rng.IntN(len(open))]
		file = twin.file
	}
	for _, i := range open {
		if i.file == file && want == "" {
			want = "conflict"
		}
	}
	w.who = w.admins[0]
	if want != "not found" && want != "unauthenticated" {
		w.who = who
	}
	switch n := w.rng.IntN(12); {
	case n == 0:
		slug = "rien"
		if want == "" || want == "conflict" {
			want = "invalid"
		}
	case n == 1:
		if want == "" || want == "conflict" {
			want = "invalid"
		}
	default:
		fileID = w.stage("a.csv", file).ID
	}
	who = w.as(who)
	call := func() (int64, error) { return w.s.Start(w.t.Context(), who, w.at, slug, fileID) }
	n, err := call()
	w.answer("send", want, err)
	if want != "" {
		return
	}
	i := &sent{n: n, file: file, lines: lines, state: imports.Reading, version: 1, moves: 1}
	if n != int64(len(w.sent)+1) {
		w.fail("the import %d has the number %d", len(w.sent)+1, n)
	}
	w.sent = append(w.sent, i)
	w.again(i, who, func(who access.Actor) error {
		m, err := w.s.Start(w.t.Context(), who, w.at, slug, fileID)
		if err == nil && m != n {
			w.fail("sent again it is %d, and was %d", m, n)
		}
		return err
	})
	w.check(i)
}

// again lets the form be sent again: it is done once; under its key with another content it is refused.
func (w *walk) again(i *sent, who access.Actor, call func(access.Actor) error) {
	w.last = func() {
		w.t.Helper()
		other, want := who, ""
		if w.rng.IntN(2) == 0 {
			other.Body, want = "another body", "conflict"
		}
		w.answer("repeat", want, call(other))
		w.check(i)
	}
}

func isEnded(s imports.State) bool {
	return s == imports.Done || s == imports.Cancelled || s == imports.Refused
}

func (w *walk) answer(act, want string, err error) {
	w.t.Helper()
	got := ""
	if e, ok := apperr.As(err); ok {
		got = e.Kind.String()
		if len(e.Reasons) > 0 {
			got = e.Reasons[0].Code
		}
	}
	if err != nil && got == "" || got != want {
		w.fail("%s: got %q (%v), the model says %q", act, got, err, want)
	}
	w.count(act, want, true)
}

// none is a number that no import has.
const none = 1_000_000

// one is an import that is not ended mostly, and that which is being written if so wished; or any; or one that is not.
func (w *walk) one(written bool) *sent {
	open := slices.DeleteFunc(slices.Clone(w.sent), func(i *sent) bool { return isEnded(i.state) })
	if k := slices.IndexFunc(open, func(i *sent) bool { return i.state == imports.Applying }); k >= 0 && written {
		return open[k]
	}
	switch n := w.rng.IntN(20); {
	case n < 17 && len(open) > 0:
		return open[w.rng.IntN(len(open))]
	case n < 19 && len(w.sent) > 0:
		return w.sent[w.rng.IntN(len(w.sent))]
	}
	return &sent{n: none}
}

// press does one of the acts that people have on an import.
func (w *walk) press() {
	w.t.Helper()
	act := []string{"apply", "apply", "apply", "again", "again", "stop", "stop", "cancel"}[w.rng.IntN(8)]
	i := w.one(act == "stop")
	from := map[string][]imports.State{
		"apply": {imports.Ready, imports.Stopped}, "again": {imports.Ready, imports.Stopped}, "stop": {imports.Applying},
		"cancel": {imports.Reading, imports.Comparing, imports.Ready, imports.Stopped},
	}[act]
	if act == "cancel" && !isEnded(i.state) && w.rng.IntN(2) > 0 {
		return // or little is left to write
	}
	to := map[string]imports.State{"apply": imports.Applying, "again": imports.Comparing, "stop": imports.Stopped, "cancel": imports.Cancelled}[act]
	who, want := w.somebody(act)
	if act == "cancel" && want == "" && !isEnded(i.state) && w.rng.IntN(2) > 0 {
		return // or little is left to write
	}
	at := w.at
	if w.rng.IntN(30) == 0 {
		at = imports.Place{Of: "needs.group", ID: "of another place"}
	}
	seen := i.version
	if w.rng.IntN(6) == 0 {
		seen += 1 - 2*w.rng.Int64N(2)
	}
	switch {
	case want != "":
	case i.n == none || at != w.at:
		want = "not found"
	case !slices.Contains(from, i.state):
		want = "conflict"
	case act == "apply" && slices.ContainsFunc(w.sent, func(o *sent) bool { return o != i && o.state == imports.Applying }):
		want = "imports.busy"
	case seen != i.version:
		want = "conflict"
	}
	call := func(who access.Actor) error {
		return map[string]func() error{
			"apply":  func() error { return w.s.Apply(w.t.Context(), who, at, i.n, seen) },
			"again":  func() error { return w.s.CompareAgain(w.t.Context(), who, at, i.n, seen) },
			"stop":   func() error { return w.s.Stop(w.t.Context(), who, at, i.n, seen) },
			"cancel": func() error { return w.s.Cancel(w.t.Context(), who, at, i.n, seen) },
		}[act]()
	}
	who = w.as(who)
	w.answer(act, want, call(who))
	if want == "" {
		if i.state == imports.Ready || to == imports.Comparing {
			i.done = 0
			for k := range i.lines {
				i.lines[k].dealt = false
			}
		}
		i.state, i.version, i.moves = to, i.version+1, i.moves+1
		w.again(i, who, call)
	}
	if i.n != none {
		w.check(i)
	}
}

// people change, add or take away an organisation.
func (w *walk) people() {
	w.t.Helper()
	slot := w.rng.IntN(walkSlots)
	there := w.world[slot]
	number := uai(9900000 + slot)
	switch {
	case there == nil:
		o := org.Organisation{Kind: org.School, Country: "FR", UAI: number, Name: w.pickText(names), Place: org.Place{Address: w.pickText(addresses)}}
		w.ok(w.d.InTx(w.t.Context(), func(tx *db.Tx) error {
			_, err := org.Insert(w.t.Context(), tx, o)
			return err
		}))
		w.world[slot] = &thing{name: o.Name, address: o.Address, version: 1}
		w.count("add", "", false)
	case w.rng.IntN(2) == 0:
		for _, q := range []string{
			`DELETE FROM org_words WHERE num = (SELECT num FROM org_organisations WHERE uai = $1)`,
			`DELETE FROM history_lines WHERE object_id = (SELECT id FROM org_organisations WHERE uai = $1)`,
			`DELETE FROM org_closure WHERE descendant = (SELECT id FROM org_organisations WHERE uai = $1)`,
			`DELETE FROM org_organisations WHERE uai = $1`,
		} {
			w.house.run(q, number)
		}
		delete(w.world, slot)
		w.count("delete", "", false)
	default:
		there.name = w.pickText(names)
		there.version++
		w.house.run(`UPDATE org_organisations SET name = $1, version = version + 1 WHERE uai = $2`, there.name, number)
		w.count("edit", "", false)
	}
}

// job lets the program work: to the end, until its process ends somewhere, twice, or in two processes at once.
func (w *walk) job() {
	w.t.Helper()
	i := w.one(w.rng.IntN(2) == 0)
	if i.n == none {
		return
	}
	was := i.state
	switch n := w.rng.IntN(10); {
	case n < 7:
		over := w.until(i.n, 2+w.rng.IntN(11))
		if !over {
			w.count("crash in "+string(was), "", false)
		}
	case n < 9:
		w.ok(w.s.Run(w.t.Context(), i.n))
		w.ok(w.s.Run(w.t.Context(), i.n))
		w.count("twice", "", false)
	default:
		other := openHouse(w.t, w.d.Another(w.t), w.store)
		other.s.Pace(3, 4)
		second := make(chan error, 1)
		go func() { second <- other.s.Run(w.t.Context(), i.n) }()
		first := w.s.Run(w.t.Context(), i.n)
		errSecond := <-second
		_ = other.d.Close()               // nothing is under way
		w.ok(w.s.Run(w.t.Context(), i.n)) // as the queue would after an error
		w.count("at once", "", false)
		if first != nil && errSecond != nil {
			w.fail("two at once: %v, %v", first, errSecond)
		}
	}
	w.follow(i)
	w.check(i)
}
