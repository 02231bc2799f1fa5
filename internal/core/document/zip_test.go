package document_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"preau/internal/core/document"
	"preau/internal/core/document/msg"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// streamed is an archive whose parts say their size behind them, as programs write that do not know it before.
func streamed(t *testing.T, files ...[2]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		to, err := w.Create(f[0])
		if err == nil {
			_, err = io.WriteString(to, f[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A document of Office is known for what it is when its first parts are large: a picture of its first page, or the list of
// a hundred sheets. What is no such document stays none.
func TestLargeFirstPart(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.Open(t, db.SQLite), blobtest.Folder(t))
	picture := strings.Repeat("\xff\xd8picture", 40_000) // 360 KB
	list := strings.Repeat("<Override PartName=\"/xl/worksheets/sheet.xml\"/>", 200)
	types, workbook, word := [2]string{"[Content_Types].xml", list}, [2]string{"xl/workbook.xml", "<workbook/>"}, [2]string{"word/document.xml", "<document/>"}
	for name, c := range map[string]struct {
		content string
		media   string // empty: it is refused
	}{
		"list.xlsx":       {zipped(t, types, workbook), document.Excel.Media[0]},
		"thumbnail.xlsx":  {zipped(t, [2]string{"docProps/thumbnail.jpeg", picture}, types, workbook), document.Excel.Media[0]},
		"thumbnail.docx":  {zipped(t, [2]string{"docProps/thumbnail.jpeg", picture}, types, word), document.Word.Media[0]},
		"streamed.xlsx":   {streamed(t, [2]string{"docProps/thumbnail.jpeg", picture}, types, workbook), document.Excel.Media[0]},
		"small.xlsx":      {zipped(t, [2]string{"[Content_Types].xml", "<Types/>"}, workbook), document.Excel.Media[0]},
		"pictures.xlsx":   {zipped(t, [2]string{"a.jpg", picture}, [2]string{"b.jpg", picture}), ""},
		"hidden.xlsx":     {zipped(t, [2]string{"run.exe", picture}, types, workbook), ""},
		"program.xlsx":    {zipped(t, [2]string{"META-INF/MANIFEST.MF", picture}, types, workbook), ""},
		"cut.xlsx":        {zipped(t, [2]string{"docProps/thumbnail.jpeg", picture})[:200_000], ""},
		"header only":     {"PK\x03\x04" + strings.Repeat("\xff", 5000), ""},
		"far behind.xlsx": {zipped(t, [2]string{"docProps/thumbnail.jpeg", strings.Repeat(picture, 4)}, types, workbook), ""},
	} {
		f, err := h.s.Stage(t.Context(), h.who, papers, name, strings.NewReader(c.content))
		if c.media == "" {
			t.Run(name, func(*testing.T) { h.wantRefused(err, msg.FaultType) })
			continue
		}
		if err != nil || f.MediaType != c.media || f.Size != int64(len(c.content)) {
			t.Errorf("%s: %q, %d bytes of %d, %v", name, f.MediaType, f.Size, len(c.content), err)
		}
	}
}
