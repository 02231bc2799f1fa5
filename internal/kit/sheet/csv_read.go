package sheet

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"preau/internal/kit/sheet/msg"
)

// csvReader reads CSV as spreadsheets do rather than as RFC 4180 says: rows may be of any length, a quotation mark
// counts only where a cell begins, and what follows the closing one belongs to the cell. encoding/csv would skip empty
// lines, which count for people, and would read a whole file into one cell before it saw that a quotation mark is missing.
type csvReader struct {
	in     *bufio.Reader
	sep    byte
	limits Limits
	line   int
	buf    []byte // the row's text, cell after cell
	ends   []int  // where each cell ends in it
	cells  []string
}

// textRows gives the rows of a CSV.
func (f *File) textRows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		c := &csvReader{in: bufio.NewReaderSize(f.text(), blockSize), sep: f.csv.sep, limits: f.limits}
		err := error(nil)
		if f.csv.sepLine {
			_, err = c.row() // which spreadsheets do not show, so it is no line 1
			c.line = 0
		}
		for err == nil {
			var row Row
			if row, err = c.row(); err == nil && !yield(row, nil) {
				return
			}
		}
		if !errors.Is(err, io.EOF) {
			yield(Row{}, err)
		}
	}
}

// row reads the next line of the spreadsheet, io.EOF after the last.
func (c *csvReader) row() (Row, error) {
	if _, err := c.in.Peek(1); err != nil {
		return Row{}, err
	}
	c.line++
	c.buf, c.ends = c.buf[:0], c.ends[:0]
	for more := true; more; {
		start := len(c.buf)
		var err error
		if more, err = c.cell(start); err != nil {
			return Row{}, err
		}
		c.ends = append(c.ends, len(c.buf))
		if n := len(c.ends); n > maxColumns || n > c.limits.Columns && len(c.buf) > start {
			f := fault(msg.TooManyColumns, "line", c.line, "max", c.limits.Columns)
			f.Line = c.line
			return Row{}, f
		}
	}
	return Row{Line: c.line, Cells: c.split()}, nil
}

// split cuts the row's text into its cells.
func (c *csvReader) split() []string {
	text, start := string(c.buf), 0
	c.cells = c.cells[:0]
	for _, end := range c.ends {
		c.cells = append(c.cells, strings.ToValidUTF8(text[start:end], string(utf8.RuneError)))
		start = end
	}
	return c.cells
}

// cell reads one cell to the end of buf, and says whether the row goes on behind it.
func (c *csvReader) cell(start int) (bool, error) {
	b, err := c.in.ReadByte()
	switch {
	case errors.Is(err, io.EOF):
		return false, nil
	case err != nil:
		return false, err
	case b == '"':
		if err := c.quoted(start); err != nil {
			return false, err
		}
	default:
		if err := c.in.UnreadByte(); err != nil {
			return false, err
		}
	}
	return c.bare(start)
}

// bare reads up to the separator or the end of the row.
func (c *csvReader) bare(start int) (bool, error) {
	for {
		b, err := c.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return false, c.check(start, false)
		case err != nil:
			return false, err
		case b == c.sep:
			return true, c.check(start, false)
		case b == '\n':
			return false, c.check(start, false)
		case b == '\r':
			if err := c.skipLF(); err != nil {
				return false, err
			}
			return false, c.check(start, false)
		}
		if err := c.add(b, start, false); err != nil {
			return false, err
		}
	}
}

// quoted reads up to the closing quotation mark; a doubled one is one. Newlines in it are all written \n.
func (c *csvReader) quoted(start int) error {
	for {
		b, err := c.in.ReadByte()
		if errors.Is(err, io.EOF) {
			return c.openQuote()
		}
		if err != nil {
			return err
		}
		switch b {
		case '\r':
			b, err = '\n', c.skipLF()
		case '"':
			if next, _ := c.in.Peek(1); len(next) == 0 || next[0] != '"' {
				return c.check(start, true)
			}
			_, err = c.in.Discard(1)
		}
		if err == nil {
			err = c.add(b, start, true)
		}
		if err != nil {
			return err
		}
	}
}

// skipLF takes the line feed behind a carriage return.
func (c *csvReader) skipLF() error {
	next, err := c.in.Peek(1)
	if len(next) == 1 && next[0] == '\n' {
		_, err = c.in.Discard(1)
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// add puts a byte to the cell. A zero byte stands in no text.
func (c *csvReader) add(b byte, start int, quoted bool) error {
	if b == 0 {
		f := fault(msg.NotATable)
		f.Line = c.line
		return f
	}
	if c.buf = append(c.buf, b); len(c.buf)-start > utf8.UTFMax*c.limits.Cell {
		return c.check(start, quoted)
	}
	return nil
}

// check holds the cell to its limit of characters.
func (c *csvReader) check(start int, quoted bool) error {
	if len(c.buf)-start <= c.limits.Cell || utf8.RuneCount(c.buf[start:]) <= c.limits.Cell {
		return nil
	}
	if quoted {
		return c.openQuote()
	}
	f := fault(msg.CellTooLong, "cell", c.name(), "max", c.limits.Cell)
	f.Line = c.line
	return f
}

func (c *csvReader) openQuote() error {
	f := fault(msg.OpenQuote, "cell", c.name(), "max", c.limits.Cell)
	f.Line = c.line
	return f
}

// name is the cell being read as the spreadsheet names it: C12.
func (c *csvReader) name() string { return cellName(len(c.ends), c.line) }
