package offers

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
	Offers    Offers
	Engine    string // with its version
	Made      time.Duration
	Machine   rig.Machine
	LoadAfter string

	Ready       time.Duration // from the server's start
	Pages       []rig.Row
	Cycle       Cycle
	Own, Memory int64 // of the server, in bytes: its own when it was ready, and the most
	Holds       int   // transactions that held SQLite's writer over 200 ms
}

// Markdown writes the report as a part of a document.
func (r Report) Markdown() string {
	var b strings.Builder
	o, m := r.Offers, r.Machine
	fmt.Fprintf(&b, "| | |\n|---|---|\n| program | %s, %s, %s/%s |\n", o.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(&b, "| machine | %d cores, %d GB, kernel %s; load before %s, after %s |\n", m.Cores, m.Memory/1_000_000_000, cmp.Or(m.Kernel, "unknown"), cmp.Or(m.Load, "unknown"), cmp.Or(r.LoadAfter, "unknown"))
	fmt.Fprintf(&b, "| database | %s |\n| world | %d published offers of %d structures, made in %s |\n", r.Engine, o.Published, o.Structures, r.Made.Round(time.Second))
	fmt.Fprintf(&b, "| server | ready after %s, with %d MB of its own |\n", rig.MS(r.Ready), r.Own/1_000_000)
	fmt.Fprintf(&b, "| clients | %d visitors, one request after the other, on the same machine; the quietest of %d rounds of %s |\n", o.Clients, o.Rounds, o.Time)
	fmt.Fprintf(&b, "\n| page | 1 client: p50 | p99 | %d clients: p50 | p99 | requests/s | CPU each | statements | KB | wanted p99 | wanted CPU |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|---|---|\n", o.Clients)
	for _, x := range r.Pages {
		a, t := x.Alone, x.Together
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %.0f | %.2f ms | %d | %.1f | %s | %s |\n", x.Name, rig.MS(a.P50), rig.MS(a.P99), rig.MS(t.P50), rig.MS(t.P99), t.PerSecond, float64(t.CPU)/float64(time.Millisecond),
			t.Statements, float64(t.Bytes)/1000, rig.Verdict(a.P99, x.Most), rig.Reached(t.CPU <= wantedCPU))
	}
	y := r.Cycle
	fmt.Fprintf(&b, "\nAn offer's whole way (written, submitted, validated and published, the public list, its page; %d requests): **%.0f a second** (wanted %d: %s), %s of the server's processor each; "+
		"its people take %s at the median and %s at p99. %d of them.\n\n| request | times | p50 | statements | KB |\n|---|--:|--:|--:|--:|\n",
		y.Requests, y.PerSecond, wantedCycles, rig.Reached(y.PerSecond >= wantedCycles), rig.MS(y.CPU), rig.MS(y.P50), rig.MS(y.P99), y.Cycles)
	for _, x := range y.Steps {
		fmt.Fprintf(&b, "| %s %s | %.1f | %s | %d | %.1f |\n", x.Method, x.Route, x.Times, rig.MS(x.P50), x.Statements, float64(x.Bytes)/1000)
	}
	fmt.Fprintf(&b, "\nThe server had at most %d MB in memory; %d transactions held SQLite's writer over 200 ms.\n", r.Memory/1_000_000, r.Holds)
	return b.String()
}
