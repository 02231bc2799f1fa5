package db

import (
	"context"
	"strconv"
	"strings"
)

// Rows are written many in one statement, which is several times faster than one by one.
type Rows struct {
	into  string
	end   string
	width int
	args  []any
}

// NewRows begins rows of so many columns. into is the statement up to its VALUES.
func NewRows(into string, width int) *Rows { return &Rows{into: into, width: width} }

// Ending is what stands behind the rows: ON CONFLICT … DO NOTHING.
func (r *Rows) Ending(end string) *Rows {
	r.end = " " + end
	return r
}

// Add adds a row.
func (r *Rows) Add(values ...any) { r.args = append(r.args, values...) }

// Write writes all that were added.
func (r *Rows) Write(ctx context.Context, tx *Tx) error {
	most, place := 100, func(i int) string { return "$" + strconv.Itoa(i) }
	if tx.Engine() == SQLite {
		// Its driver looks for each parameter among all of a statement, and compares names where they have some.
		most, place = max(1, 160/r.width), func(int) string { return "?" }
	}
	for len(r.args) > 0 {
		n := min(len(r.args)/r.width, most)
		part := r.args[:n*r.width]
		r.args = r.args[n*r.width:]
		if _, err := tx.Exec(ctx, r.into+places(n, r.width, place)+r.end, part...); err != nil {
			return err
		}
	}
	return nil
}

// places are the parameters of n rows: ($1, $2), ($3, $4).
func places(n, width int, place func(i int) string) string {
	var b strings.Builder
	for i := range n * width {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%width == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		b.WriteString(place(i + 1))
	}
	b.WriteByte(')')
	return b.String()
}
