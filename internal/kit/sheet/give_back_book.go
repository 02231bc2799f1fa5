package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// giveBackBook copies the parts of an XLSX as they are compressed, but for the sheet.
func (f *File) giveBackBook(w io.Writer, e *errorColumn) error {
	out := zip.NewWriter(w)
	sheet := f.book.parts[f.book.sheet.part]
	for _, p := range f.book.zip.File {
		var err error
		if p == sheet {
			err = f.giveBackSheet(out, p, e)
		} else {
			err = out.Copy(p)
		}
		if err != nil {
			return f.src.orFault(err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	return nil
}

func (f *File) giveBackSheet(out *zip.Writer, p *zip.File, e *errorColumn) error {
	w, err := out.CreateHeader(&zip.FileHeader{Name: p.Name, Method: zip.Deflate, Modified: p.Modified})
	if err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	r, total, err := f.open(f.book.sheet.part)
	if err != nil {
		return err
	}
	defer r.Close()
	f.done, f.total = 0, total
	s := &sheetCopy{s: newScanner(r, f.limits.Cell, &f.done), w: bufio.NewWriterSize(w, blockSize), e: e}
	for err == nil {
		err = s.piece()
	}
	if !errors.Is(err, io.EOF) {
		return f.xmlFault(err, s.line)
	}
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	return nil
}

// sheetCopy copies the XML of a sheet byte by byte, but for the cells of one column.
type sheetCopy struct {
	s      *scanner
	w      *bufio.Writer // its errors are told by Flush
	e      *errorColumn
	line   int
	col    int
	text   string // of the column on this line, "" once it is written
	prefix string // of the names in this file: "" or x:
}

func (c *sheetCopy) piece() error {
	t, err := c.s.next()
	if err != nil {
		return err
	}
	switch {
	case t.kind == openTag && t.name == "dimension":
		c.write(c.widen(t))
	case t.kind == openTag && t.name == "row":
		return c.openRow(t)
	case t.kind == closeTag && t.name == "row":
		c.place()
		c.write(t.raw)
	case t.kind == openTag && t.name == "c":
		return c.cell(t)
	default:
		c.write(t.raw)
	}
	return nil
}

func (c *sheetCopy) write(b []byte) { _, _ = c.w.Write(b) }

func (c *sheetCopy) openRow(t token) (err error) {
	if c.line, err = rowNumber(t, c.line); err != nil {
		return err
	}
	name, _, _ := bytes.Cut(t.raw[1:], []byte("row"))
	c.col, c.prefix, c.text = -1, string(name), c.e.at(c.line)
	raw := withoutSpans(t.raw)
	if !t.alone || c.text == "" {
		c.write(raw)
		return nil
	}
	c.write(append(bytes.TrimRight(raw[:len(raw)-2:len(raw)-2], " "), '>'))
	c.place()
	c.write([]byte("</" + c.prefix + "row>"))
	return nil
}

// withoutSpans drops what a row says of its first and last columns, which it need not say and which would be wrong.
func withoutSpans(raw []byte) []byte {
	before, rest, found := bytes.Cut(raw, []byte(` spans="`))
	_, after, closed := bytes.Cut(rest, []byte(`"`))
	if !found || !closed {
		return raw
	}
	return append(append([]byte(nil), before...), after...)
}

// cell copies a cell, or skips it where it stands in the column.
func (c *sheetCopy) cell(t token) error {
	col, ok := column(t.attr("r"), c.col)
	if !ok || col <= c.col {
		return errXML
	}
	c.col = col
	if col > c.e.col {
		c.place()
	}
	if col != c.e.col {
		c.write(t.raw)
		return nil
	}
	for depth := c.s.depth; !t.alone && c.s.depth >= depth; {
		if _, err := c.s.next(); err != nil {
			return err
		}
	}
	return nil
}

// place writes the column's cell, once a row.
func (c *sheetCopy) place() {
	if c.text == "" {
		return
	}
	p := c.prefix
	c.write([]byte("<" + p + `c r="` + cellName(c.e.col, c.line) + `" t="inlineStr"><` + p + "is><" + p + `t xml:space="preserve">`))
	_ = xml.EscapeText(c.w, []byte(c.text)) // Flush tells
	c.write([]byte("</" + p + "t></" + p + "is></" + p + "c>"))
	c.text = ""
}

// widen lets the sheet's dimension, A1:C10, reach the column: some programs read no further.
func (c *sheetCopy) widen(t token) []byte {
	ref := t.attr("ref")
	first, last, _ := bytes.Cut(ref, []byte(":"))
	col, ok := column(last, 0)
	letters := len(bytes.TrimRight(last, "0123456789"))
	line, sound := digits(last[letters:])
	if !ok || !sound || line == 0 || col >= c.e.col {
		return t.raw
	}
	wide := string(first) + ":" + Letter(c.e.col) + strconv.Itoa(line)
	return bytes.Replace(t.raw, ref, []byte(wide), 1)
}
