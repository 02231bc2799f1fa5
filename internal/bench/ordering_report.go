package bench

import (
	"cmp"
	"fmt"
	"runtime"
	"strings"
	"time"

	"preau/internal/bench/rig"
)

// OrderingReport is all that was measured of « Commandes ».
type OrderingReport struct {
	Ordering  Ordering
	Engine    string
	Made      time.Duration
	Waiting   int // lines of each desk
	Machine   rig.Machine
	LoadAfter string

	Desks   []rig.Row
	Confirm rig.Row
	Cycle   Cycle
	Chain   Cycle // that goes on to what was received
	Memory  int64 // the most that the server had, in bytes
	Holds   int   // transactions that held SQLite's writer over 200 ms
}

// Markdown writes the report as a part of a document.
func (r OrderingReport) Markdown() string {
	var b strings.Builder
	o, m := r.Ordering, r.Machine
	fmt.Fprintf(&b, "| | |\n|---|---|\n| program | %s, %s, %s/%s |\n", o.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(&b, "| machine | %d cores, %d GB, kernel %s; load before %s, after %s |\n", m.Cores, m.Memory/1_000_000_000, cmp.Or(m.Kernel, "unknown"), cmp.Or(m.Load, "unknown"), cmp.Or(r.LoadAfter, "unknown"))
	fmt.Fprintf(&b, "| database | %s |\n| world | %d articles; %d lines wait at each desk of one school; made through the use cases in %s |\n", r.Engine, o.Articles, r.Waiting, r.Made.Round(time.Second))
	fmt.Fprintf(&b, "| clients | %d schools, each with a demandeur, a validateur, an acheteur and a receptionnaire; sessions are open; the quietest of %d rounds of %s |\n", o.Clients, o.Rounds, o.Time)

	fmt.Fprintf(&b, "\n| page or act | 1 client: p50 | p99 | %d clients: p50 | p99 | requests/s | CPU each | statements | KB | wanted p99 |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n", o.Clients)
	for _, x := range append(r.Desks, r.Confirm) {
		a, t := x.Alone, x.Together
		wanted := rig.Verdict(a.P99, x.Most)
		if x.Name == r.Confirm.Name {
			wanted = fmt.Sprintf("%s; %d a second: %s", rig.Verdict(t.P99, x.Most), wantedConfirms, rig.Reached(t.PerSecond >= wantedConfirms))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %.0f | %s | %d | %.1f | %s |\n", x.Name, rig.MS(a.P50), rig.MS(a.P99), rig.MS(t.P50), rig.MS(t.P99), t.PerSecond, rig.MS(t.CPU),
			t.Statements, float64(t.Bytes)/1000, wanted)
	}
	c := r.Cycle
	fmt.Fprintf(&b, "\nA whole cycle (search, basket of %d lines, confirmation, order, sending; %d requests, %.1f mails, PDF and UBL): **%.0f a second** (wanted %d: %s), %s of the server's processor each; "+
		"its people take %s at the median and %s at p99. The order is in the supplier's mailbox %s after the click at the median, %s at p99, %s at most (wanted %s). %d cycles, none refused, none lost, none twice.\n",
		linesOfBasket, c.Requests, c.Mails, c.PerSecond, wantedCycles, rig.Reached(c.PerSecond >= wantedCycles), rig.MS(c.CPU), rig.MS(c.P50), rig.MS(c.P99), rig.MS(c.Late50), rig.MS(c.Late99), rig.MS(c.Longest),
		verdictOf(c.Longest > wantedPunctual, s1(wantedPunctual)), c.Cycles)
	c = r.Chain
	fmt.Fprintf(&b, "\nThe whole chain (such a cycle, then the supplier acknowledges by the link in the mail, and all lines are received; %d requests, %.1f mails): **%.0f a second**, "+
		"%s of the server's processor each; its people take %s at the median and %s at p99, the supplier's mail included. %d chains, none refused, none lost, none twice.\n",
		c.Requests, c.Mails, c.PerSecond, rig.MS(c.CPU), rig.MS(c.P50), rig.MS(c.P99), c.Cycles)
	b.WriteString("\n| request of a chain | in each | server: p50 | statements | KB |\n|---|--:|--:|--:|--:|\n")
	if r.Ordering.Profile != "" { // there are no chains
		c = r.Cycle
	}
	for _, s := range c.Steps {
		fmt.Fprintf(&b, "| %s %s | %.1f | %s | %d | %.1f |\n", s.Method, s.Route, s.Times, rig.MS(s.P50), s.Statements, float64(s.Bytes)/1000)
	}
	fmt.Fprintf(&b, "\nThe server had at most %d MB in memory; %d transactions held SQLite's writer over 200 ms.\n", r.Memory/1_000_000, r.Holds)
	return b.String()
}
