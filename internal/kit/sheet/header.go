package sheet

import (
	"strings"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet/msg"
)

// Header is the line of titles of a file: which column is which.
type Header struct {
	Line    int
	Titles  []Title
	Unknown []Title // told, never a fault
	errors  int     // one more than the column that GiveBack added when this file was given back before, 0 for none
}

// Title is a column's title in the file.
type Title struct {
	Col  int // from 0
	Name string
	Key  string // of the column that it names, "" when it is unknown
}

// Letter is the column's, as the spreadsheet names it.
func (t Title) Letter() string { return Letter(t.Col) }

// headerWithin is among how many lines that hold something the titles are looked for; titles and explanations of the
// whole table may stand above them.
const headerWithin = 20

// errorNames are how GiveBack calls its column in each language: a corrected file comes back with it.
var errorNames = []string{"Erreur", "Error"}

// declared is what matching titles needs to know of the columns, whatever they are read into.
type declared struct {
	key   string
	label i18n.Key
	names []string // folded
	need  Need
}

func (cs Columns[T]) declared() []declared {
	out := make([]declared, len(cs))
	for i, c := range cs {
		out[i] = declared{key: c.Key, label: c.Label, need: c.Need}
		for _, n := range c.Names {
			out[i].names = append(out[i].names, fold(n))
		}
	}
	return out
}

// matchHeader reads a row as the line of titles.
func matchHeader(row Row, cols []declared) Header {
	h := Header{Line: row.Line}
	byName := map[string]string{}
	for _, c := range cols {
		for _, n := range c.names {
			byName[n] = c.key
		}
	}
	for i, name := range row.Cells {
		folded := fold(name)
		if folded == "" {
			continue
		}
		t := Title{Col: i, Name: shorten(name), Key: byName[folded]}
		h.Titles = append(h.Titles, t)
		switch {
		case t.Key != "":
		case isErrorName(folded):
			h.errors = i + 1
		default:
			h.Unknown = append(h.Unknown, t)
		}
	}
	return h
}

func isErrorName(folded string) bool {
	for _, n := range errorNames {
		if fold(n) == folded {
			return true
		}
	}
	return false
}

// matches counts the columns that are recognised.
func (h Header) matches() int {
	keys := map[string]bool{}
	for _, t := range h.Titles {
		if t.Key != "" {
			keys[t.Key] = true
		}
	}
	return len(keys)
}

// tooWide says whether a row has something beyond the last title. The column that GiveBack added is none: what it stands
// beside was beyond the titles before.
func (h Header) tooWide(row Row) bool {
	last := -1
	for _, t := range h.Titles {
		if t.Col != h.errors-1 {
			last = t.Col
		}
	}
	for i := last + 1; i < row.width(); i++ {
		if i != h.errors-1 && trim(row.Cells[i]) != "" {
			return true
		}
	}
	return false
}

// column finds the title that names a column.
func (h Header) column(key string) (Title, bool) {
	for _, t := range h.Titles {
		if t.Key == key {
			return t, true
		}
	}
	return Title{}, false
}

// fault says what is wrong with the titles, nil when nothing is: a column that must be there is missing, or one is
// there twice.
func (h Header) fault(cols []declared) error {
	var more []i18n.Msg
	for _, c := range cols {
		more = append(more, h.twice(c)...)
		if _, there := h.column(c.key); !there && c.need != Optional {
			more = append(more, h.missing(c))
		}
	}
	if len(more) == 0 {
		return nil
	}
	f := fault(msg.Header)
	f.Line = h.Line
	if h.matches() == 0 {
		more = append([]i18n.Msg{i18n.M(msg.HeaderNone, "n", headerWithin)}, more...)
	}
	f.More = append(more, i18n.M(msg.HeaderFound, "line", h.Line, "names", h.names()))
	return f
}

func (h Header) twice(c declared) []i18n.Msg {
	first, _ := h.column(c.key)
	var out []i18n.Msg
	for _, t := range h.Titles {
		if t.Key == c.key && t.Col != first.Col {
			out = append(out, i18n.M(msg.HeaderTwice, "name", i18n.M(c.label), "first", first.Letter(), "second", t.Letter()))
		}
	}
	return out
}

// missing names the column, and the unknown title that is nearest to it.
func (h Header) missing(c declared) i18n.Msg {
	nearest, best := Title{}, 0.3 // of four letters, one may differ
	for _, t := range h.Unknown {
		for _, n := range c.names {
			if d := unlike(fold(t.Name), n); d < best {
				nearest, best = t, d
			}
		}
	}
	if nearest.Name == "" {
		return i18n.M(msg.HeaderMissing, "name", i18n.M(c.label))
	}
	return i18n.M(msg.HeaderMissingNear, "name", i18n.M(c.label), "letter", nearest.Letter(), "found", nearest.Name)
}

// namesShown is how many titles are said of a file that has more.
const namesShown = 30

func (h Header) names() string {
	var names []string
	for _, t := range h.Titles {
		if len(names) == namesShown {
			names = append(names, "…")
			break
		}
		names = append(names, t.Name)
	}
	return strings.Join(names, ", ")
}

// unlike is 0 for the same words and 1 for nothing in common: the letters to change (Levenshtein), or, when one title
// holds the other (« UAI de l'école »), a small part of what it has more.
func unlike(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	if len(x) < len(y) {
		x, y = y, x
	}
	if len(y) == 0 {
		return 1
	}
	if len(y) > 2 && strings.Contains(string(x), string(y)) {
		return 0.3 * float64(len(x)-len(y)) / float64(len(x))
	}
	return float64(distance(x, y)) / float64(len(x))
}

func distance(x, y []rune) int {
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		diagonal := last[0]
		last[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal, last[j+1] = last[j+1], min(cost, last[j]+1, last[j+1]+1)
		}
	}
	return last[len(y)]
}
