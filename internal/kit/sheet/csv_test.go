package sheet_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/sheet/msg"
)

func TestReadCSV(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []row
	}{
		"semicolons":             {"a;b;c\r\n1;2;3\r\n", []row{{1, []string{"a", "b", "c"}}, {2, []string{"1", "2", "3"}}}},
		"commas":                 {"a,b\n1,\"2,5\"\n", []row{{1, []string{"a", "b"}}, {2, []string{"1", "2,5"}}}},
		"tabs":                   {"a\tb\n1;2\t3\n", []row{{1, []string{"a", "b"}}, {2, []string{"1;2", "3"}}}},
		"bars":                   {"a|b\n1|2\n", []row{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		"one column":             {"a\nb\n", []row{{1, []string{"a"}}, {2, []string{"b"}}}},
		"decimal commas":         {"nom;prix\na;1,5\nb;2,5\nc;3,5\n", []row{{1, []string{"nom", "prix"}}, {2, []string{"a", "1,5"}}, {3, []string{"b", "2,5"}}, {4, []string{"c", "3,5"}}}},
		"a title above":          {"Liste, 2026\n\na;b;c\n1;2;3\n", []row{{1, []string{"Liste, 2026"}}, {3, []string{"a", "b", "c"}}, {4, []string{"1", "2", "3"}}}},
		"separators in quotes":   {"a,\"x;y;z\"\nb,\"x;y;z\"\n", []row{{1, []string{"a", "x;y;z"}}, {2, []string{"b", "x;y;z"}}}},
		"named separator":        {"sep=^\r\na^b;c\r\n", []row{{1, []string{"a", "b;c"}}}},
		"old Macs":               {"a;b\rc;d\r", []row{{1, []string{"a", "b"}}, {2, []string{"c", "d"}}}},
		"no newline at the end":  {"a;b\nc;", []row{{1, []string{"a", "b"}}, {2, []string{"c", ""}}}},
		"newlines in quotes":     {"a;\"l1\r\nl2\rl3\nl4\"\r\n\r\nb;c\r\n", []row{{1, []string{"a", "l1\nl2\nl3\nl4"}}, {3, []string{"b", "c"}}}},
		"ragged":                 {"a;b;c\n1\n1;2;3;4\n", []row{{1, []string{"a", "b", "c"}}, {2, []string{"1"}}, {3, []string{"1", "2", "3", "4"}}}},
		"empty lines count":      {"a;b\n\n;;\n \nc;d\n", []row{{1, []string{"a", "b"}}, {5, []string{"c", "d"}}}},
		"quotation marks inside": {"a;\"il dit \"\"oui\"\"\";5\" de tube;\"x\"y\n", []row{{1, []string{"a", "il dit \"oui\"", "5\" de tube", "xy"}}}},
		"an empty text":          {"\"\";a\n", []row{{1, []string{"", "a"}}}},
		"zeros kept by formulas": {"=\"0350122\";\"=\"\"01\"\"\"\n", []row{{1, []string{"0350122", "01"}}}},
		"apostrophes":            {"'+33;'-1;'a;''=1;l'été\n", []row{{1, []string{"+33", "-1", "'a", "'=1", "l'été"}}}},
		"leading zeros stay":     {"0350122T;0299853802\n", []row{{1, []string{"0350122T", "0299853802"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, mark := range []string{"", "\ufeff"} {
				if diff := cmp.Diff(tc.want, rowsOf(t, open(t, mark+tc.text, sheet.Options{}))); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// inUTF16 writes a text with its mark, in either order of bytes.
func inUTF16(s string, little bool) string {
	var b bytes.Buffer
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		hi, lo := byte(u>>8), byte(u)
		if little {
			hi, lo = lo, hi
		}
		b.Write([]byte{hi, lo})
	}
	return b.String()
}

func TestEncodings(t *testing.T) {
	const text = "Élève;Cœur;10 €\r\nœuf;½;L’été\r\n"
	windows, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	const latin = "Élève;Cœur;10 €\r\n" // all that ISO-8859-15 has of it
	latin9, err := charmap.ISO8859_15.NewEncoder().String(latin)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("abcdefg;é\n", 20_000) // characters stand across the blocks
	for name, tc := range map[string]struct{ raw, want string }{
		"UTF-8": {text, text}, "with a mark": {"\ufeff" + text, text},
		"UTF-16LE": {inUTF16(text, true), text}, "UTF-16BE": {inUTF16(text, false), text},
		"Windows-1252": {windows, text}, "ISO-8859-15": {latin9, latin},
		"Latin-1":      {"caf\xe9;1\xbd\n", "café;1½\n"},
		"broken UTF-8": {"\ufeffcaf\xe9;b\n", "caf�;b\n"},
		"long":         {long, long},
	} {
		t.Run(name, func(t *testing.T) {
			got, want := rowsOf(t, open(t, tc.raw, sheet.Options{})), rowsOf(t, open(t, tc.want, sheet.Options{}))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWriteCSV(t *testing.T) {
	covers.Statement(t, "R054")
	at := time.Date(2026, 11, 21, 17, 0, 30, 0, time.UTC)
	for lang, want := range map[i18n.Lang]string{
		i18n.French:  "\ufeffÉcole;Prix\r\n2,5;-1200;7;12,50;-0,05;1,0025;0,001\r\n\"'=1+1\"\"\";'@x;' -3\r\n\r\n2026-11-21;2026-11-21 18:00;;\r\n",
		i18n.English: "\ufeffÉcole,Prix\r\n2.5,-1200,7,12.50,-0.05,1.0025,0.001\r\n\"'=1+1\"\"\",'@x,' -3\r\n\r\n2026-11-21,2026-11-21 18:00,,\r\n",
	} {
		var b bytes.Buffer
		write(t, &b, sheet.CSV, words(t, lang), []sheet.Head{{Title: "École"}, {Title: "Prix", Kind: sheet.Amount}}, [][]sheet.Cell{
			{
				sheet.Thousandths(2500), sheet.Thousandths(-1_200_000), sheet.Count(7), sheet.Cents(1250), sheet.Cents(-5), sheet.Price(10_025),
				sheet.Thousandths(1),
			},
			{sheet.Text(`=1+1"`), sheet.Text("@x"), sheet.Text(" -3")},
			{},
			{sheet.Day("2026-11-21"), sheet.Instant(at), sheet.Day(""), sheet.Instant(time.Time{})},
		})
		if got := b.String(); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

// write writes a whole file.
func write(t testing.TB, to *bytes.Buffer, format sheet.Format, words *i18n.T, heads []sheet.Head, rows [][]sheet.Cell) {
	t.Helper()
	w, err := sheet.New(format, to, words, "Écoles", heads...)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Row(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Bécher": "Bécher", "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "+33 1": "'+33 1", "-": "'-",
		"\t=1": "'\t=1", "\u00a0=1": "'\u00a0=1", "3=3": "3=3", "＝1": "'＝1", "'=1": "''=1", "'s": "'s",
	} {
		if got := sheet.Harmless(in); got != want {
			t.Errorf("Harmless(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLimitsOfCSV(t *testing.T) {
	for name, tc := range map[string]struct {
		text   string
		limits sheet.Limits
		key    i18n.Key
		line   int
	}{
		"bytes":              {"a;b\n1;2\n", sheet.Limits{Bytes: 5}, msg.TooLarge, 0},
		"rows":               {"a;b\n\n1;2\n3;4\n", sheet.Limits{Rows: 2}, msg.TooManyRows, 0},
		"columns":            {"a;b\n1;2;3\n", sheet.Limits{Columns: 2}, msg.TooManyColumns, 2},
		"columns, empty":     {"a" + strings.Repeat(";", 20_000), sheet.Limits{}, msg.TooManyColumns, 1},
		"a long cell":        {"a;b\n1;éàüôé\n", sheet.Limits{Cell: 4}, msg.CellTooLong, 2},
		"a very long cell":   {"a;b\n1;" + strings.Repeat("x", 100_000), sheet.Limits{Cell: 4}, msg.CellTooLong, 2},
		"an open quotation":  {"a;b\n1;\"2\n3;4\n", sheet.Limits{}, msg.OpenQuote, 2},
		"one in a long file": {"a;b\n1;\"2\n" + strings.Repeat("3;4\n", 100_000), sheet.Limits{}, msg.OpenQuote, 2},
		"a zero":             {"a;b\n1;\x00\n", sheet.Limits{}, msg.NotATable, 2},
	} {
		t.Run(name, func(t *testing.T) {
			f := refusal(t, tc.text, sheet.Options{Limits: tc.limits})
			if f.Msg.Key != tc.key || f.Line != tc.line {
				t.Errorf("%s on line %d, want %s on %d", f.Msg.Key, f.Line, tc.key, tc.line)
			}
		})
	}
	if rows := rowsOf(t, open(t, "a;b;;;\n1;éàüô\n", sheet.Options{Limits: sheet.Limits{Rows: 2, Columns: 2, Cell: 4, Bytes: 18}})); len(rows) != 2 {
		t.Errorf("%v", rows)
	}
}
