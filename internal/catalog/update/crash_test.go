package update_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog/update"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// fuse is a clock that ends its process at one of its readings. A step reads it in its transaction at the beginning and at the
// end, and when it is committed; so it strikes within steps and between any two of them.
type fuse struct {
	*clock.Manual
	left int
}

type ended struct{}

func (f *fuse) Now() time.Time {
	if f.left--; f.left < 0 {
		panic(ended{})
	}
	return f.Manual.Now()
}

// until runs the job of an update in a process of its own, which lives for so many readings of the clock.
func (h *house) until(n int64, left int) (over bool) {
	h.Helper()
	defer func() {
		if v := recover(); v != nil {
			if _, was := v.(ended); !was {
				panic(v)
			}
			over = false
		}
	}()
	x := openHouse(h.TB, h.d, h.store, &fuse{h.d.Clock, left})
	x.s.Pace(2, 3)
	h.ok(x.s.Run(h.Context(), n))
	return true
}

// lived runs an update to its end through as many processes as it takes, and says how many ended before their time.
func (h *house) lived(n int64, chance *rand.Rand) int {
	h.Helper()
	crashes := 0
	for !h.until(n, 3+chance.IntN(6)) {
		if crashes++; crashes > 2000 {
			h.Fatal("it gets nowhere")
		}
	}
	return crashes
}

// all is every version and every article, what is prepared and put aside too, and what each update says of itself.
func (h *house) all() string {
	h.Helper()
	var out []string
	h.view(func(tx *db.Tx) error {
		rows, err := db.All(h.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT a.reference || ' ' || CAST(v.from_edition AS TEXT) || '-' || CAST(v.to_edition AS TEXT) || ' ' || v.title || ' ' || CAST(COALESCE(v.price, 0) AS TEXT) || CASE WHEN v.withdrawn THEN ' -' ELSE '' END
			FROM catalog_articles a LEFT JOIN catalog_versions v ON v.article = a.number ORDER BY a.reference, v.from_edition`)
		out = append(out, rows...)
		if err != nil {
			return err
		}
		rows, err = db.All(h.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT CAST(c.update_number AS TEXT) || ' ' || CAST(c.kind AS TEXT) || ' ' || CAST(c.rise AS TEXT) || ' ' || COALESCE(a.reference, '?')
			FROM catalog_update_changes c LEFT JOIN catalog_articles a ON a.number = c.article ORDER BY c.update_number, c.kind, c.rise, a.reference`)
		out = append(out, rows...)
		return err
	})
	return strings.Join(out, "\n")
}

// Wherever the process ends while a sheet is read, an update undone or dropped, the next one goes on, nothing is done twice, and
// the end is the same as if nothing had happened.
func TestEndedAnywhere(t *testing.T) {
	t.Parallel()
	var old, fresh, other []string
	for i := range 14 {
		old = append(old, fmt.Sprint(i, " 1,", 10+i))
		if i > 3 {
			fresh = append(fresh, fmt.Sprint(i, " 1,", 10+i+i%3))
		}
		other = append(other, fmt.Sprint("n", i, " 3,00"))
	}
	fresh = append(fresh, "5 2,00", "0-1 1,00", "neuf 0", "8.0 1,00", "80 1,00", "dix 4,00")
	whole := func(t *testing.T, d *dbtest.DB, run func(h *house, n int64)) (string, string) {
		h := newHouse(t, d)
		begun := func(lines ...string) int64 {
			n, err := h.begin(update.Full, sheetOf(lines...))
			h.ok(err)
			run(h, n)
			return n
		}
		h.ok(h.do(golive, begun(old...)))
		second := begun(fresh...)
		said := h.said(second)
		h.ok(h.do(golive, second))
		h.ok(h.do(undo, second))
		run(h, second)
		third := begun(other...)
		h.ok(h.do(drop, third))
		run(h, third)
		h.ok(h.do(golive, begun(fresh...)))
		counts := ""
		for n := int64(1); n <= 4; n++ {
			r := h.look(n, update.Look{})
			counts += fmt.Sprintf("%s %+v\n", r.State, r.Counts)
		}
		return h.all(), counts + said + strings.Join(h.shown(), ", ")
	}
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		wantAll, wantSaid := whole(t, dbtest.Open(t, d.Engine()), func(h *house, n int64) { h.ok(h.s.Run(h.Context(), n)) })
		crashes, chance := 0, rand.New(rand.NewPCG(1, 2))
		all, said := whole(t, d, func(h *house, n int64) { crashes += h.lived(n, chance) })
		if all != wantAll || said != wantSaid {
			t.Errorf("after %d ends:\n%s\n%s\nwant\n%s\n%s", crashes, all, said, wantAll, wantSaid)
		}
		if crashes < 30 || !strings.Contains(said, "undone") || !strings.Contains(said, "dropped") {
			t.Errorf("only %d ends: %s", crashes, said)
		}
		t.Logf("%d processes ended before their time", crashes)
	})
}

// meddler is a clock at whose reading of a number somebody does something.
type meddler struct {
	*clock.Manual
	in int
	do func()
}

func (m *meddler) Now() time.Time {
	if m.in--; m.in == 0 {
		m.do()
	}
	return m.Manual.Now()
}

// An update that is dropped between two steps of its reading gets no further, and nothing of it stays.
func TestDroppedInTheMiddle(t *testing.T) {
	onBoth(t, func(h *house) {
		h.live(update.Full, sheetOf("a 1,00"))
		n, err := h.begin(update.Full, sheetOf("1 1,00", "2 1,00", "3 1,00", "4 1,00", "5 1,00"))
		h.ok(err)
		x := openHouse(h.TB, h.d, h.store, &meddler{h.d.Clock, 4, func() { h.ok(h.do(drop, n)) }}) // the first step is committed
		x.s.Pace(2, 2)
		h.ok(x.s.Run(h.Context(), n))
		if r := h.look(n, update.Look{}); r.State != update.Dropping || r.Lines != 2 {
			h.Fatalf("%+v", r.Update)
		}
		h.drain()
		h.is(n, update.Dropped)
		if got := h.all(); strings.Count(got, "Stylo") != 1 {
			h.Error(got)
		}
		h.sees("a 10000")
	})
}
