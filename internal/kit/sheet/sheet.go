// Package sheet reads and writes the tables that people keep in spreadsheets, as CSV and XLSX.
//
// Reading streams: Open looks at a file, File.Rows gives its rows one after the other, and a Table gives its columns
// names and its cells types, with each bad cell told where the person finds it. GiveBack writes the same file again
// with what is wrong at the end of each line. Writing (New) is the same for both formats.
package sheet

import (
	"io"
	"iter"
	"strings"

	"preau/internal/kit/sheet/msg"
)

// Format is a kind of file.
type Format string

// The formats that are read and written.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// MediaType is what the format is called in HTTP.
func (f Format) MediaType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Limits bound what one file may cost. Zero means the default.
type Limits struct {
	Bytes    int64 // of the file as it is sent: 100 MB
	Rows     int   // with something in them: 1,048,576, as many as a spreadsheet has
	Columns  int   // 1,000
	Cell     int   // characters in a cell: 32,767, as many as a spreadsheet keeps
	Unzipped int64 // of the parts of an XLSX that are read: 1 GB. None of it is kept but the texts, see maxShared
}

const (
	megabyte   = 1_000_000
	maxRows    = 1_048_576 // what a spreadsheet holds
	maxColumns = 16_384    // likewise, empty ones included
	maxCell    = 32_767    // likewise
)

func (l Limits) orDefault() Limits {
	if l.Bytes == 0 {
		l.Bytes = 100 * megabyte
	}
	if l.Rows == 0 {
		l.Rows = maxRows
	}
	if l.Columns == 0 {
		l.Columns = 1000
	}
	if l.Cell == 0 {
		l.Cell = maxCell
	}
	if l.Unzipped == 0 {
		l.Unzipped = 1000 * megabyte
	}
	return l
}

// Options say how to open a file.
type Options struct {
	Sheet  string // the sheet of a workbook, by name; empty is the first visible one that holds something
	Limits Limits
}

// File is a table that can be read, as often as need be. It is not for several goroutines at once.
type File struct {
	format Format
	src    *source
	size   int64
	limits Limits
	csv    dialect
	book   *book // of an XLSX
	done   int64
	total  int64
}

// Open looks at a file: what it is, in which encoding and with which separator it is written, which sheet is meant.
// What is no table is refused with a Fault that says what to do. from must stay readable while the File is used.
func Open(from io.ReaderAt, size int64, o Options) (*File, error) {
	f := &File{src: &source{from: from}, size: size, limits: o.Limits.orDefault()}
	if size > f.limits.Bytes {
		return nil, fault(msg.TooLarge, "max", f.limits.Bytes/megabyte)
	}
	format, err := sniff(f.src, size)
	if err != nil {
		return nil, err
	}
	if f.format = format; format == XLSX {
		err = f.openBook(o.Sheet)
	} else {
		err = f.openText()
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Format is the file's kind, told by its content.
func (f *File) Format() Format { return f.format }

// Progress tells how far the last reading is, of how much.
func (f *File) Progress() (done, total int64) { return f.done, f.total }

// Row is a line of the table. Its cells are texts; numbers are written plainly with a dot, days as 2026-11-21.
type Row struct {
	Line  int      // as the spreadsheet numbers it
	Cells []string // from column A; the slice is good until the next row
}

// Cell is the text of a column counted from 0, "" past the row's end.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// width counts the columns up to the last one that holds something.
func (r Row) width() int {
	n := len(r.Cells)
	for n > 0 && strings.TrimSpace(r.Cells[n-1]) == "" {
		n--
	}
	return n
}

// Letter names a column counted from 0 as the spreadsheet does: A, B … Z, AA.
func Letter(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

// Rows gives the rows that hold something, from the first. What Harmless escaped is as it was. An error, always the
// last thing given, is a Fault, or the reader's own.
func (f *File) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		n := 0
		for row, err := range f.raw() {
			if err == nil && row.width() == 0 {
				continue
			}
			if n++; err == nil && n > f.limits.Rows {
				err = fault(msg.TooManyRows, "max", f.limits.Rows)
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			if f.format == CSV {
				for i, c := range row.Cells {
					row.Cells[i] = plain(c)
				}
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// raw gives every row with its cells as they stand; of a CSV, the empty ones too.
func (f *File) raw() iter.Seq2[Row, error] {
	if f.format == XLSX {
		return f.bookRows()
	}
	return f.textRows()
}
