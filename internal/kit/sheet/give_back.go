package sheet

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"slices"

	"golang.org/x/text/transform"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet/msg"
)

// GiveBack writes a file again as it was, with what is wrong with each line in one more column at its right, « Erreur ».
// A file that was given back, corrected and sent again has that column already: it is written anew. reasons come in the
// order of the lines, and may be asked for twice. Of a CSV, separator, encoding and newlines stay; it becomes UTF-8
// when a reason has characters that the encoding lacks, and UTF-8 gets a mark, without which Excel would not take it
// for that. Of an XLSX, everything else stays: other sheets, formulas, looks.
func (f *File) GiveBack(w io.Writer, t *i18n.T, h Header, reasons iter.Seq2[int, string]) error {
	e := errorColumn{title: t.S(msg.ErrorColumn), header: h.Line, col: h.errors - 1}
	if e.col < 0 {
		for row, err := range f.raw() {
			if err != nil {
				return err
			}
			e.col = max(e.col, row.width())
		}
	}
	if e.col >= maxColumns {
		return fault(msg.TooManyColumns, "line", h.Line, "max", maxColumns-1)
	}
	var stop func()
	e.next, stop = iter.Pull2(reasons)
	defer stop()
	if f.format == XLSX {
		return f.giveBackBook(w, &e)
	}
	return f.giveBackText(w, &e, f.fits(e.title, reasons))
}

// errorColumn is the column that is written.
type errorColumn struct {
	title  string
	header int // the line of titles
	col    int
	next   func() (int, string, bool)
	line   int // of the reason that waits
	reason string
	ended  bool
}

// at gives what the column says on a line; lines are asked for in order.
func (e *errorColumn) at(line int) string {
	if line == e.header {
		return e.title
	}
	for !e.ended && e.line < line {
		var more bool
		e.line, e.reason, more = e.next()
		e.ended = !more
	}
	if !e.ended && e.line == line {
		return e.reason
	}
	return ""
}

// fits says whether the file's encoding has all characters of the column.
func (f *File) fits(title string, reasons iter.Seq2[int, string]) bool {
	codec := f.csv.set.codec()
	if codec == nil {
		return true
	}
	enc := codec.NewEncoder()
	if _, err := enc.String(title); err != nil {
		return false
	}
	for _, reason := range reasons {
		if _, err := enc.String(reason); err != nil {
			return false
		}
	}
	return true
}

func (f *File) giveBackText(w io.Writer, e *errorColumn, fits bool) error {
	d := f.csv
	if !fits || d.set == utf8Set && !d.sepLine { // Excel heeds the mark or the line sep=; not both
		d.set, d.mark = utf8Set, marks[0].mark
	}
	if _, err := io.WriteString(w, d.mark); err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	codec := d.set.codec()
	if codec == nil {
		return f.giveBackRows(w, d, e)
	}
	encoded := transform.NewWriter(w, codec.NewEncoder())
	if err := f.giveBackRows(encoded, d, e); err != nil {
		return err
	}
	if err := encoded.Close(); err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	return nil
}

func (f *File) giveBackRows(w io.Writer, d dialect, e *errorColumn) error {
	out := bufio.NewWriterSize(w, blockSize)
	if d.sepLine {
		_, _ = out.WriteString("sep=" + string(d.sep) + d.newline) // Flush tells
	}
	var line []byte
	quoted := d.quoted()
	for row, err := range f.raw() {
		if err != nil {
			return err
		}
		line = d.appendRow(line[:0], e.put(row), quoted)
		if _, err := out.Write(line); err != nil {
			return fmt.Errorf("give back: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	return nil
}

// put adds the column to a row. What stands above the titles stays as it is.
func (e *errorColumn) put(row Row) []string {
	if row.Line < e.header || row.width() == 0 {
		return row.Cells
	}
	cells := row.Cells
	if n := e.col + 1 - len(cells); n > 0 {
		cells = append(cells, slices.Repeat([]string{""}, n)...)
	}
	cells[e.col] = Harmless(e.at(row.Line))
	return cells
}

// appendRow writes a row of cells as they stand, in quotation marks where they hold one of quoted.
func (d dialect) appendRow(to []byte, cells []string, quoted string) []byte {
	for i, c := range cells {
		if i > 0 {
			to = append(to, d.sep)
		}
		to = appendCell(to, c, quoted)
	}
	return append(to, d.newline...)
}
