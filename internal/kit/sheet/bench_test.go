package sheet_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

const (
	benchRows    = 100_000
	benchColumns = 20
)

// made writes 100,000 rows of 20 cells, texts and numbers.
func made(b *testing.B, format sheet.Format, to io.Writer) {
	b.Helper()
	heads := make([]sheet.Head, benchColumns)
	for i := range heads {
		heads[i].Title = fmt.Sprintf("Colonne %d", i)
	}
	w, err := sheet.New(format, to, words(b, i18n.French), "Essai", heads...)
	if err != nil {
		b.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 17, 0, 0, 0, time.UTC)
	cells := make([]sheet.Cell, benchColumns)
	for r := int64(0); r < benchRows; r++ {
		for i := range cells {
			cells[i] = []sheet.Cell{sheet.Text(fmt.Sprintf("École n° %d", r)), sheet.Thousandths(r * 125), sheet.Text("0350122T"), sheet.Cents(r), sheet.Instant(at)}[i%5]
		}
		if err := w.Row(cells...); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}

// peak runs what is measured and tells the most memory in use meanwhile beyond what was in use before.
func peak(b *testing.B, do func()) {
	b.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapInuse, m.HeapInuse
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
		}
	}()
	do()
	close(stop)
	<-done
	b.ReportMetric(float64(most-before)/1e6, "peak-MB")
}

func BenchmarkWrite(b *testing.B) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		b.Run(string(format), func(b *testing.B) {
			peak(b, func() {
				for b.Loop() {
					made(b, format, io.Discard)
				}
			})
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		b.Run(string(format), func(b *testing.B) {
			f := onDisk(b, format)
			peak(b, func() {
				for b.Loop() {
					n := 0
					for _, err := range f.Rows() {
						if err != nil {
							b.Fatal(err)
						}
						n++
					}
					if n != benchRows+1 {
						b.Fatalf("%d rows", n)
					}
				}
			})
		})
	}
}

func BenchmarkGiveBack(b *testing.B) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		b.Run(string(format), func(b *testing.B) {
			f := onDisk(b, format)
			reasons := func(yield func(int, string) bool) {
				for line := 2; yield(line, "Cette cellule doit être remplie."); line += 3 {
				}
			}
			peak(b, func() {
				for b.Loop() {
					if err := f.GiveBack(io.Discard, words(b, i18n.French), sheet.Header{Line: 1}, reasons); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// onDisk opens a made file from the disk, as imports do.
func onDisk(b *testing.B, format sheet.Format) *sheet.File {
	b.Helper()
	var content bytes.Buffer
	made(b, format, &content)
	name := filepath.Join(b.TempDir(), "f")
	if err := os.WriteFile(name, content.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	disk, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { disk.Close() })
	f, err := sheet.Open(disk, int64(content.Len()), sheet.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return f
}
