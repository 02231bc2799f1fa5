// Package workbook writes workbooks of several sheets, of which no more than one is in memory at a time.
package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// Workbook writes an XLSX of several sheets, one after the other. No more than one sheet is in memory at a time: each is
// written as a workbook of its own, whose sheet then goes into the file as it is compressed.
type Workbook struct {
	zip   *zip.Writer
	t     *i18n.T
	names []string
	begun int
	open  bool
	part  bytes.Buffer
}

var (
	errSheetNames = errors.New("xlsx: a sheet without a name of its own")
	errSheetOrder = errors.New("xlsx: a sheet is begun before the one before it has ended, or left out")
	errNoPart     = errors.New("xlsx: a part is missing")
)

// New begins a file with sheets of these names, which differ in their first 31 characters.
func New(w io.Writer, t *i18n.T, names ...string) (*Workbook, error) {
	b := &Workbook{zip: zip.NewWriter(w), t: t}
	var folded []string
	for _, n := range names {
		n = sheet.Name(n)
		if n == "" || slices.Contains(folded, strings.ToLower(n)) {
			return nil, errSheetNames
		}
		b.names, folded = append(b.names, n), append(folded, strings.ToLower(n))
	}
	if len(names) == 0 {
		return nil, errSheetNames
	}
	return b, b.frame()
}

// frame writes all parts but the sheets. The styles are those of each sheet's own workbook, which are always the same.
func (b *Workbook) frame() error {
	var first, whole bytes.Buffer
	w, err := sheet.New(sheet.XLSX, &first, b.t, b.names[0])
	if err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := b.named(&first, &whole); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	return b.copyParts(whole.Bytes(), func(name string) string {
		if strings.HasPrefix(name, sheetParts) {
			return ""
		}
		return name
	})
}

// named adds the other sheets to a workbook that has the first.
func (b *Workbook) named(from io.Reader, to io.Writer) error {
	f, err := excelize.OpenReader(from)
	if err != nil {
		return err
	}
	for _, n := range b.names[1:] {
		if _, err := f.NewSheet(n); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(f.Write(to), f.Close())
}

const sheetParts = "xl/worksheets/"

func sheetPart(n int) string { return sheetParts + "sheet" + strconv.Itoa(n) + ".xml" }

// copyParts takes the parts that become something into the file, as they are compressed.
func (b *Workbook) copyParts(whole []byte, become func(name string) string) error {
	from, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	n := 0
	for _, f := range from.File {
		name := become(f.Name)
		if name == "" {
			continue
		}
		n++
		if err := b.copyPart(f, name); err != nil {
			return fmt.Errorf("xlsx: %s: %w", name, err)
		}
	}
	if n == 0 {
		return errNoPart
	}
	return nil
}

func (b *Workbook) copyPart(f *zip.File, name string) error {
	head := f.FileHeader
	head.Name = name
	to, err := b.zip.CreateRaw(&head)
	if err != nil {
		return err
	}
	raw, err := f.OpenRaw()
	if err != nil {
		return err
	}
	_, err = io.Copy(to, raw)
	return err
}

// Sheet begins the next sheet; closing what it gives ends it.
func (b *Workbook) Sheet(heads ...sheet.Head) (sheet.Writer, error) {
	if b.open || b.begun == len(b.names) {
		return nil, errSheetOrder
	}
	b.part.Reset()
	w, err := sheet.New(sheet.XLSX, &b.part, b.t, b.names[b.begun], heads...)
	if err != nil {
		return nil, err
	}
	b.begun, b.open = b.begun+1, true
	return &partWriter{w, b}, nil
}

type partWriter struct {
	sheet.Writer
	in *Workbook
}

// Close ends the sheet and puts it into the file.
func (p *partWriter) Close() error {
	p.in.open = false
	if err := p.Writer.Close(); err != nil {
		return err
	}
	return p.in.copyParts(p.in.part.Bytes(), func(name string) string {
		if name == sheetPart(1) {
			return sheetPart(p.in.begun)
		}
		return ""
	})
}

// Close ends the file, all of whose sheets were written.
func (b *Workbook) Close() error {
	if b.open || b.begun < len(b.names) {
		return errSheetOrder
	}
	if err := b.zip.Close(); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	return nil
}
