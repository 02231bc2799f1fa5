package sheet

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet/msg"
)

// Table reads a file's rows as records of a T.
type Table[T any] struct {
	Header  Header
	file    *File
	columns Columns[T]
	title   map[string]Title // of each column that the file has
}

// NewTable finds the line of titles among the first lines of a file. A column that is missing or there twice is a
// Fault whose More says each. A CSV whose titles do not fit is tried with the other separators.
func NewTable[T any](f *File, columns Columns[T]) (*Table[T], error) {
	cols := columns.declared()
	h, err := f.header(cols)
	var wrong *Fault
	if errors.As(err, &wrong) && wrong.Msg.Key == msg.Header && f.format == CSV && !f.csv.sepLine {
		if sep, better, ok := f.otherSeparator(cols, h); ok {
			f.csv.sep, h, err = sep, better, nil
		}
	}
	if err != nil {
		return nil, err
	}
	t := &Table[T]{Header: h, file: f, columns: columns, title: map[string]Title{}}
	for _, x := range h.Titles {
		if x.Key != "" {
			t.title[x.Key] = x
		}
	}
	return t, nil
}

// header takes the first line with the most known titles.
func (f *File) header(cols []declared) (Header, error) {
	best, n := Header{}, 0
	for row, err := range f.Rows() {
		if err != nil {
			return best, err
		}
		h := matchHeader(row, cols)
		if m := best.matches(); h.matches() > m || m == 0 && h.matches() == 0 && len(h.Titles) > len(best.Titles) {
			best = h
		}
		if n++; n == headerWithin {
			break
		}
	}
	return best, best.fault(cols)
}

// otherSeparator finds a separator with which the titles fit.
func (f *File) otherSeparator(cols []declared, bad Header) (byte, Header, bool) {
	was := f.csv.sep
	defer func() { f.csv.sep = was }()
	for i := range len(separators) {
		f.csv.sep = separators[i]
		if h, err := f.header(cols); err == nil && h.matches() > bad.matches() {
			return separators[i], h, true
		}
	}
	return 0, bad, false
}

// Record is a line of the file as a T, and what is wrong with it.
type Record[T any] struct {
	Line  int
	Value T
	Bad   []Bad
	row   Row
	title map[string]Title
}

// Fail tells that a cell is bad for a reason that only the whole line, or the database, shows.
func (r *Record[T]) Fail(key string, reason i18n.Msg) {
	t, there := r.title[key]
	if !there {
		r.FailLine(reason)
		return
	}
	r.Bad = append(r.Bad, Bad{Line: r.Line, Letter: t.Letter(), Header: t.Name, Value: shorten(r.row.Cell(t.Col)), Reason: reason})
}

// Is says whether what is bad is a cell of a column.
func (r *Record[T]) Is(key string, b Bad) bool {
	t, there := r.title[key]
	return there && b.Letter != "" && b.Letter == t.Letter()
}

// FailLine tells that the line as a whole is bad.
func (r *Record[T]) FailLine(reason i18n.Msg) {
	r.Bad = append(r.Bad, Bad{Line: r.Line, Reason: reason})
}

// Records gives the lines below the titles, one after the other; a record is good until the next. An error is as in File.Rows.
func (t *Table[T]) Records() iter.Seq2[*Record[T], error] {
	return func(yield func(*Record[T], error) bool) {
		for row, err := range t.file.Rows() {
			if err != nil {
				yield(nil, err)
				return
			}
			if row.Line > t.Header.Line && !t.onlyErrors(row) && !yield(t.record(row), nil) {
				return
			}
		}
	}
}

// onlyErrors says whether nothing but a former error is left of a line that was emptied.
func (t *Table[T]) onlyErrors(row Row) bool {
	return t.Header.errors > 0 && !slices.ContainsFunc(row.Cells, func(c string) bool {
		return c != row.Cell(t.Header.errors-1) && trim(c) != ""
	})
}

func (t *Table[T]) record(row Row) *Record[T] {
	r := &Record[T]{Line: row.Line, row: row, title: t.title}
	for i := range t.columns {
		c := &t.columns[i]
		title, there := t.title[c.Key]
		if !there {
			continue
		}
		if bad := c.read(&r.Value, row.Cell(title.Col)); bad.Key != "" {
			r.Fail(c.Key, bad)
		}
	}
	if t.file.format == CSV && t.Header.tooWide(row) {
		r.FailLine(i18n.M(msg.RowTooWide)) // a text with the separator in it has moved all that follows
	}
	return r
}

// read takes a cell into the record.
func (c *Column[T]) read(into *T, cell string) i18n.Msg {
	cell = trim(norm.NFC.String(cell))
	switch {
	case cell == "" && c.Need == Filled:
		return i18n.M(msg.CellEmpty)
	case cell == "":
		return i18n.Msg{}
	case strings.ContainsRune(cell, utf8.RuneError):
		return i18n.M(msg.CellUnreadable)
	case c.Max > 0 && utf8.RuneCountInString(cell) > c.Max:
		return i18n.M(msg.CellLong, "max", c.Max)
	case c.Parse != nil:
		return c.Parse(into, cell)
	}
	*c.Text(into) = cell
	return i18n.Msg{}
}

// trim takes away what surrounds a text unseen: blanks, and the signs of no width that come with pasted addresses.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' })
}
