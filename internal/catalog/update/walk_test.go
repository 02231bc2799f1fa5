package update_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog/update"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

var (
	walkSeed  = flag.Uint64("seed", 0, "seed of the random walk; 0: another each time")
	walkSteps = flag.Int("steps", 500, "acts of the random walk, on each engine")
)

// model is what the acts say of a market, in plain maps: what it shows, and the updates on top of each other.
type model struct {
	now   map[string]string // price of each reference; - withdrawn
	past  []map[string]string
	lives []int64           // updates that are live, the last one shown
	open  int64             // the one that is prepared, 0: none
	ready map[string]string // what the market would show
	tried map[string][2]int // acts: done, refused
}

// take says what a sheet makes of what is shown.
func (m *model) take(mode update.Mode, lines map[string]string) map[string]string {
	out := maps.Clone(m.now)
	if mode == update.Full {
		for ref := range out {
			out[ref] = "-"
		}
	}
	for ref, price := range lines {
		if _, there := m.now[ref]; !there && mode == update.Prices {
			continue
		}
		if was := m.now[ref]; was == "-" && mode != update.Full {
			continue // a sheet that does not speak of withdrawals leaves them; its price is not seen
		}
		out[ref] = price
	}
	return out
}

func (m *model) text() []string {
	var out []string
	for ref, price := range m.now {
		out = append(out, ref+" "+price)
	}
	slices.Sort(out)
	return out
}

// Whatever is done in whatever order, the market shows what the model says, an act is refused when the model says so, and only
// then; what is prepared is never seen.
func TestWalk(t *testing.T) {
	seed := *walkSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano()) //nolint:forbidigo // another walk each time; the seed is printed
	}
	t.Logf("seed %d", seed)
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		w := &walk{house: newHouse(t, d), chance: rand.New(rand.NewPCG(seed, 1)), model: model{now: map[string]string{}, tried: map[string][2]int{}}}
		for range *walkSteps {
			w.step()
			if t.Failed() {
				return
			}
		}
		for _, act := range []string{"begin", "live", "drop", "undo", "schedule", "hand"} {
			if n := w.tried[act]; n[0] < *walkSteps/50 || n[1] < *walkSteps/50 {
				t.Errorf("%s: done %d times, refused %d", act, n[0], n[1])
			}
		}
	})
}

type walk struct {
	*house
	model
	chance *rand.Rand
}

// was counts an act, and fails unless it was refused as the model says.
func (w *walk) was(act string, err error, refused bool) bool {
	w.Helper()
	n := w.tried[act]
	n[map[bool]int{false: 0, true: 1}[err != nil]]++
	w.tried[act] = n
	if (err != nil) != refused {
		w.Errorf("%s: %v, refused in the model: %t", act, err, refused)
	}
	if k := apperr.KindOf(err); err != nil && k != apperr.Forbidden && k != apperr.Conflict {
		w.Errorf("%s: %v", act, err)
	}
	return err == nil
}

func (w *walk) step() {
	w.Helper()
	switch w.chance.IntN(7) {
	case 0, 1:
		w.send()
	case 2:
		w.goLive()
	case 3:
		w.drop()
	case 4:
		w.undo()
	case 5:
		w.schedule()
	case 6:
		w.hand()
	}
	got := w.shown()
	slices.Sort(got)
	if want := w.text(); !slices.Equal(got, want) {
		w.Errorf("shows %v\nmodel %v", got, want)
	}
}

// draw is some lines of a sheet.
func (w *walk) draw() map[string]string {
	out := map[string]string{}
	for range 1 + w.chance.IntN(6) {
		out[fmt.Sprint("r", w.chance.IntN(9))] = fmt.Sprint(1+w.chance.IntN(4), "0000")
	}
	return out
}

func (w *walk) send() {
	mode, lines := []update.Mode{update.Full, update.Changes, update.Prices}[w.chance.IntN(3)], w.draw()
	var text []string
	for _, ref := range slices.Sorted(maps.Keys(lines)) {
		text = append(text, ref+" "+strings.TrimSuffix(lines[ref], "0000"))
	}
	n, err := w.begin(mode, sheetOf(text...))
	if !w.was("begin", err, w.open != 0) {
		return
	}
	w.drain()
	next := w.take(mode, lines)
	switch s := w.look(n, update.Look{}).State; {
	case s == update.Ready:
		w.open, w.ready = n, next
	case s != update.Void || !maps.Equal(next, w.now):
		w.Errorf("%s, but %v to %v", s, w.now, next)
	}
}

// last is an update to act on: the open one, a live one, or none.
func (w *walk) last() int64 {
	if w.open != 0 {
		return w.open
	}
	if len(w.lives) > 0 {
		return w.lives[len(w.lives)-1]
	}
	return 0
}

func (w *walk) put() {
	w.past, w.lives = append(w.past, w.now), append(w.lives, w.open)
	w.now, w.open = w.ready, 0
}

func (w *walk) goLive() {
	if n := w.last(); n != 0 && w.was("live", w.do(golive, n), w.open == 0) {
		w.put()
	}
}

func (w *walk) drop() {
	if n := w.last(); n != 0 && w.was("drop", w.do(drop, n), w.open == 0) {
		w.drain()
		w.open = 0
	}
}

func (w *walk) undo() {
	if len(w.lives) == 0 {
		return
	}
	at := w.chance.IntN(len(w.lives))
	if w.chance.IntN(2) == 0 {
		at = len(w.lives) - 1
	}
	if !w.was("undo", w.do(undo, w.lives[at]), w.open != 0 || at < len(w.lives)-1) {
		return
	}
	w.drain()
	w.now, w.past, w.lives = w.past[at], w.past[:at], w.lives[:at]
}

// schedule sets the day after tomorrow; sometimes it is waited for.
func (w *walk) schedule() {
	n := w.last()
	if n == 0 {
		return
	}
	day := w.d.Clock.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	if !w.was("schedule", w.house.schedule(n, day), w.open == 0) {
		return
	}
	switch w.chance.IntN(3) {
	case 0:
		w.d.Clock.Advance(72 * time.Hour)
		w.drain()
		w.put()
	case 1:
		w.ok(w.do(unschedule, n))
		w.d.Clock.Advance(72 * time.Hour)
		w.drain()
	}
}

func (w *walk) hand() {
	ref := fmt.Sprint("r", w.chance.IntN(9))
	price := fmt.Sprint(1+w.chance.IntN(4), "0000")
	in := typed(0, 0, map[string]string{update.FieldReference: ref, update.FieldTitle: "Stylo " + ref, update.FieldUnit: "", update.FieldPack: "", update.FieldGreen: "", update.FieldPrice: strings.TrimSuffix(price, "0000")})
	w.view(func(tx *db.Tx) error {
		rows, err := db.All(w.Context(), tx, func(x *[2]int64) []any { return []any{&x[0], &x[1]} }, `SELECT a.number, v.from_edition FROM catalog_articles a JOIN catalog_versions v ON v.article = a.number
			WHERE a.market = $1 AND a.reference = $2 AND v.to_edition = 9223372036854775807`, w.market, ref)
		for _, x := range rows {
			in.Number, in.Seen = x[0], x[1]
		}
		return err
	})
	put, err := w.s.Put(w.Context(), w.as(w.who), w.market, in)
	if !w.was("hand", err, w.open != 0) || put.Update == 0 {
		return
	}
	w.open, w.ready = put.Update, maps.Clone(w.now)
	w.ready[ref] = price
	w.put()
}
