package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// sane holds what every reading promises, whatever the file: sound texts, lines in order, faults that are refusals.
func sane(t *testing.T, content string) (*sheet.File, []row) {
	t.Helper()
	f, err := sheet.Open(strings.NewReader(content), int64(len(content)), sheet.Options{Limits: sheet.Limits{Cell: 1000, Rows: 1000, Columns: 100}})
	var rows []row
	if err == nil {
		rows, err = read(f)
	}
	var fault *sheet.Fault
	if err != nil && !errors.As(err, &fault) {
		t.Fatalf("%v", err)
	}
	last := 0
	for _, r := range rows {
		if r.Line <= last || len(r.Cells) == 0 {
			t.Fatalf("line %d after %d: %q", r.Line, last, r.Cells)
		}
		last = r.Line
		for _, c := range r.Cells {
			if !utf8.ValidString(c) || strings.ContainsAny(c, "\r\x00") || utf8.RuneCountInString(c) > 1000 {
				t.Fatalf("a cell of line %d: %q", r.Line, c)
			}
		}
	}
	if err != nil {
		return nil, nil
	}
	return f, rows
}

// givesBack holds that a file given back reads as it did, with the column.
func givesBack(t *testing.T, f *sheet.File, rows []row) {
	t.Helper()
	if len(rows) == 0 {
		return
	}
	reasons := map[int]string{}
	for _, r := range rows[1:] {
		reasons[r.Line] = "é" + strings.Repeat("x", r.Line%3)
	}
	var b bytes.Buffer
	if err := f.GiveBack(&b, words(t, i18n.French), sheet.Header{Line: rows[0].Line}, inOrder(reasons)); err != nil {
		t.Fatal(err)
	}
	g := open(t, b.String(), sheet.Options{})
	again := map[int][]string{}
	for _, r := range rowsOf(t, g) {
		again[r.Line] = r.Cells
	}
	for _, r := range rows {
		cells := again[r.Line]
		if len(cells) == 0 || cells[len(cells)-1] != reasons[r.Line] && r.Line != rows[0].Line {
			t.Fatalf("line %d is %q, was %q", r.Line, cells, r.Cells)
		}
		for i, c := range r.Cells {
			if strings.TrimSpace(c) != "" && (i >= len(cells) || cells[i] != c) {
				t.Fatalf("line %d is %q, was %q", r.Line, cells, r.Cells)
			}
		}
	}
}

// FuzzCSV reads anything: it never panics, and is read as encoding/csv reads it where that has no objection.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		"a;b\r\n1;\"x\"\"y\"\n", "sep=,\na,b\r\r\n", "\ufeffa\tb", inUTF16("é;ù\n\"\n\";x", true), inUTF16("a", false), "caf\xe9;\x80\n", "\"a;b\n", "'=1;=\"01\"\n", "a|b\n\n|\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		file, rows := sane(t, string(content))
		if file == nil {
			return
		}
		if _, err := sheet.NewTable(file, schools()); err != nil {
			var fault *sheet.Fault
			if !errors.As(err, &fault) {
				t.Fatal(err)
			}
		}
		again, err := read(file)
		if diff := cmp.Diff(rows, again); diff != "" || err != nil {
			t.Fatal(diff, err)
		}
	})
}

// FuzzCSVAgrees compares with the standard library on texts without what it reads otherwise.
func FuzzCSVAgrees(f *testing.F) {
	f.Add("a;b\n\"1;2\n3\";\"x\"\"y\"\n\nc;d\n")
	f.Fuzz(func(t *testing.T, content string) {
		if !utf8.ValidString(content) || strings.ContainsAny(content, "\r\x00'=\ufffd\ufeff") || strings.HasPrefix(content, "sep=") {
			return
		}
		std := csv.NewReader(strings.NewReader("x;y;z\n" + content))
		std.Comma, std.FieldsPerRecord = ';', -1
		want, err := std.ReadAll()
		file, rows := sane(t, "\ufeffsep=;\nx;y;z\n"+content)
		if err != nil || file == nil {
			return
		}
		i := 0
		for _, w := range want {
			if strings.TrimSpace(strings.Join(w, "")) == "" {
				continue
			}
			if i >= len(rows) || !cmp.Equal(w, rows[i].Cells) {
				t.Fatalf("%q is read as %v", want, rows)
			}
			i++
		}
	})
}

