// Package sheet writes tables as files that people open in a spreadsheet.
package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"preau/internal/kit/i18n"
)

// Cell is one cell: a text or a number.
type Cell struct {
	text        string
	thousandths int64
	number      bool
}

// Text is a cell that is never taken for a formula.
func Text(s string) Cell { return Cell{text: s} }

// Thousandths is a number held in thousandths: 2500 is 2,5.
func Thousandths(n int64) Cell { return Cell{thousandths: n, number: true} }

// CSV writes a file as the spreadsheets of the reader's country open it: UTF-8 with a mark, and a semicolon with decimal
// commas in French, a comma with decimal points in English.
type CSV struct {
	w     *csv.Writer
	comma string
	err   error
}

// NewCSV begins a file. The first fault while writing is told by Close.
func NewCSV(w io.Writer, lang i18n.Lang) *CSV {
	_, err := io.WriteString(w, "\ufeff")
	c := &CSV{w: csv.NewWriter(w), comma: ",", err: err}
	c.w.Comma, c.w.UseCRLF = ';', true
	if lang == i18n.English {
		c.w.Comma, c.comma = ',', "."
	}
	return c
}

// Write adds a row.
func (c *CSV) Write(cells ...Cell) {
	row := make([]string, len(cells))
	for i, x := range cells {
		row[i] = c.cell(x)
	}
	if len(row) == 0 {
		row = []string{""}
	}
	if err := c.w.Write(row); err != nil && c.err == nil {
		c.err = err
	}
}

// Close ends the file, and tells the first fault.
func (c *CSV) Close() error {
	c.w.Flush()
	if c.err == nil {
		c.err = c.w.Error()
	}
	if c.err != nil {
		return fmt.Errorf("csv: %w", c.err)
	}
	return nil
}

func (c *CSV) cell(x Cell) string {
	if !x.number {
		return Harmless(x.text)
	}
	sign, n := "", x.thousandths
	if n < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%s%d", sign, n/1000)
	if frac := strings.TrimRight(fmt.Sprintf("%03d", n%1000), "0"); frac != "" {
		s += c.comma + frac
	}
	return s
}

// Harmless puts an apostrophe before a text that a spreadsheet would run as a formula (CWE-1236): one that begins with
// = + - @, a tab or a carriage return, blanks in front not counted.
func Harmless(s string) string {
	trimmed := strings.TrimLeft(s, " \u00a0\u202f")
	if trimmed != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(trimmed)[0]) {
		return "'" + s
	}
	return s
}
