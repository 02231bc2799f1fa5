package workbook_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/sheet/workbook"
)

// A workbook of several sheets is read back as it was written, by our reader and by another's; formats and all.
func TestWorkbook(t *testing.T) {
	var b bytes.Buffer
	w, err := workbook.New(&b, words(t, i18n.French), "Tout", "1. Lot/un", "2. Lot deux")
	must(t, err)
	for i := range 3 {
		s, err := w.Sheet(sheet.Head{Title: "Membre", Width: 30}, sheet.Head{Title: "Quantité", Kind: sheet.Quantity}, sheet.Head{Title: "Jour", Kind: sheet.Date})
		must(t, err)
		if _, err := w.Sheet(); err == nil {
			t.Error("two sheets are written at once")
		}
		for r := range 3 {
			must(t, s.Row(sheet.Text(fmt.Sprintf("=M%d", r)), sheet.Thousandths(int64(i*1000+r*500)), sheet.Day("2026-11-21"), sheet.Instant(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))))
		}
		must(t, s.Close())
	}
	must(t, w.Close())
	if _, err := w.Sheet(); err == nil {
		t.Error("a sheet beyond those that were named")
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	must(t, err)
	defer func() { _ = f.Close() }() // it was only read
	if diff := cmp.Diff([]string{"Tout", "1. Lot un", "2. Lot deux"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	for i, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		must(t, err)
		if len(rows) != 4 || rows[3][0] != "=M2" || rows[3][1] != fmt.Sprint(i+1) || rows[2][1] != fmt.Sprintf("%d.5", i) || rows[1][2] != "21/11/2026" {
			t.Errorf("%s is read as %q", name, rows)
		}
		ours, err := sheet.Open(bytes.NewReader(b.Bytes()), int64(b.Len()), sheet.Options{Sheet: name})
		must(t, err)
		n := 0
		for row, err := range ours.Rows() {
			must(t, err)
			if n++; n == 2 && row.Cells[2] != "2026-11-21" {
				t.Errorf("%s: our reader has %q", name, row.Cells)
			}
		}
		if n != 4 {
			t.Errorf("%s: our reader finds %d rows", name, n)
		}
	}
}

// Sheets that cannot be told apart, or that are left out, are no file.
func TestWorkbookFaults(t *testing.T) {
	for _, names := range [][]string{{}, {""}, {"Lot", "lot"}, {"Un titre de plus de trente-et-un signes, le premier", "Un titre de plus de trente-et-un signes, le second"}} {
		if _, err := workbook.New(io.Discard, words(t, i18n.French), names...); err == nil {
			t.Errorf("%q are taken", names)
		}
	}
	w, err := workbook.New(io.Discard, words(t, i18n.French), "Un", "Deux")
	must(t, err)
	s, err := w.Sheet(sheet.Head{Title: "A"})
	must(t, err)
	must(t, s.Close())
	if w.Close() == nil {
		t.Error("a file whose second sheet was never written")
	}
}

// 40 sheets of 1,000 rows of 200 numbers, 8 million cells.
func BenchmarkWorkbook(b *testing.B) {
	names := make([]string, 40)
	for i := range names {
		names[i] = fmt.Sprintf("%d. Lot", i+1)
	}
	heads, cells := make([]sheet.Head, 200), make([]sheet.Cell, 200)
	for b.Loop() {
		w, err := workbook.New(io.Discard, words(b, i18n.French), names...)
		must(b, err)
		for range names {
			s, err := w.Sheet(heads...)
			must(b, err)
			for r := range int64(1000) {
				for i := range cells {
					cells[i] = sheet.Thousandths((r+int64(i))%97*1000 + 1000)
				}
				must(b, s.Row(cells...))
			}
			must(b, s.Close())
		}
		must(b, w.Close())
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// words is a person's language.
func words(t testing.TB, lang i18n.Lang) *i18n.T {
	t.Helper()
	c, err := i18n.Load()
	must(t, err)
	return c.For(lang, time.FixedZone("Paris", 3600))
}
