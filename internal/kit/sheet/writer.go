package sheet

import (
	"io"
	"strconv"
	"strings"
	"time"

	"preau/internal/kit/i18n"
)

// Kind is what a column or a cell holds.
type Kind int

// The kinds.
const (
	Words Kind = iota
	Quantity
	Whole
	Amount
	UnitPrice
	Date
	Moment
)

// Cell is one cell of a file that is written, exact: nothing passes by floating point but the numbers of an XLSX, which
// are that by its definition, and keep fifteen digits.
type Cell struct {
	kind Kind
	text string
	n    int64
	at   time.Time
}

// Text is a cell that is never taken for a formula.
func Text(s string) Cell { return Cell{text: s} }

// Thousandths is a quantity held in thousandths: 2500 is 2,5.
func Thousandths(n int64) Cell { return Cell{kind: Quantity, n: n} }

// Count is a whole number.
func Count(n int64) Cell { return Cell{kind: Whole, n: n} }

// Cents is an amount in euros held in cents.
func Cents(n int64) Cell { return Cell{kind: Amount, n: n} }

// Price is a unit price in euros held in ten-thousandths; two decimals are shown, more when there are.
func Price(n int64) Cell { return Cell{kind: UnitPrice, n: n} }

// Day is a day written 2026-11-21; "" is an empty cell.
func Day(iso string) Cell { return Cell{kind: Date, text: iso} }

// Instant is written to the minute, in the zone of the file's reader; the zero time is an empty cell.
func Instant(at time.Time) Cell { return Cell{kind: Moment, at: at} }

// Head is a column of a file that is written.
type Head struct {
	Title string
	Kind  Kind
	Width int // in characters, of an XLSX; 0 fits the kind and the title
}

// Writer writes a table. Close ends the file and must be called, also after an error; rows may be shorter than the
// titles, and an empty one leaves a line.
type Writer interface {
	Row(cells ...Cell) error
	Close() error
}

// New begins a file with its line of titles. name is the sheet's in an XLSX. A CSV is as the spreadsheets of the reader's
// country open it: UTF-8 with a mark, and a semicolon with decimal commas in French, a comma with decimal points in English.
func New(format Format, w io.Writer, t *i18n.T, name string, heads ...Head) (Writer, error) {
	if format == XLSX {
		return newBookWriter(w, t, name, heads)
	}
	return newTextWriter(w, t, heads)
}

// places are the decimals of each kind: those that a number is held with, and those that are shown even when they are zeros.
var places = map[Kind]struct{ held, shown int }{Quantity: {3, 0}, Whole: {0, 0}, Amount: {2, 2}, UnitPrice: {4, 2}}

// number writes a cell's number with a decimal point.
func (c Cell) number() string {
	p := places[c.kind]
	digits := strconv.FormatInt(c.n, 10)
	sign := ""
	if c.n < 0 {
		sign, digits = "-", digits[1:]
	}
	if n := p.held + 1 - len(digits); n > 0 {
		digits = strings.Repeat("0", n) + digits
	}
	whole, frac := digits[:len(digits)-p.held], digits[len(digits)-p.held:]
	for len(frac) > p.shown && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	if frac != "" {
		frac = "." + frac
	}
	return sign + whole + frac
}
