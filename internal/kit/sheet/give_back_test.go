package sheet_test

import (
	"bytes"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// givenBack is a file given back with reasons by line.
func givenBack(t testing.TB, content string, reasons map[int]string) string {
	t.Helper()
	f := open(t, content, sheet.Options{})
	table, err := sheet.NewTable(f, schools())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.GiveBack(&b, words(t, i18n.French), table.Header, inOrder(reasons)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func inOrder(reasons map[int]string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for _, line := range slices.Sorted(maps.Keys(reasons)) {
			if !yield(line, reasons[line]) {
				return
			}
		}
	}
}

func TestGiveBackCSV(t *testing.T) {
	windows := func(s string) string {
		out, err := charmap.Windows1252.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	reasons := map[int]string{1: "above", 2: "Trop court…", 5: "=1", 9: "never"}
	for name, tc := range map[string]struct{ in, want string }{
		"as it was":       {"UAI;Nom\r\n1;=A\r\n\r\n;\r\n5;\"a;b\";x\r\n", "\ufeffUAI;Nom;;Erreur\r\n1;=A;;Trop court…\r\n\r\n;\r\n5;a;b;x;'=1\r\n"},
		"tabs, LF, mark":  {"\ufeffUAI\tNom\n1\tA\n", "\ufeffUAI\tNom\tErreur\n1\tA\tTrop court…\n"},
		"a line of Excel": {"sep=,\r\nUAI,Nom\r\n1,A\r\n", "sep=,\r\nUAI,Nom,Erreur\r\n1,A,Trop court…\r\n"},
		"UTF-16":          {inUTF16("UAI;Nom\n1;A\n", true), inUTF16("UAI;Nom;Erreur\n1;A;Trop court…\n", true)},
		"Windows-1252":    {windows("UAI;Nom\r1;Élève\r"), windows("UAI;Nom;Erreur\r1;Élève;Trop court…\r")},
		"once more":       {"UAI;Erreur;Nom\r\n1;Ancienne;A\r\n2;Ancienne;A\r\n", "\ufeffUAI;Erreur;Nom\r\n1;Trop court…;A\r\n2;;A\r\n"},
		"titles above":    {"Écoles\nUAI;Nom\n1;A\n", "\ufeffÉcoles\nUAI;Nom;Erreur\n1;A;\n"},
		"not in Latin-9":  {"UAI;Nom\n1;c\xbdur\n", "\ufeffUAI;Nom;Erreur\n1;cœur;Trop court…\n"},
	} {
		t.Run(name, func(t *testing.T) {
			want := tc.want
			if name == "as it was" {
				want = strings.Replace(want, "a;b;x", "\"a;b\";x", 1)
			}
			got := givenBack(t, tc.in, reasons)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if again := givenBack(t, got, reasons); again != got {
				t.Errorf("given back again: %q", again)
			}
		})
	}
}

// An XLSX comes back with all that it had: looks, formulas, other sheets, byte for byte.
func TestGiveBackXLSX(t *testing.T) {
	f := excelize.NewFile()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		t.Fatal(err)
	}
	for cell, v := range map[string]any{"A1": "Écoles", "A3": "UAI", "B3": "Nom", "C3": "Total", "A4": "x", "B4": "A & B", "A5": "0350122T", "E5": "aside", "A7": "7"} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("Notice"); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		f.SetCellStyle("Sheet1", "A3", "Z3", bold), f.SetCellFormula("Sheet1", "C4", "1+1"), f.SetRowVisible("Sheet1", 5, false),
		f.SetCellValue("Notice", "A1", "Lisez-moi"), f.SetColWidth("Sheet1", "A", "B", 40),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	before := saved(t, f)
	got := givenBack(t, before, map[int]string{4: "UAI : trop <court> & faux.", 5: "é", 99: "never"})
	after, err := excelize.OpenReader(strings.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"Écoles"}, nil, {"UAI", "Nom", "Total", "", "", "Erreur"}, {"x", "A & B", "", "", "", "UAI : trop <court> & faux."}, {"0350122T", "", "", "", "aside", "é"}, nil, {"7"}}
	rows, err := after.GetRows("Sheet1")
	if diff := cmp.Diff(want, rows); diff != "" || err != nil {
		t.Error(diff, err)
	}
	formula, _ := after.GetCellFormula("Sheet1", "C4")
	visible, _ := after.GetRowVisible("Sheet1", 5)
	width, _ := after.GetColWidth("Sheet1", "B")
	style, _ := after.GetCellStyle("Sheet1", "A3")
	dimension, err := after.GetSheetDimension("Sheet1")
	if formula != "1+1" || visible || width != 40 || style != bold || dimension != "A1" || err != nil {
		t.Errorf("formula %q, visible %v, width %v, style %d, dimension %s, %v", formula, visible, width, style, dimension, err)
	}
	if diff := cmp.Diff(partsOf(t, before, "xl/worksheets/sheet1.xml"), partsOf(t, got, "xl/worksheets/sheet1.xml")); diff != "" {
		t.Error(diff)
	}

	again := givenBack(t, got, map[int]string{7: "faux"}) // corrected and sent again
	if after, err = excelize.OpenReader(strings.NewReader(again)); err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]string{"F3": "Erreur", "F4": "", "F5": "", "F7": "faux", "G3": ""} {
		if v, err := after.GetCellValue("Sheet1", cell); v != want || err != nil {
			t.Errorf("%s: %q, want %q", cell, v, want)
		}
	}
}

