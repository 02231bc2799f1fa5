package imports_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/imports"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// published is a file of the shared data, "" at a desk that has none.
func published(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../../../shared/data/" + name)
	if err != nil {
		t.Skip("the published file is not here: ", err)
	}
	return string(b)
}

// The register of Wallonia-Brussels as it is published: all of it but one that has ended, and a second time nothing.
func TestWholeRegister(t *testing.T) {
	t.Parallel()
	file := published(t, "ecoles-fwb.json")
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			d := dbtest.Open(t, e)
			h := openHouseWith(t, d, blobtest.Folder(t), clock.System{})
			h.who = h.admin("Ada")
			began := time.Now()
			n := h.sent("ecoles-fwb", "ecoles-fwb.json", file)
			h.wantCounts(n, imports.Ready, 3029, 3028, 0, 0, 1)
			compared := time.Since(began)
			if done := h.apply(n); done.Written != 3028 || done.Overtaken != 0 {
				t.Errorf("%+v", done.Import)
			}
			t.Logf("read and compared in %s, all in %s", compared.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
			if h.count("org_organisations") != "2255" || h.count("org_sites") != "3028" {
				t.Errorf("%s establishments, %s sites", h.count("org_organisations"), h.count("org_sites"))
			}
			h.wantCounts(h.sent("ecoles-fwb", "ecoles-fwb.json", file), imports.Done, 3029, 0, 0, 3028, 1)
		})
	}
}

// The French register's own format.
func TestPublishedDirectory(t *testing.T) {
	t.Parallel()
	file := published(t, "annuaire-education-extrait.csv")
	onBoth(t, func(h *house) {
		n := h.sent("annuaire-education", "annuaire.csv", file)
		h.wantCounts(n, imports.Ready, 220, 220, 0, 0, 0)
		if done := h.apply(n); done.Written != 220 || len(done.Unknown) < 50 {
			h.t.Errorf("%d unknown, %+v", len(done.Unknown), done.Counts)
		}
		h.wantCounts(h.sent("annuaire-education", "annuaire.csv", file), imports.Done, 220, 0, 0, 220, 0)
	})
}

// many is how many lines the benchmark takes in.
var many = flag.Int("lines", 100_000, "lines of the benchmark's file")

// BenchmarkImport takes a hundred thousand lines in while somebody else writes: how long that takes, what memory it needs
// beyond the file, and how long the others wait.
func BenchmarkImport(b *testing.B) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(e), func(b *testing.B) {
			for b.Loop() {
				hundredThousand(b, e)
			}
		})
	}
}

func hundredThousand(b *testing.B, e db.Engine) {
	b.Helper()
	var file bytes.Buffer
	file.WriteString(strings.TrimSuffix(directory(""), "\r\n\r\n") + "\r\n")
	for i := range *many {
		file.WriteString(school(9000000+i, fmt.Sprintf("École primaire n° %d", i), fmt.Sprintf("02990%05d", i%100000)) + "\r\n")
	}
	d := dbtest.Open(b, e)
	h := openHouseWith(b, d, blobtest.Folder(b), clock.System{})
	h.who = h.admin("Ada")
	h.s.Spell(time.Hour) // the queue has another clock here
	n := h.start("annuaire-education", "a.csv", file.String())
	file = bytes.Buffer{}
	var most uint64
	waits := []time.Duration{}
	stop, all := make(chan struct{}), sync.WaitGroup{}
	all.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
			began := time.Now()
			h.run(`UPDATE account_accounts SET phone = $1, version = version + 1 WHERE id = $2`, fmt.Sprint(i), h.who.ID)
			waits = append(waits, time.Since(began))
			if i%20 == 0 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
		}
	})
	began := time.Now()
	h.drain()
	compared := time.Since(began)
	h.ok(h.s.Apply(b.Context(), h.as(h.who), imports.Place{}, n, h.show(n, "").Version))
	h.drain()
	took := time.Since(began)
	close(stop)
	all.Wait()
	h.wantCounts(n, imports.Done, int64(*many), int64(*many), 0, 0, 0)
	slices.Sort(waits)
	b.ReportMetric(compared.Seconds(), "s-compared")
	b.ReportMetric(took.Seconds(), "s-all")
	b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "ms-p99-wait")
	b.ReportMetric(float64(waits[len(waits)-1].Microseconds())/1000, "ms-longest-wait")
	b.ReportMetric(float64(most)/1e6, "MB-heap")
	b.Logf("%+v %d waits", d.Stats(), len(waits))
}
