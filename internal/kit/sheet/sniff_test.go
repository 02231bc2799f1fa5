package sheet_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/sheet/msg"
)

// What people send instead of a table is refused with what to do.
func TestNotTables(t *testing.T) {
	const ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	for name, tc := range map[string]struct {
		content string
		key     i18n.Key
		says    string
	}{
		"nothing":         {"", msg.Empty, "aucune donnée"},
		"blanks":          {" \r\n\t\n", msg.Empty, "aucune donnée"},
		"old Excel":       {ole + strings.Repeat("\x00", 600), msg.OldExcel, "XLSX ou CSV"},
		"a password":      {ole + strings.Repeat("\x00", 70_000) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", msg.Protected, "sans mot de passe"},
		"OpenDocument":    {zipped(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>"), msg.OpenDocument, "XLSX ou CSV"},
		"Word":            {zipped(t, "word/document.xml", "<x/>"), msg.Archive, "XLSX ou CSV"},
		"binary Excel":    {zipped(t, "xl/workbook.bin", "x"), msg.Archive, "XLSX ou CSV"},
		"an empty zip":    {zipped(t), msg.Archive, "XLSX ou CSV"},
		"half a zip":      {workbook(t, "")[:400], msg.Damaged, "abîmé"},
		"PDF":             {"%PDF-1.7\n", msg.Pdf, "XLSX ou CSV"},
		"PNG":             {"\x89PNG\r\n\x1a\n", msg.Image, "image"},
		"JPEG":            {"\xff\xd8\xff\xe0JFIF", msg.Image, "image"},
		"HEIC":            {"\x00\x00\x00\x18ftypheic\x00\x00", msg.Image, "image"},
		"a bitmap":        {"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36\x00\x00", msg.Image, "image"},
		"a web page":      {"\ufeff <HTML><table>", msg.WebPage, "page web"},
		"XML":             {"<?xml version=\"1.0\"?><Workbook>", msg.WebPage, "page web"},
		"gzip":            {"\x1f\x8b\x08", msg.Archive, "archive"},
		"a program":       {"abc\x00\x01\x02\n", msg.NotATable, "pas un tableau"},
		"an empty sheet":  {workbook(t, `<row r="1"><c r="A1" s="1"/></row>`), msg.Empty, "aucune donnée"},
		"text like a BMP": {"BM;Ville\n1;\x00\n", msg.NotATable, "pas un tableau"},
	} {
		t.Run(name, func(t *testing.T) {
			f := refusal(t, tc.content, sheet.Options{})
			if f.Msg.Key != tc.key {
				t.Errorf("%s, want %s: %v", f.Msg.Key, tc.key, f)
			}
			for _, lang := range i18n.Langs {
				if said := words(t, lang).M(f.Msg); strings.Contains(said, "{") || lang == i18n.French && !strings.Contains(said, tc.says) {
					t.Error(said)
				}
			}
		})
	}
}

// A fault is a refusal to the rest of the program; a disk that fails is not.
func TestFaultsAreRefusals(t *testing.T) {
	var err error = refusal(t, "%PDF-", sheet.Options{})
	if e, ok := apperr.As(err); !ok || e.Kind != apperr.Invalid || e.Msg.Key != msg.Pdf {
		t.Errorf("%+v", e)
	}
	for _, content := range []string{"a;b\n" + strings.Repeat("1;2\n", 50_000), workbook(t, `<row r="1"><c r="A1"><v>1</v></c></row>`)} {
		for good := range 8 {
			from := &broken{strings.NewReader(content), good}
			f, err := sheet.Open(from, int64(len(content)), sheet.Options{})
			if err == nil {
				_, err = read(f)
			}
			if apperr.KindOf(err) != apperr.Internal || from.good < 0 && !errors.Is(err, errDisk) {
				t.Errorf("after %d reads: %v", good, err)
			}
		}
	}
}

var errDisk = errors.New("disk on fire")

// broken fails after some reads.
type broken struct {
	io.ReaderAt
	good int
}

func (b *broken) ReadAt(p []byte, at int64) (int, error) {
	if b.good--; b.good < 0 {
		return 0, errDisk
	}
	return b.ReaderAt.ReadAt(p, at)
}

// seeks counts how often a file is sought in.
type seeks struct {
	*strings.Reader
	n int
}

func (s *seeks) Seek(at int64, whence int) (int64, error) {
	s.n++
	return s.Reader.Seek(at, whence)
}

// A stored file, which only seeks, reads as any other.
func TestReaderAt(t *testing.T) {
	csv := "a;b\n" + strings.Repeat("1;2\n", 100_000)
	book := workbook(t, strings.Repeat(`<row><c><v>1</v></c></row>`, 100_000))
	for _, content := range []string{csv, book} {
		from := &seeks{Reader: strings.NewReader(content)}
		f, err := sheet.Open(sheet.ReaderAt(from), int64(len(content)), sheet.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if rows := rowsOf(t, f); len(rows) < 100_000 || from.n > 40 {
			t.Errorf("%d rows, sought %d times", len(rows), from.n)
		}
	}
}
