package sheet

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"unicode/utf8"

	"preau/internal/kit/sheet/msg"
)

// bookReader reads the rows of one worksheet.
type bookReader struct {
	f      *File
	s      *scanner
	line   int
	col    int
	buf    []byte // the row's texts, one behind the other
	spans  []span
	cells  []string
	pieces [3][]byte // what the cell holds: see pieceOf
}

// span is where a cell's text stands in buf.
type span struct{ col, start, end int }

// bookRows gives the rows of the sheet, those that are hidden too.
func (f *File) bookRows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if err := f.eachBookRow(yield); err != nil {
			yield(Row{}, err)
		}
	}
}

func (f *File) eachBookRow(yield func(Row, error) bool) error {
	if err := f.readTexts(); err != nil {
		return err
	}
	r, total, err := f.open(f.book.sheet.part)
	if err != nil {
		return err
	}
	defer r.Close()
	f.done, f.total = 0, total
	b := &bookReader{f: f, s: newScanner(r, f.limits.Cell, &f.done)}
	for {
		row, err := b.row()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return f.xmlFault(err, b.line)
		}
		if !yield(row, nil) {
			return nil
		}
	}
}

// row finds the next row. The end is the part's, so that a part that breaks off or whose sum is wrong is seen.
func (b *bookReader) row() (Row, error) {
	for {
		tok, err := b.s.next()
		if err != nil {
			return Row{}, err
		}
		if tok.kind != openTag || tok.name != "row" {
			continue
		}
		if b.line, err = rowNumber(tok, b.line); err != nil {
			return Row{}, err
		}
		b.col, b.buf, b.spans = -1, b.buf[:0], b.spans[:0]
		if tok.alone {
			continue
		}
		if err := b.readCells(); err != nil {
			return Row{}, err
		}
		return Row{Line: b.line, Cells: b.split()}, nil
	}
}

// rowNumber takes a row's number, or counts where it has none.
func rowNumber(row token, last int) (int, error) {
	n, ok := last+1, true
	if r := row.attr("r"); r != nil {
		n, ok = digits(r)
	}
	if !ok || n <= last || n > maxRows {
		return last, errXML
	}
	return n, nil
}

func (b *bookReader) readCells() error {
	for {
		tok, err := b.s.next()
		switch {
		case err != nil:
			return err
		case tok.kind == closeTag && tok.name == "row":
			return nil
		case tok.kind == openTag && tok.name == "c":
			if err := b.cell(tok); err != nil {
				return err
			}
		}
	}
}

// cell reads one cell.
func (b *bookReader) cell(tok token) error {
	col, ok := column(tok.attr("r"), b.col)
	if !ok || col <= b.col || col >= maxColumns {
		return errXML
	}
	b.col = col
	if tok.alone {
		return nil
	}
	kind := kindOf(tok.attr("t"))
	style, _ := digits(tok.attr("s"))
	if err := b.gather(); err != nil {
		return err
	}
	start := len(b.buf)
	if err := b.value(kind, style); err != nil {
		return err
	}
	if len(b.buf) == start {
		return nil
	}
	if utf8.RuneCount(b.buf[start:]) > b.f.limits.Cell {
		f := fault(msg.CellTooLong, "cell", cellName(col, b.line), "max", b.f.limits.Cell)
		f.Line = b.line
		return f
	}
	if col >= b.f.limits.Columns {
		f := fault(msg.TooManyColumns, "line", b.line, "max", b.f.limits.Columns)
		f.Line = b.line
		return f
	}
	b.spans = append(b.spans, span{col, start, len(b.buf)})
	return nil
}

// The pieces of a cell: its value, its formula, the text that it holds itself.
const (
	valuePiece = iota
	formulaPiece
	textPiece
)

// gather reads a cell's pieces up to its end.
func (b *bookReader) gather() error {
	for i := range b.pieces {
		b.pieces[i] = b.pieces[i][:0]
	}
	into, aside := -1, false
	for {
		tok, err := b.s.next()
		if err != nil {
			return err
		}
		switch {
		case tok.kind == closeTag && tok.name == "c":
			return nil
		case tok.name == "c" || tok.name == "row":
			return errXML
		case tok.name == "rPh":
			aside = tok.kind == openTag && !tok.alone
		case tok.kind == openTag && !tok.alone:
			into = pieceOf(tok.name)
		case tok.kind == closeTag:
			into = -1
		case tok.kind == textToken && into >= 0 && !aside:
			if b.pieces[into], err = tok.appendText(b.pieces[into]); err != nil {
				return err
			}
			if len(b.pieces[into]) > b.s.max {
				return errToken
			}
		}
	}
}

func pieceOf(name string) int {
	switch name {
	case "v":
		return valuePiece
	case "f":
		return formulaPiece
	case "t":
		return textPiece
	}
	return -1
}

// value writes what a person sees in the cell. A formula that was never computed is shown itself rather than lost.
func (b *bookReader) value(kind string, style int) error {
	v := bytes.TrimSpace(b.pieces[valuePiece])
	switch kind {
	case "s":
		n, ok := digits(v)
		text, there := b.f.book.texts.text(n)
		if !ok || !there {
			return errXML
		}
		b.buf = appendEscaped(b.buf, text)
	case "inlineStr":
		b.buf = appendEscaped(b.buf, b.pieces[textPiece])
	case "str":
		b.buf = appendEscaped(b.buf, b.pieces[valuePiece])
	case "b":
		b.buf = append(b.buf, yesNo(v)...)
	case "d":
		b.buf = append(b.buf, bytes.TrimSuffix(v, []byte("T00:00:00"))...)
	case "e":
		b.buf = append(b.buf, v...)
	default:
		b.buf = append(b.buf, b.f.book.format(style).write(string(v), b.f.book.date04)...)
	}
	if len(v) == 0 && len(b.pieces[formulaPiece]) > 0 && kind != "str" {
		b.buf = append(append(b.buf, '='), b.pieces[formulaPiece]...)
	}
	return nil
}

func yesNo(v []byte) string {
	switch string(v) {
	case "1", "true":
		return "true"
	case "0", "false":
		return "false"
	}
	return ""
}

// kindOf tells a cell's kind without making a string of each.
func kindOf(t []byte) string {
	for _, kind := range [...]string{"s", "inlineStr", "str", "b", "d", "e"} {
		if string(t) == kind {
			return kind
		}
	}
	return ""
}

// split makes the row's cells.
func (b *bookReader) split() []string {
	text, n := string(b.buf), 0
	b.cells = b.cells[:0]
	for _, s := range b.spans {
		for ; n < s.col; n++ {
			b.cells = append(b.cells, "")
		}
		b.cells = append(b.cells, sound(text[s.start:s.end]))
		n++
	}
	return b.cells
}

// column reads the letters of a cell's name, AB12, as a column counted from 0; a cell without a name follows the last.
func column(name []byte, last int) (int, bool) {
	if name == nil {
		return last + 1, true
	}
	n, i := 0, 0
	for ; i < len(name) && i < 4 && name[i] >= 'A' && name[i] <= 'Z'; i++ {
		n = 26*n + int(name[i]-'A') + 1
	}
	return n - 1, i > 0 && i < 4
}

// digits reads a whole number that is not negative, of nine digits at most; nothing is 0.
func digits(b []byte) (int, bool) {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' || n > 99_999_999 {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}
