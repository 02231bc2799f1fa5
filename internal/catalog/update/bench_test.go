package update_test

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"preau/internal/catalog/invent"
	"preau/internal/catalog/update"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// many is how many lines the benchmark takes in.
var many = flag.Int("lines", 20_000, "lines of the benchmark's sheet")

// invented writes a sheet of so many articles, all in one market; of every so many the price is another.
func invented(to io.Writer, n, other int) error {
	b := bufio.NewWriter(to)
	s, err := invent.NewSheet(b)
	for i := 1; i <= n && err == nil; i++ {
		a := invent.At(1, i, 1, invent.Belgium)
		a.Reference = fmt.Sprint(a.Market, "-", a.Reference)
		if other > 0 && i%other == 0 {
			a.Price += 1_0000
		}
		err = s.Add(a)
	}
	if err == nil {
		err = s.Close()
	}
	if err == nil {
		err = b.Flush()
	}
	return err
}

// BenchmarkUpdate takes a whole catalogue in, then the same with each tenth price another, while somebody else writes: how long
// that takes, by the clock and of the processor, what memory it needs, and how long the others wait.
func BenchmarkUpdate(b *testing.B) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(e), func(b *testing.B) {
			for b.Loop() {
				takeIn(b, e)
			}
		})
	}
}

func takeIn(b *testing.B, e db.Engine) {
	b.Helper()
	d := dbtest.Open(b, e)
	h := newHouse(b, d)
	x := openHouse(b, d, blobtest.Folder(b), clock.System{})
	x.who, x.market = h.who, h.market
	x.s.Spell(time.Hour) // the queue has another clock here
	for i, what := range []string{"new", "again"} {
		r, w := io.Pipe()
		go func() { w.CloseWithError(invented(w, *many, 10*i)) }()
		f, err := x.files.Stage(b.Context(), x.who, update.Sheets, "catalogue.csv", r)
		x.ok(err)
		n, err := x.s.Begin(b.Context(), x.as(x.who), x.market, update.Input{Mode: update.Full, FileID: f.ID})
		x.ok(err)
		m := x.watch(func() { x.drain() })
		b.ReportMetric(m.took.Seconds(), what+"-s")
		b.ReportMetric(m.cpu.Seconds(), what+"-cpu-s")
		b.ReportMetric(m.p99(), what+"-ms-p99-wait")
		b.ReportMetric(float64(m.heap)/1e6, what+"-MB-heap")
		got := x.look(n, update.Look{})
		if got.State != update.Ready || got.Lines != int64(*many) {
			b.Fatalf("%+v\n%s", got.Update, x.said(n))
		}
		began := time.Now()
		x.ok(x.do(golive, n))
		b.Logf("%s: %+v, live in %s, %d waits, the longest %s", what, got.Counts, time.Since(began), len(m.waits), m.waits[len(m.waits)-1])
	}
	b.Logf("%+v", d.Stats())
}

// measure is what came of watching.
type measure struct {
	took, cpu time.Duration
	waits     []time.Duration
	heap      uint64
}

func (m measure) p99() float64 { return float64(m.waits[len(m.waits)*99/100].Microseconds()) / 1000 }

// watch does something while somebody else writes every few milliseconds.
func (h *house) watch(do func()) measure {
	h.Helper()
	var m measure
	stop, all := make(chan struct{}), sync.WaitGroup{}
	all.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
			}
			began := time.Now()
			h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(h.Context(), `UPDATE account_accounts SET phone = $1, version = version + 1 WHERE id = $2`, fmt.Sprint(i), h.who.ID)
				return err
			}))
			m.waits = append(m.waits, time.Since(began))
			if i%20 == 0 {
				var s runtime.MemStats
				runtime.ReadMemStats(&s)
				m.heap = max(m.heap, s.HeapInuse)
			}
		}
	})
	cpu, began := processor(), time.Now()
	do()
	m.took, m.cpu = time.Since(began), processor()-cpu
	close(stop)
	all.Wait()
	slices.Sort(m.waits)
	return m
}

// processor is the time that this process has had of the processors.
func processor() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
