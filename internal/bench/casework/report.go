package casework

import (
	"cmp"
	"fmt"
	"runtime"
	"strings"
	"time"

	"preau/internal/bench/rig"
)

// Report is all that was measured.
type Report struct {
	Casework  Casework
	Engine    string // with its version
	Made      time.Duration
	Machine   rig.Machine
	LoadAfter string

	Pages  []rig.Row
	Cycle  Cycle
	Memory int64 // the most that the server had, in bytes
	Holds  int   // transactions that held SQLite's writer over 200 ms
}

// Markdown writes the report as a part of a document.
func (r Report) Markdown() string {
	var b strings.Builder
	c, m := r.Casework, r.Machine
	fmt.Fprintf(&b, "| | |\n|---|---|\n| program | %s, %s, %s/%s |\n", c.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(&b, "| machine | %d cores, %d GB, kernel %s; load before %s, after %s |\n", m.Cores, m.Memory/1_000_000_000, cmp.Or(m.Kernel, "unknown"), cmp.Or(m.Load, "unknown"), cmp.Or(r.LoadAfter, "unknown"))
	fmt.Fprintf(&b, "| database | %s |\n| world | %d demands, of which %d were not wiped yet, with %d messages; %d aidants, and %d teams of référents; made in %s |\n", r.Engine, c.Demands, c.Living, c.Messages,
		c.helpers(), c.officers(), r.Made.Round(time.Second))
	fmt.Fprintf(&b, "| clients | %d, one request after the other, on the same machine; sessions are open; the quietest of %d rounds of %s |\n", c.Clients, c.Rounds, c.Time)
	r.pages(&b)
	y := r.Cycle
	fmt.Fprintf(&b, "\nA demand's whole way (begun, sent, answered, replied to with a file of %d KB, read, closed; %d requests, %.1f mails): **%.0f a second** (wanted %d: %s), %s of the server's processor each; "+
		"its people take %s at the median and %s at p99. %d of them.\n\n| request | times | p50 | statements | KB |\n|---|--:|--:|--:|--:|\n",
		len(paper)/1000, y.Requests, y.Mails, y.PerSecond, wantedCycles, rig.Reached(y.PerSecond >= wantedCycles), rig.MS(y.CPU), rig.MS(y.P50), rig.MS(y.P99), y.Cycles)
	for _, x := range y.Steps {
		fmt.Fprintf(&b, "| %s %s | %.1f | %s | %d | %.1f |\n", x.Method, x.Route, x.Times, rig.MS(x.P50), x.Statements, float64(x.Bytes)/1000)
	}
	fmt.Fprintf(&b, "\nThe server had at most %d MB in memory; %d transactions held SQLite's writer over 200 ms.\n", r.Memory/1_000_000, r.Holds)
	return b.String()
}

// pages writes the pages, unless whole ways alone were measured, for a profile.
func (r Report) pages(b *strings.Builder) {
	if len(r.Pages) == 0 {
		return
	}
	fmt.Fprintf(b, "\n| page | 1 client: p50 | p99 | %d clients: p50 | p99 | requests/s | CPU each | statements | KB | wanted p99 |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n", r.Casework.Clients)
	for _, x := range r.Pages {
		a, t := x.Alone, x.Together
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %.0f | %s | %d | %.1f | %s |\n", x.Name, rig.MS(a.P50), rig.MS(a.P99), rig.MS(t.P50), rig.MS(t.P99), t.PerSecond, rig.MS(t.CPU),
			t.Statements, float64(t.Bytes)/1000, rig.Verdict(a.P99, x.Most))
	}
}
