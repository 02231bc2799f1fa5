package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/sheet/msg"
)

// testWords are what these tests call their columns.
var testWords = i18n.Source{Prefix: "test", FS: fstest.MapFS{
	"fr.json": {Data: []byte(`{"uai": "UAI", "name": "Nom", "mail": "Adresse électronique", "opened": "Date d'ouverture", "letter": "La lettre ne correspond pas."}`)},
	"en.json": {Data: []byte(`{"uai": "UAI", "name": "Name", "mail": "Email address", "opened": "Opening date", "letter": "The letter does not fit."}`)},
}}

// loaded is the catalogue of the room, and what these tests call their columns.
var loaded = sync.OnceValues(func() (*i18n.Catalogue, error) { return i18n.Load(msg.Source(), testWords) })

func words(t testing.TB, lang i18n.Lang) *i18n.T {
	t.Helper()
	return catalogue(t).For(lang, time.FixedZone("Paris", 3600))
}

func catalogue(t testing.TB) *i18n.Catalogue {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func open(t testing.TB, content string, o sheet.Options) *sheet.File {
	t.Helper()
	f, err := sheet.Open(strings.NewReader(content), int64(len(content)), o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// row is a row as tests write it.
type row struct {
	Line  int
	Cells []string
}

func rowsOf(t testing.TB, f *sheet.File) []row {
	t.Helper()
	rows, err := read(f)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func read(f *sheet.File) ([]row, error) {
	var rows []row
	for r, err := range f.Rows() {
		if err != nil {
			return rows, err
		}
		rows = append(rows, row{r.Line, append([]string(nil), r.Cells...)})
	}
	return rows, nil
}

// refusal opens and reads a file that is wrong, and gives its fault.
func refusal(t testing.TB, content string, o sheet.Options) *sheet.Fault {
	t.Helper()
	f, err := sheet.Open(strings.NewReader(content), int64(len(content)), o)
	if err == nil {
		_, err = read(f)
	}
	var fault *sheet.Fault
	if !errors.As(err, &fault) {
		t.Fatalf("error %v, want a fault", err)
	}
	return fault
}

// zipped makes a zip of parts, name and content one after the other.
func zipped(t testing.TB, parts ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const (
	ooxml = "http://schemas.openxmlformats.org/"
	main  = ooxml + "spreadsheetml/2006/main"
	doc   = ooxml + "officeDocument/2006/relationships"
	pkg   = ooxml + "package/2006/relationships"
)

// workbook makes an XLSX of one sheet by hand: its rows, and the other parts given by name and content.
func workbook(t testing.TB, sheetData string, more ...string) string {
	t.Helper()
	return zipped(t, append([]string{
		"[Content_Types].xml", `<Types xmlns="` + ooxml + `package/2006/content-types"/>`,
		"_rels/.rels", `<Relationships xmlns="` + pkg + `"><Relationship Id="r" Type="` + doc + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<workbook xmlns="` + main + `" xmlns:r="` + doc + `"><sheets><sheet name="Feuil1" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + pkg + `"><Relationship Id="r1" Type="` + doc + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="` + doc + `/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="` + doc + `/styles" Target="/xl/styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", `<worksheet xmlns="` + main + `"><dimension ref="A1:B2"/><sheetData>` + sheetData + `</sheetData></worksheet>`,
	}, more...)...)
}

// partsOf are the parts of a zip but one.
func partsOf(t testing.TB, content, but string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, p := range z.File {
		r, err := p.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != but {
			parts[p.Name] = string(b)
		}
	}
	return parts
}
