package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet/msg"
)

// signatures are the beginnings of files that people send instead of a table.
var signatures = []struct {
	begins string
	why    i18n.Key
}{
	{"%PDF-", msg.Pdf},
	{"\x89PNG", msg.Image},
	{"\xff\xd8\xff", msg.Image},
	{"GIF8", msg.Image},
	{"II*\x00", msg.Image},
	{"MM\x00*", msg.Image},
	{"RIFF", msg.Image},
	{"{\\rtf", msg.NotATable},
	{"\x1f\x8b", msg.Archive},
	{"Rar!", msg.Archive},
	{"7z\xbc\xaf", msg.Archive},
	{"\x7fELF", msg.NotATable},
	{"MZ\x90", msg.NotATable},
}

// compound begins an OLE file: the old formats of Office, and the new ones under a password.
const compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// sniff tells what a file is by its content; its name says nothing.
func sniff(src *source, size int64) (Format, error) {
	head := make([]byte, min(size, 4096))
	if _, err := src.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	switch {
	case len(bytes.TrimSpace(head)) == 0 && size <= int64(len(head)):
		return "", fault(msg.Empty)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return XLSX, nil
	case bytes.HasPrefix(head, []byte(compound)):
		return "", compoundFault(src, size)
	}
	if why := signature(head); why != "" {
		return "", fault(why)
	}
	return CSV, nil
}

func signature(head []byte) i18n.Key {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.begins)) {
			return s.why
		}
	}
	if len(head) > 12 && (string(head[4:8]) == "ftyp" || bytes.HasPrefix(head, []byte("BM")) && string(head[6:10]) == "\x00\x00\x00\x00") {
		return msg.Image // HEIC of telephones; bitmap
	}
	text := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n"))
	for _, page := range []string{"<!doctype", "<html", "<?xml", "<table", "<meta"} {
		if strings.HasPrefix(text, page) {
			return msg.WebPage
		}
	}
	return ""
}

// compoundFault tells a workbook under a password from one of the old format: the name of its one stream stands in
// the file's directory, in UTF-16, which may be anywhere.
func compoundFault(src *source, size int64) error {
	name := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	const step = 1 << 16
	block := make([]byte, step+len(name))
	for at := int64(0); at < size; at += step {
		n, err := src.ReadAt(block, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if bytes.Contains(block[:n], name) {
			return fault(msg.Protected)
		}
	}
	return fault(msg.OldExcel)
}

// zipFault says what a zip is that holds no workbook.
func zipFault(parts map[string]*zip.File) error {
	for name := range parts {
		if name == "content.xml" || name == "mimetype" {
			return fault(msg.OpenDocument)
		}
	}
	return fault(msg.Archive)
}

// Refusal says what a file is that is no table, by its first bytes; the zero Msg when they say nothing against it.
func Refusal(head []byte) i18n.Msg {
	if bytes.HasPrefix(head, []byte(compound)) {
		return i18n.M(msg.OldExcel)
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return i18n.M(msg.Archive)
	}
	if why := signature(head); why != "" {
		return i18n.M(why)
	}
	return i18n.Msg{}
}
