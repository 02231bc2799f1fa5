package communes_test

import (
	"runtime"
	"strings"
	"testing"

	"preau/internal/core/registers/communes"
)

// BenchmarkOpen unpacks the list, and tells how much memory it takes.
func BenchmarkOpen(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var kept any
	for b.Loop() {
		kept = communes.Unpack()
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB-kept")
	runtime.KeepAlive(kept)
}

func BenchmarkByCode(b *testing.B) {
	var r communes.Register
	r.ByCode("35288")
	for b.Loop() {
		r.ByCode("35288")
	}
}

// BenchmarkSearch types names and postal codes, as people do, letter by letter.
func BenchmarkSearch(b *testing.B) {
	var r communes.Register
	r.ByCode("35288")
	for _, text := range []string{"s", "sa", "saint", "saint ma", "Saint-Malo", "35400", "354", "3", "75017, Paris", "villeneuve ascq", "la rochelle", "zzz"} {
		b.Run(strings.ReplaceAll("["+text+"]", " ", "_"), func(b *testing.B) {
			for b.Loop() {
				r.Search(text, 10)
			}
		})
	}
}