// The bytes around the column stay as they are, whatever the program that wrote them.
func TestGiveBackByHand(t *testing.T) {
	const in = `<x:row r="1" spans="1:2" ht="20"><x:c r="A1" t="str"><x:v>UAI</x:v></x:c><x:c r="B1" t="str"><x:v>Nom</x:v></x:c></x:row><!-- y -->
<row r="2" /><row><c r="A3"><v>1</v></c><c r="C3" s="4"/></row><row r="4"><c><v>1</v></c><c/><c r="XFD4"/></row>`
	const want = `<x:row r="1" ht="20"><x:c r="A1" t="str"><x:v>UAI</x:v></x:c><x:c r="B1" t="str"><x:v>Nom</x:v></x:c><x:c r="C1" t="inlineStr"><x:is><x:t xml:space="preserve">Erreur</x:t></x:is></x:c></x:row><!-- y -->
<row r="2"><c r="C2" t="inlineStr"><is><t xml:space="preserve">b</t></is></c></row><row><c r="A3"><v>1</v></c></row><row r="4"><c><v>1</v></c><c/><c r="C4" t="inlineStr"><is><t xml:space="preserve">d</t></is></c><c r="XFD4"/></row>`
	got := partsOf(t, givenBack(t, workbook(t, in), map[int]string{2: "b", 4: "d"}), "")["xl/worksheets/sheet1.xml"]
	whole := `<worksheet xmlns="` + main + `"><dimension ref="A1:C2"/><sheetData>` + want + `</sheetData></worksheet>`
	if diff := cmp.Diff(whole, got); diff != "" {
		t.Error(diff)
	}
}

// What the column is called is known again in every language, so that it is neither unknown nor written twice.
func TestGivenBackIsKnownAgain(t *testing.T) {
	for _, lang := range i18n.Langs {
		f := open(t, "UAI;Nom\n1;A\n2;B\n", sheet.Options{})
		var b bytes.Buffer
		if err := f.GiveBack(&b, words(t, lang), sheet.Header{Line: 1}, inOrder(map[int]string{2: "x", 3: "y"})); err != nil {
			t.Fatal(err)
		}
		emptied := strings.Replace(b.String(), "2;B;", ";\u200b;", 1)
		report := &sheet.Report{}
		table, got := records(t, open(t, emptied, sheet.Options{}), report)
		if len(table.Header.Unknown) > 0 || len(got) != 1 {
			t.Errorf("%s: %+v %v", lang, table.Header, got)
		}
	}
}

var errFull = errors.New("no room")

// full takes some bytes and no more.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// A disk or a line that takes no more is told, by whatever is written.
func TestWritesThatFail(t *testing.T) {
	long := "UAI;Nom\n" + strings.Repeat("1;éà\n", 40_000)
	utf16 := inUTF16(long, true)
	book := workbook(t, `<row r="1"><c r="A1" t="str"><v>UAI</v></c><c r="B1" t="str"><v>Nom</v></c></row>`)
	for _, room := range []int{0, 2, 400, 70_000} {
		for _, content := range []string{long, utf16, book} {
			if room > 400 && content == book {
				continue
			}
			f := open(t, content, sheet.Options{})
			err := f.GiveBack(&full{room}, words(t, i18n.French), sheet.Header{Line: 1}, inOrder(nil))
			if !errors.Is(err, errFull) {
				t.Errorf("room %d: %v", room, err)
			}
		}
		for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
			w, err := sheet.New(format, &full{room}, words(t, i18n.French), "", sheet.Head{Title: "A"})
			if err != nil {
				t.Fatal(err)
			}
			for n := 0; n < 40_000 && err == nil; n++ {
				err = w.Row(sheet.Count(int64(n)))
			}
			if err = errors.Join(err, w.Close()); !errors.Is(err, errFull) {
				t.Errorf("%s, room %d: %v", format, room, err)
			}
		}
	}
}