// FuzzCSVRoundTrip writes cells and reads them again, in both languages.
func FuzzCSVRoundTrip(f *testing.F) {
	for _, s := range []string{"a\x1fb\x1fc\x1fd", "=1\x1f'+2\x1f''@\x1f \t", "x;y,z|\"\x1f\n\r\n\x1fsep=;\x1f", "=\"01\"\x1f'=\"01\"\x1f'\x1f\"", "\ufeff\x1fé\x1f\u00a0-\x1f’"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || strings.Contains(s, "\x00") {
			return
		}
		cells := strings.Split(s, "\x1f")
		for _, lang := range i18n.Langs {
			var b bytes.Buffer
			var rows [][]sheet.Cell
			want := []row{{1, []string{"A", "B"}}}
			for i := 0; i+1 < len(cells); i += 2 {
				rows = append(rows, []sheet.Cell{sheet.Text(cells[i]), sheet.Text(cells[i+1])})
				if strings.TrimSpace(cells[i]+cells[i+1]) != "" {
					plain := strings.NewReplacer("\r\n", "\n", "\r", "\n")
					want = append(want, row{len(rows) + 1, []string{plain.Replace(cells[i]), plain.Replace(cells[i+1])}})
				}
			}
			write(t, &b, sheet.CSV, words(t, lang), []sheet.Head{{Title: "A"}, {Title: "B"}}, rows)
			f := open(t, b.String(), sheet.Options{})
			got, err := read(f)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Fatalf("%q: %s %v", b.String(), diff, err)
			}
			givesBack(t, f, got)
		}
	})
}

// FuzzXLSX reads a workbook whose rows and texts are anything, and gives it back.
func FuzzXLSX(f *testing.F) {
	f.Add(`<row r="2" spans="1:9"><c r="A2" t="s"><v>0</v></c><c r="C2" s="1"><v>46347.5</v></c></row><row/>`, shared, `dd/mm/yyyy hh:mm`)
	f.Add(`<row><c><f>A1</f></c><c t="inlineStr"><is><r><t>x_x000D_</t></r></is></c></row><!-- -->`, "<sst/>", `0#" "##`)
	f.Add(`<row r="1"><c r="XFD1" t="b"><v>1</v></c></row><row r="9"><c s="1"><v>-1E-5</v></c></row>`, "", `0.0%`)
	f.Fuzz(func(t *testing.T, rows, texts, format string) {
		format = strings.NewReplacer("&", "", "<", "", "\x00", "").Replace(strings.ToValidUTF8(format, ""))
		content := styled(t, rows, 0, format)
		if texts != "" {
			content = workbook(t, rows, "xl/sharedStrings.xml", texts)
		}
		if file, got := sane(t, content); file != nil {
			givesBack(t, file, got)
		}
	})
}

// FuzzOpen reads anything as a file.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(workbook(f, `<row r="1"><c r="A1"><v>1</v></c></row>`)))
	f.Add([]byte("%PDF-1.4"))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(func(t *testing.T, content []byte) { sane(t, string(content)) })
}

// FuzzValues reads anything as a value.
func FuzzValues(f *testing.F) {
	f.Add("21/11/2026")
	f.Add("1 234")
	f.Fuzz(func(t *testing.T, s string) {
		if day, bad := sheet.ParseDay(s); (day == "") != (bad.Key != "") {
			t.Errorf("%q %v", day, bad)
		}
		if n, bad := sheet.ParseWhole(s); n < 0 || n > 0 && bad.Key != "" {
			t.Errorf("%d %v", n, bad)
		}
		sheet.ParseYesNo(s)
	})
}
