package bench

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
	Needs     Needs
	Engine    string // with its version
	Made      time.Duration
	Machine   rig.Machine
	LoadAfter string
	Rows      []rig.Row
	Sums      []Sum
	Rush      Rush
	Matrix    Made
	Memory    int64 // the most that the server had, in bytes
	Holds     int   // transactions that held SQLite's writer over 200 ms
}

// Markdown writes the report as a part of a document.
func (r Report) Markdown() string {
	var b strings.Builder
	r.head(&b)
	n := r.Needs.Clients
	fmt.Fprintf(&b, "\n| operation | 1 client: p50 | p99 | %d clients: p50 | p99 | seen p99 | requests/s | CPU each | statements | KB | wanted p99 |\n", n)
	b.WriteString("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n")
	for _, x := range r.Rows {
		a, t := x.Alone, x.Together
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %.0f | %s | %d | %.1f | %s |\n", x.Name, rig.MS(a.P50), rig.MS(a.P99), rig.MS(t.P50), rig.MS(t.P99),
			rig.MS(t.Seen99), t.PerSecond, rig.MS(t.CPU), t.Statements, float64(t.Bytes)/1000, rig.Verdict(a.P99, x.Most))
	}
	w := r.Needs
	fmt.Fprintf(&b, "\n| %d members × %d lots × %d lines | server | seen | CPU | KB | wanted |\n|---|--:|--:|--:|--:|---|\n", w.Total, w.Lots, w.Lines)
	for _, s := range r.Sums {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %.0f | %s |\n", s.Name, rig.MS(s.Server), rig.MS(s.Seen), rig.MS(s.CPU), float64(s.Bytes)/1000, rig.Verdict(s.Server, wantedSum))
	}
	x := r.Rush
	fmt.Fprintf(&b, "\n%d members save %d lines in the same instant, %d times: %d refused, %d lost; in the quickest round the last had their answer after %s, half of them after %s.\n",
		x.Members, w.Lines, x.Rounds, x.Refused, x.Lost, rig.MS(x.Last), rig.MS(x.P50))
	fmt.Fprintf(&b, "\nThe server had at most %d MB in memory; %d transactions held SQLite's writer over 200 ms.\n", r.Memory/1_000_000, r.Holds)
	b.WriteString(r.Matrix.markdown())
	return b.String()
}

func (r Report) head(b *strings.Builder) {
	n, m := r.Needs, r.Machine
	fmt.Fprintf(b, "| | |\n|---|---|\n| program | %s, %s, %s/%s |\n", n.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(b, "| machine | %d cores, %d GB, kernel %s; load before %s, after %s |\n", m.Cores, m.Memory/1_000_000_000, cmp.Or(m.Kernel, "unknown"), cmp.Or(m.Load, "unknown"), cmp.Or(r.LoadAfter, "unknown"))
	fmt.Fprintf(b, "| database | %s |\n", r.Engine)
	fmt.Fprintf(b, "| looked at | a group of %d members × %d lots × %d lines, sheets in all states |\n", n.Members, n.Lots, n.Lines)
	fmt.Fprintf(b, "| clients | %d, one request after the other, on the same machine; the quietest of %d rounds of %s |\n", n.Clients, n.Rounds, n.Time)
	fmt.Fprintf(b, "| world | made through the use cases in %s |\n", r.Made.Round(time.Second))
}
