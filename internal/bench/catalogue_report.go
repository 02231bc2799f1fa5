package bench

import (
	"cmp"
	"fmt"
	"runtime"
	"strings"
	"time"

	"preau/internal/bench/rig"
)

// CatalogueReport is all that was measured of the catalogue.
type CatalogueReport struct {
	Catalogue Catalogue
	Shelves   shelves
	Engine    string
	Machine   rig.Machine
	LoadAfter string

	Ready    time.Duration // from the server's start until it says that it is
	ReadyCPU time.Duration
	Memory   int64 // the most that the server had by then of its own, in bytes
	Mapped   int64 // of the database's file
	Pages    []rig.Row

	Filled    time.Duration // the index, in this process
	FilledCPU time.Duration
	Heap      int64 // once it is filled
	Lookups   []rig.Row
	Update    Update
}

// What is wanted of a million articles.
const (
	wantedReady  = 10 * time.Second
	wantedMemory = 600 * 1000 * 1000
	wantedUpdate = time.Second
)

// Markdown writes the report as a part of a document.
func (r CatalogueReport) Markdown() string {
	var b strings.Builder
	c, m := r.Catalogue, r.Machine
	fmt.Fprintf(&b, "| | |\n|---|---|\n| program | %s, %s, %s/%s |\n", c.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(&b, "| machine | %d cores, %d GB, kernel %s; load before %s, after %s |\n", m.Cores, m.Memory/1_000_000_000, cmp.Or(m.Kernel, "unknown"), cmp.Or(m.Load, "unknown"), cmp.Or(r.LoadAfter, "unknown"))
	fmt.Fprintf(&b, "| database | %s |\n| articles | %d invented ones in %d markets, made in %s |\n", r.Engine, r.Shelves.Articles, r.Shelves.Markets, r.Shelves.Made.Round(time.Second))
	fmt.Fprintf(&b, "| clients | %d, one request after the other, on the same machine; the quietest of %d rounds of %s |\n", c.Clients, c.Rounds, c.Time)
	fmt.Fprintf(&b, "| ready | %s after its start (%s of processor time); wanted %s |\n", s1(r.Ready), s1(r.ReadyCPU), verdictOf(r.Ready > wantedReady, s1(wantedReady)))
	fmt.Fprintf(&b, "| memory of the server | at most %d MB of its own until then, wanted %s; beside %d MB of the database's file that the system may let go |\n", r.Memory/1_000_000, verdictOf(r.Memory > wantedMemory, "600 MB"), r.Mapped/1_000_000)
	fmt.Fprintf(&b, "| the index by itself | filled in %s (%s of processor time), %d MB |\n", s1(r.Filled), s1(r.FilledCPU), r.Heap/1_000_000)

	r.pages(&b)
	r.table(&b, "search with the rows that it shows, without a page", r.Lookups)
	u := r.Update
	fmt.Fprintf(&b, "\nAn update of %d articles is written in %s; once it is live, it is found after %s on the node that it went live on, after %s on another (wanted %s), the longest of %d. ",
		u.Changes, rig.MS(u.Prepared), rig.MS(u.Here), rig.MS(u.There), verdictOf(max(u.Here, u.There) > wantedUpdate, s1(wantedUpdate)), c.Rounds)
	fmt.Fprintf(&b, "Meanwhile %d clients search: p99 %s, without updates %s.\n", c.Clients, rig.MS(u.While), rig.MS(u.Before))
	return b.String()
}

// pages are held against what is wanted of readers, who look at what they get; clients without a pause say what the machine can do.
func (r CatalogueReport) pages(b *strings.Builder) {
	n := r.Catalogue.Clients
	fmt.Fprintf(b, "\n| page, as the server serves it | 1 client: p50 | p99 | %d readers, a page each %s: p50 | p99 | %d clients without a pause: p50 | p99 | requests/s | CPU each | statements | KB | readers: wanted p50 | p99 |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|---|\n", n, ReadersPause, n)
	for _, x := range r.Pages {
		a, e, t := x.Alone, x.Reading, x.Together
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s | %.0f | %s | %d | %.1f | %s | %s |\n", x.Name, rig.MS(a.P50), rig.MS(a.P99), rig.MS(e.P50), rig.MS(e.P99), rig.MS(t.P50), rig.MS(t.P99), t.PerSecond,
			rig.MS(t.CPU), t.Statements, float64(t.Bytes)/1000, rig.Verdict(e.P50, x.Half), rig.Verdict(e.P99, x.Most))
	}
}

func (r CatalogueReport) table(b *strings.Builder, what string, rows []rig.Row) {
	fmt.Fprintf(b, "\n| %s | 1 client: p50 | p99 | %d clients: p50 | p99 | requests/s | CPU each | statements | KB | wanted p99 |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n", what, r.Catalogue.Clients)
	for _, x := range rows {
		a, t := x.Alone, x.Together
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %.0f | %s | %d | %.1f | %s |\n", x.Name, rig.MS(a.P50), rig.MS(a.P99), rig.MS(t.P50), rig.MS(t.P99), t.PerSecond, rig.MS(t.CPU),
			t.Statements, float64(t.Bytes)/1000, rig.Verdict(t.P99, x.Most))
	}
}

// s1 writes a time in seconds.
func s1(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

func verdictOf(missed bool, wanted string) string {
	if missed {
		return "**missed**: " + wanted
	}
	return wanted
}
