package imports_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"preau/internal/core/imports"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
)

// fuse is a clock that ends its process at one of its readings. A step reads it in its transaction at the beginning and at
// the end, and when it is committed; so it strikes within steps and between any two of them.
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

// until runs the job of an import in a process of its own, which lives for so many readings of the clock.
func (h *house) until(n int64, left int) (over bool) {
	h.t.Helper()
	defer func() {
		if v := recover(); v != nil {
			if _, was := v.(ended); !was {
				panic(v)
			}
			over = false
		}
	}()
	x := openHouseWith(h.t, h.d, h.store, &fuse{h.d.Clock, left})
	x.s.Pace(2, 3)
	h.ok(x.s.Run(h.t.Context(), n))
	return true
}

// lived runs an import to its end through as many processes as it takes, and says how many ended before their time.
func (h *house) lived(n int64, chance *rand.Rand) int {
	h.t.Helper()
	crashes := 0
	for !h.until(n, 2+chance.IntN(9)) {
		if crashes++; crashes > 2000 {
			h.t.Fatal("it gets nowhere")
		}
	}
	return crashes
}

// Wherever the process ends while a sheet is read, compared and written, the next one goes on, and the end is the same as if
// nothing had happened.
func TestEndedAnywhere(t *testing.T) {
	t.Parallel()
	var old, fresh []string
	for i := range 8 {
		old = append(old, school(9900000+i*10, fmt.Sprint("École ", i)))
	}
	old = append(old, school(9800000, "École qui n'est plus au registre"))
	for i := range 24 {
		fresh = append(fresh, school(9900000+i*10, fmt.Sprintf("École %d", i%20), fmt.Sprintf("02990000%02d", i), "a@example.org", "", "2 rue Neuve"))
	}
	fresh[5], fresh[17], fresh[20] = school(9900050, ""), school(9900010, "Un double"), school(9900200, "École 20", "12")
	whole := func(t *testing.T, d *dbtest.DB, run func(h *house, n int64)) (string, string) {
		h := newHouse(t, d)
		h.who = h.admin("Ada")
		h.apply(h.sent("annuaire-education", "old.csv", directory(old...)))
		n := h.start("annuaire-education", "new.csv", directory(fresh...))
		run(h, n)
		if r := h.show(n, ""); r.State != imports.Ready {
			t.Fatalf("%s: %+v", h.said(r), r.Import)
		}
		h.ok(h.s.Apply(t.Context(), h.as(h.who), h.at, n, h.show(n, "").Version))
		run(h, n)
		r := h.show(n, imports.Faults)
		return h.orgs(), fmt.Sprintf("%s %+v %d absent\n%s", r.State, r.Counts, r.Absent, h.said(r))
	}
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		wantOrgs, wantCounts := whole(t, dbtest.Open(t, d.Engine()), func(h *house, _ int64) { h.drain() })
		crashes, chance := 0, rand.New(rand.NewPCG(1, 2))
		orgs, counts := whole(t, d, func(h *house, n int64) { crashes += h.lived(n, chance) })
		if orgs != wantOrgs || counts != wantCounts {
			t.Errorf("after %d ends:\n%s\n%s\nwant\n%s\n%s", crashes, orgs, counts, wantOrgs, wantCounts)
		}
		if crashes < 20 || !strings.Contains(counts, "done") {
			t.Errorf("only %d ends: %s", crashes, counts)
		}
		t.Logf("%d processes ended before their time", crashes)
	})
}

// Nothing stays in the folder of temporary files where a process ends before it has given a copy away.
func TestTemporaryFilesGo(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no open file goes there")
	}
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	h.who = h.admin("Ada")
	n := h.sent("annuaire-education", "a.csv", directory(school(9900010, ""), school(9900020, "École")))
	c, err := h.s.GiveBack(t.Context(), h.who, h.at, n, h.words.For(i18n.French, time.UTC))
	h.ok(err)
	left, err := filepath.Glob(filepath.Join(dir, "preau-sheet-*"))
	h.ok(err)
	if len(left) > 0 {
		t.Errorf("left while the copy is read: %v", left)
	}
	b, err := io.ReadAll(c)
	h.ok(errors.Join(err, c.Close()))
	if !strings.Contains(string(b), "École") {
		t.Errorf("%q", b)
	}
}
