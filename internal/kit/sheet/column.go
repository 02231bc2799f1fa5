package sheet

import (
	"io"

	"preau/internal/kit/i18n"
)

// Need says what an import asks of a column.
type Need int

// The needs: the column may be missing; it must be there; it must be there and filled in on each line.
const (
	Optional Need = iota
	Present
	Filled
)

// Column declares one column of an import, as data: how it may be called, and where its cells go in a T.
// A cell's text comes without blanks around it, in Unicode's composed form; an empty one is not handed over.
type Column[T any] struct {
	Key   string   // names it in reports, and to Record.Fail
	Label i18n.Key // its title in words, as reports and models say it
	Names []string // the titles that are taken, in French and English, the label's own among them; case, accents, spaces and signs do not count
	Need  Need
	Max   int // characters, 0 for no limit of its own

	Text  func(*T) *string                          // a plain text goes there, or
	Parse func(into *T, cell string) (bad i18n.Msg) // this reads it; the zero Msg says that it is fine
}

// Columns are all that an import takes; what else a file has is told and left alone.
type Columns[T any] []Column[T]

// Faults are a programmer's mistakes, for the test of whoever declares columns: a name that two columns take, a label
// that its column would not recognise in one of the languages.
func (cs Columns[T]) Faults(c *i18n.Catalogue) []string {
	var out []string
	taken := map[string]string{}
	for _, col := range cs {
		names := map[string]bool{}
		for _, n := range col.Names {
			if other := taken[fold(n)]; other != "" && other != col.Key {
				out = append(out, col.Key+": "+n+" is a name of "+other)
			}
			taken[fold(n)], names[fold(n)] = col.Key, true
		}
		for _, lang := range i18n.Langs {
			if label := c.For(lang, nil).S(col.Label); !names[fold(label)] {
				out = append(out, col.Key+": "+label+" is none of its names")
			}
		}
		if (col.Text == nil) == (col.Parse == nil) {
			out = append(out, col.Key+": it needs one of Text and Parse")
		}
	}
	return out
}

// Model writes an empty file that an import takes: the titles of its columns, to be filled in.
func (cs Columns[T]) Model(format Format, w io.Writer, t *i18n.T, name string) error {
	heads := make([]Head, len(cs))
	for i, c := range cs {
		heads[i].Title = t.S(c.Label)
	}
	out, err := New(format, w, t, name, heads...)
	if err != nil {
		return err
	}
	return out.Close()
}
