package sheet_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/sheet/msg"
)

// styled makes a workbook whose style n has the nth format: a number, or a code.
func styled(t testing.TB, sheetData string, formats ...any) string {
	t.Helper()
	own, styles := "", ""
	for i, f := range formats {
		id, builtin := f.(int)
		if !builtin {
			id = 200 + i
			own += fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, id, strings.ReplaceAll(f.(string), `"`, "&quot;"))
		}
		styles += fmt.Sprintf(`<xf numFmtId="%d"/>`, id)
	}
	return workbook(t, sheetData, "xl/styles.xml", `<styleSheet xmlns="`+main+`"><numFmts>`+own+`</numFmts><cellXfs>`+styles+`</cellXfs></styleSheet>`)
}

// A number is read as a person sees it, but plainly.
func TestNumbers(t *testing.T) {
	for _, tc := range []struct {
		raw    string
		format any
		want   string
	}{
		{"12.5", 0, "12.5"},
		{"12.50", 0, "12.5"},
		{"12", 0, "12"},
		{"-0.5", 0, "-0.5"},
		{"0.30000000000000004", 0, "0.3"},
		{"1.0000000000000001E-2", 0, "0.01"},
		{"1E3", 0, "1000"},
		{"2.1350016800025E13", 0, "21350016800025"},
		{"21350016800025", 0, "21350016800025"},
		{"12345678901234567890", 0, "12345678901234567890"},
		{"1E300", 0, "1E300"},
		{"-0", 0, "0"},
		{"0", 0, "0"},
		{"012", 0, "12"},
		{"abc", 0, "abc"},
		{"NaN", 0, "NaN"},
		{"1234.5", `#,##0.00\ "€"`, "1234.5"},
		{"1234", 3, "1234"},
		{"5", `0" élèves"`, "5"},
		{"0.2", 9, "20%"},
		{"0.055", 10, "5.5%"},
		{"1", `0.0%`, "100%"},
		{"-0.001", 10, "-0.1%"},
		{"1000", "00000", "01000"},
		{"299853802", `0#" "##" "##" "##" "##`, "02 99 85 38 02"},
		{"299853802", 0, "299853802"},
		{"21350016800025", `000\ 000\ 000\ 00000`, "213 500 168 00025"},
		{"1.5", "00000", "1.5"},
		{"46347", 14, "2026-11-21"},
		{"46347", "dd/mm/yyyy", "2026-11-21"},
		{"46347.75", "dd/mm/yyyy", "2026-11-21"},
		{"46347.75", 22, "2026-11-21T18:00:00"},
		{"46347", 22, "2026-11-21"},
		{"46347.750011574", `dd/mm/yyyy\ hh:mm:ss`, "2026-11-21T18:00:01"},
		{"46347.99999999", 22, "2026-11-22"},
		{"46347", `[$-40C]dddd\ d\ mmmm\ yyyy;@`, "2026-11-21"},
		{"46347", "mmm-yy", "2026-11-21"},
		{"46347", `[Red]0.00`, "46347"},
		{"0.75", 20, "18:00:00"},
		{"1.5", `[h]:mm:ss`, "36:00:00"},
		{"1.5", 46, "36:00:00"},
		{"1", 14, "1900-01-01"},
		{"59", 14, "1900-02-28"},
		{"60", 14, "60"},
		{"61", 14, "1900-03-01"},
		{"0", 14, "0"},
		{"-3", 14, "-3"},
		{"2958465", 14, "9999-12-31"},
		{"2958466", 14, "2958466"},
	} {
		t.Run(fmt.Sprint(tc.raw, " as ", tc.format), func(t *testing.T) {
			rows := rowsOf(t, open(t, styled(t, `<row r="1"><c r="A1" s="1"><v>`+tc.raw+`</v></c></row>`, 0, tc.format), sheet.Options{}))
			if got := rows[0].Cells[0]; got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

const shared = `<sst xmlns="` + main + `"><si><t>École &amp; c&#233;l&#xE8;bre</t></si><si><r><t xml:space="preserve">a </t></r><r><rPr><b/></rPr><t>b</t></r>` +
	`<rPh sb="0" eb="1"><t>non</t></rPh></si><si/><si><t><![CDATA[<c>]]></t></si><si><t>l1_x000D_
l2 _x005F_x000D_ _xZZZZ_</t></si></sst>`

// Every way in which programs write a cell.
func TestCells(t *testing.T) {
	const data = `<row r="2" spans="1:9" hidden="1"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="s"><v>3</v></c><c r="E2" t="s"><v>4</v></c></row>
<row><c><v>1</v></c><c/><c t="inlineStr"><is><t>x</t><rPh><t>y</t></rPh></is></c><c t="str"><f>A1&amp;B1</f><v>z</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>
<row r="10"/><x:row r="12"><x:c r="AA12" t="d"><x:v>2026-11-21T00:00:00</x:v></x:c><x:c><x:f>SUM(A1:A2)</x:f></x:c></x:row>`
	book := workbook(t, data, "xl/sharedStrings.xml", shared)
	want := []row{
		{2, []string{"École & célèbre", "", "a b", "<c>", "l1\nl2 _x000D_ _xZZZZ_"}},
		{3, []string{"1", "", "x", "z", "true", "#N/A"}},
		{12, append(make([]string, 26), "2026-11-21", "=SUM(A1:A2)")},
	}
	f := open(t, book, sheet.Options{})
	for range 2 { // a file is read as often as need be
		if diff := cmp.Diff(want, rowsOf(t, f)); diff != "" {
			t.Error(diff)
		}
	}
	if done, total := f.Progress(); done == 0 || done != total {
		t.Errorf("progress %d of %d", done, total)
	}
}

func TestSheets(t *testing.T) {
	f := excelize.NewFile()
	for i, name := range []string{"Listes", "Données", "Notice"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		if i != 1 {
			continue
		}
		if err := f.SetCellValue(name, "B3", "x"); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellValue("Listes", "A1", "hidden"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellValue("Notice", "A1", "notice"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetVisible("Listes", false); err != nil {
		t.Fatal(err)
	}
	book := saved(t, f)
	for asked, want := range map[string]struct {
		name  string
		first row
	}{
		"":         {"Données", row{3, []string{"", "x"}}},
		"NOTICE":   {"Notice", row{1, []string{"notice"}}},
		" Listes ": {"Listes", row{1, []string{"hidden"}}},
	} {
		f := open(t, book, sheet.Options{Sheet: asked})
		if rows := rowsOf(t, f); f.Sheet() != want.name || len(rows) != 1 || !cmp.Equal(rows[0], want.first) {
			t.Errorf("%q: %s %v", asked, f.Sheet(), rows)
		}
	}
	fault := refusal(t, book, sheet.Options{Sheet: "Écoles"})
	if said := words(t, i18n.French).M(fault.Msg); fault.Msg.Key != msg.NoSheet || !strings.Contains(said, "Sheet1, Listes, Données, Notice") {
		t.Error(said)
	}
}

func saved(t testing.TB, f *excelize.File) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Days of old Macs, names of parts in other cases, the strict dialect.
func TestOtherWorkbooks(t *testing.T) {
	const strict = "http://purl.oclc.org/ooxml/"
	book := zipped(t,
		"_rels/.rels", `<Relationships xmlns="`+pkg+`"><Relationship Id="r" Type="`+strict+`officeDocument/relationships/officeDocument" Target="/Book/WorkBook.xml"/></Relationships>`,
		"Book\\workbook.xml", `<x:workbook xmlns:x="`+strict+`spreadsheetml/main" xmlns:r="`+strict+`officeDocument/relationships"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="A" sheetId="1" r:id="r1"/></x:sheets></x:workbook>`,
		"book/_rels/workbook.xml.rels", `<Relationships xmlns="`+pkg+`"><Relationship Id="r1" Type="`+strict+`officeDocument/relationships/worksheet" Target="../Sheets/S1.xml"/><Relationship Id="r3" Type="`+strict+`officeDocument/relationships/styles" Target="styles.xml"/></Relationships>`,
		"BOOK/styles.xml", `<x:styleSheet xmlns:x="`+strict+`spreadsheetml/main"><x:cellXfs><x:xf numFmtId="14"/></x:cellXfs></x:styleSheet>`,
		"sheets/s1.xml", "\ufeff"+`<?xml version="1.0"?><!-- > --><x:worksheet xmlns:x="`+strict+`spreadsheetml/main"><x:sheetData><x:row a=">"><x:c s='0'><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
	)
	if diff := cmp.Diff([]row{{1, []string{"1904-01-01"}}}, rowsOf(t, open(t, book, sheet.Options{}))); diff != "" {
		t.Error(diff)
	}
}

// What breaks off or is nonsense is never taken for a shorter file.
func TestDamagedWorkbooks(t *testing.T) {
	const good = `<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>`
	for name, data := range map[string]string{
		"a broken tag":       strings.Replace(good, `<c r="A2"`, `<c r=<"A2"`, 1),
		"cut":                `<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2`,
		"rows out of order":  good + `<row r="2"/>`,
		"a line too far":     good + `<row r="1048577"/>`,
		"no number":          good + `<row r="x"/>`,
		"cells out of order": good + `<row r="3"><c r="B3"/><c r="A3"/></row>`,
		"no column":          good + `<row r="3"><c r="3"/></row>`,
		"far too wide":       good + `<row r="3"><c r="XFE3"/></row>`,
		"a text not there":   good + `<row r="3"><c r="A3" t="s"><v>7</v></c></row>`,
		"an entity":          good + `<row r="3"><c r="A3" t="str"><v>&eacute;</v></c></row>`,
		"a doctype":          `<!DOCTYPE x>` + good,
		"a cell in a cell":   `<row r="1"><c r="A1"><c r="B1"/></c></row>`,
		"too many ends":      good + `</sheetData></worksheet></x>`,
	} {
		t.Run(name, func(t *testing.T) {
			f := refusal(t, workbook(t, data), sheet.Options{})
			if f.Msg.Key != msg.Damaged && f.Msg.Key != msg.DamagedAt {
				t.Errorf("%v", f)
			}
		})
	}
	book := workbook(t, good)
	at := strings.Index(book, "xl/worksheets/sheet1.xml") + 60
	f := refusal(t, book[:at]+string(book[at]^1)+book[at+1:], sheet.Options{})
	if f.Msg.Key != msg.Damaged && f.Msg.Key != msg.DamagedAt {
		t.Errorf("a wrong sum: %v", f)
	}
}

func TestLimitsOfXLSX(t *testing.T) {
	const data = `<row r="1"><c r="A1" t="str"><v>éàüôé</v></c><c r="C1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="2"><c r="A2"><v>1</v></c></row>`
	for name, tc := range map[string]struct {
		limits sheet.Limits
		key    i18n.Key
	}{
		"fits":     {sheet.Limits{Rows: 2, Columns: 3, Cell: 5}, ""},
		"rows":     {sheet.Limits{Rows: 1}, msg.TooManyRows},
		"columns":  {sheet.Limits{Columns: 2}, msg.TooManyColumns},
		"cell":     {sheet.Limits{Cell: 4}, msg.CellTooLong},
		"unzipped": {sheet.Limits{Unzipped: 100}, msg.TooLargeUnzipped},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.key == "" {
				rowsOf(t, open(t, workbook(t, data), sheet.Options{Limits: tc.limits}))
				return
			}
			if f := refusal(t, workbook(t, data), sheet.Options{Limits: tc.limits}); f.Msg.Key != tc.key {
				t.Errorf("%s", f.Msg.Key)
			}
		})
	}
}

// What is written is what is read again, and what another program reads.
func TestWriteXLSX(t *testing.T) {
	at := time.Date(2026, 11, 21, 17, 0, 30, 0, time.UTC)
	long := strings.Repeat("é", 40_000)
	rows := [][]sheet.Cell{
		{sheet.Text("=1+1"), sheet.Thousandths(2500), sheet.Thousandths(-1_200_000), sheet.Count(7), sheet.Cents(-123_456_789), sheet.Price(10_025)},
		{},
		{sheet.Text("0350122T"), sheet.Day("2026-11-21"), sheet.Instant(at), sheet.Text(""), sheet.Day("jamais"), sheet.Instant(time.Time{}), sheet.Text(" é\n<&>\t_x000D_")},
		{sheet.Text(long), sheet.Text("😀" + strings.Repeat("😀", 20_000))},
	}
	var b bytes.Buffer
	write(t, &b, sheet.XLSX, words(t, i18n.French), []sheet.Head{{Title: "École"}, {Title: "Besoin", Kind: sheet.Quantity, Width: 300}}, rows)
	f := open(t, b.String(), sheet.Options{})
	want := []row{
		{1, []string{"École", "Besoin"}},
		{2, []string{"=1+1", "2.5", "-1200", "7", "-1234567.89", "1.0025"}},
		{4, []string{"0350122T", "2026-11-21", "2026-11-21T18:00:00", "", "jamais", "", " é\n<&>\t_x000D_"}},
		{5, []string{long[:2*32_766] + "…", strings.Repeat("😀", 16_383) + "…"}},
	}
	if diff := cmp.Diff(want, rowsOf(t, f)); diff != "" {
		t.Error(diff)
	}
	if f.Sheet() != "Écoles" {
		t.Error(f.Sheet())
	}
	other, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if part := partsOf(t, b.String(), "")["xl/worksheets/sheet1.xml"]; strings.Contains(part, "<dimension") {
		t.Error("the file says how large it is before it knows")
	}
	shown := map[string]string{"A2": "=1+1", "B2": "2.5", "C2": "-1,200", "E2": "-1,234,567.89 €", "F2": "1.0025 €", "B4": "21/11/2026", "C4": "21/11/2026 18:00"}
	for cell, want := range shown {
		if got, err := other.GetCellValue("Écoles", cell); err != nil || got != want {
			t.Errorf("%s is %q, want %q", cell, got, want)
		}
	}
	if formula, err := other.GetCellFormula("Écoles", "A2"); err != nil || formula != "" {
		t.Errorf("a formula: %q %v", formula, err)
	}
	if panes, err := other.GetPanes("Écoles"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("%+v %v", panes, err)
	}
}

// A sheet holds so many lines; more is refused, not lost.
func TestFullXLSX(t *testing.T) {
	w, err := sheet.New(sheet.XLSX, &bytes.Buffer{}, words(t, i18n.French), "[a]:*?/\\ nom bien trop long pour une feuille", sheet.Head{Title: "A"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	for n := 1; n < 1_048_576 && err == nil; n++ {
		err = w.Row()
	}
	if err != nil {
		t.Fatal(err)
	}
	if err = w.Row(sheet.Count(1)); err == nil || !strings.Contains(err.Error(), string(msg.XlsxFull)) {
		t.Error(err)
	}
}
