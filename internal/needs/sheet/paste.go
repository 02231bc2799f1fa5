package sheet

import (
	"strconv"
	"strings"

	"preau/internal/core/registers"
	"preau/internal/kit/quantity"
	"preau/internal/needs/group"
)

// Pasted is what was found in cells that come from a spreadsheet (R049).
type Pasted struct {
	Quantities map[int64]int64 // by line number, in thousandths; zeros that were written are there
	Left       []Unplaced      // rows that stand nowhere in the form
}

// Misfit says why a row was not placed.
type Misfit int

// The misfits.
const (
	NoSuchLine   Misfit = iota // no line has this reference or title
	SeveralLines               // more than one has
	TwiceSaid                  // an earlier row filled the line
	BeyondLines                // there are more quantities than lines
	BadQuantity                // Fault says why
)

// Unplaced is a row that was not placed.
type Unplaced struct {
	Row   int // from 1, as it was pasted
	Text  string
	Why   Misfit
	Line  group.Line // that BadQuantity and TwiceSaid are about
	Fault quantity.Fault
}

// Paste reads rows of « reference or title, quantity », or quantities alone in the order of the lines. Cells stand apart
// by tabs, else by semicolons; between the first and the last there may be others. An empty quantity leaves its line as it
// is. A first row without any figure is the columns' titles.
func Paste(text string, lot group.Lot, read func(s string, decimals int) (int64, quantity.Fault)) Pasted {
	p := paste{lot: lot, read: read, by: namesOf(lot), out: Pasted{Quantities: map[int64]int64{}}}
	rows := strings.Split(strings.TrimRight(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n\t ;"), "\n")
	sep := separator(text)
	for i, row := range rows {
		cells := []string{row}
		if sep != "" {
			cells = strings.Split(row, sep)
		}
		p.row(i, cells)
	}
	return p.out
}

func separator(text string) string {
	for _, sep := range []string{"\t", ";"} {
		if strings.Contains(text, sep) {
			return sep
		}
	}
	return ""
}

type paste struct {
	lot  group.Lot
	read func(s string, decimals int) (int64, quantity.Fault)
	by   map[string][]int // places in the lot's lines
	out  Pasted
}

// namesOf are what the lines may be called: « 2.7 », « 7 », or their title. A title wins over a number.
func namesOf(lot group.Lot) map[string][]int {
	titles, refs := map[string][]int{}, map[string][]int{}
	for i, l := range lot.Lines {
		titles[registers.Fold(l.Title)] = append(titles[registers.Fold(l.Title)], i)
		n := strconv.FormatInt(l.Number, 10)
		for _, ref := range []string{n, strconv.FormatInt(lot.Position, 10) + " " + n} {
			refs[ref] = append(refs[ref], i)
		}
	}
	for ref, at := range refs {
		if titles[ref] == nil {
			titles[ref] = at
		}
	}
	return titles
}

func (p *paste) row(i int, cells []string) {
	last := len(cells) - 1
	for last > 0 && strings.TrimSpace(cells[last]) == "" {
		last--
	}
	said := strings.TrimSpace(cells[last])
	switch {
	case i == 0 && !strings.ContainsAny(strings.Join(cells, ""), "0123456789"), said == "":
		return // titles of columns; nothing
	case len(cells) == 1:
		p.inOrder(i, said)
	case last == 0:
		return // a line without a quantity
	default:
		p.named(i, cells[:last], said)
	}
}

// inOrder places a quantity that stands alone: the rows are the lines.
func (p *paste) inOrder(i int, said string) {
	if i >= len(p.lot.Lines) {
		p.leave(Unplaced{Row: i + 1, Text: said, Why: BeyondLines})
		return
	}
	p.place(i, p.lot.Lines[i], said, said)
}

// named places a quantity by the first cell of its row that names a line.
func (p *paste) named(i int, names []string, said string) {
	text := strings.TrimSpace(strings.Join(names, " "))
	several := false
	for _, name := range names {
		at := p.by[registers.Fold(name)]
		if len(at) == 1 {
			p.place(i, p.lot.Lines[at[0]], text, said)
			return
		}
		several = several || len(at) > 1
	}
	why := NoSuchLine
	if several {
		why = SeveralLines
	}
	p.leave(Unplaced{Row: i + 1, Text: text, Why: why})
}

func (p *paste) place(i int, l group.Line, text, said string) {
	n, fault := p.read(said, l.Decimals)
	if fault != quantity.None {
		p.leave(Unplaced{Row: i + 1, Text: text, Why: BadQuantity, Line: l, Fault: fault})
		return
	}
	if _, twice := p.out.Quantities[l.Number]; twice {
		p.leave(Unplaced{Row: i + 1, Text: text, Why: TwiceSaid, Line: l})
		return
	}
	p.out.Quantities[l.Number] = n
}

func (p *paste) leave(u Unplaced) { p.out.Left = append(p.out.Left, u) }
