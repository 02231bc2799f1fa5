package pdf

import (
	"iter"

	"preau/internal/kit/pdf/msg"
)

// Col is a column of a table.
type Col struct {
	Title  string
	Weight float64 // its share of the width; 0 is 1
	Num    bool    // numbers, which end below each other
}

// Cell is what a row has in a column.
type Cell struct {
	Text string
	Sub  string // below it, smaller
	Bold bool
}

// Row is a row of a table: its cells, or the title of those that follow it.
type Row struct {
	Cells   []Cell
	Group   string
	Ungroup bool // the group before ends here, and none begins
	Total   bool // a sum: bold, below a line
}

// Cells are texts as the cells of a row.
func Cells(texts ...string) []Cell {
	out := make([]Cell, len(texts))
	for i, s := range texts {
		out[i].Text = s
	}
	return out
}

const (
	padX = 5.0
	padY = 3.0
)

// table is one that is being set.
type table struct {
	d      *Document
	cols   []Col
	widths []float64
	titles [][]string
	group  string  // that is going on
	wait   bool    // its title is to be set with the row that follows
	keep   float64 // what must stand on the page of the row that is being set, below it
}

// letter is a line of a cell.
type letter struct {
	text string
	as   style
	drop float64 // to the line that the letters beside it stand on
}

// Table sets rows below titles that come again on each page. A row is on one page unless it is taller than one; a group's title is on
// the page of its first row, and comes again where the group goes on.
func (d *Document) Table(cols []Col, rows iter.Seq[Row]) {
	d.rows(cols, rows, 0)
	d.y += 10
}

// rows is Table, with room of a height below the last row, on its page.
func (d *Document) rows(cols []Col, rows iter.Seq[Row], end float64) {
	if d.err != nil {
		return
	}
	t := d.table(cols)
	d.need(t.headHeight() + 3*textStyle.leading())
	t.head()
	var before Row
	held := false // before is still to be set: the last row is known only when none follows
	set := func(keep float64) {
		if held {
			t.keep = keep
			t.row(before)
			held = false
		}
	}
	for r := range rows {
		if d.err != nil {
			return
		}
		set(0)
		if r.Group != "" || r.Ungroup {
			t.flush()
			t.group, t.wait = d.legible(r.Group), r.Group != ""
			continue
		}
		before, held = r, true
	}
	set(end)
	t.flush()
}

func (d *Document) table(cols []Col) *table {
	t := &table{d: d, cols: cols}
	sum := 0.0
	for _, c := range cols {
		sum += c.weight()
	}
	for _, c := range cols {
		w := d.wide() * c.weight() / sum
		t.widths = append(t.widths, w)
		t.titles = append(t.titles, d.face(colStyle).wrap(d.legible(c.Title), colStyle.size, w-2*padX))
	}
	return t
}

func (c Col) weight() float64 {
	if c.Weight <= 0 {
		return 1
	}
	return c.Weight
}

func (t *table) headHeight() float64 {
	n := 1
	for _, l := range t.titles {
		n = max(n, len(l))
	}
	return float64(n)*colStyle.leading() + 2*padY
}

func (t *table) head() {
	d, h, x := t.d, t.headHeight(), t.d.left()
	d.fill(d.left(), d.y, d.wide(), h, tint)
	for i, c := range t.cols {
		for n, l := range t.titles[i] {
			t.set(x, d.y+padY+float64(n)*colStyle.leading(), i, c, letter{text: l, as: colStyle})
		}
		x += t.widths[i]
	}
	d.y += h
}

// set puts a line into the column that begins at x.
func (t *table) set(x, y float64, i int, c Col, l letter) {
	if c.Num {
		t.d.putRight(x+t.widths[i]-padX, y+l.drop, l.text, l.as)
	} else {
		t.d.put(x+padX, y, l.text, l.as)
	}
}

// groupLines are a group's title, two lines of it at most.
func (t *table) groupLines(s string) []string {
	lines := t.d.face(groupStyle).wrap(s, groupStyle.size, t.d.wide()-2*padX)
	if len(lines) > 2 {
		lines[1] += "…"
		lines = lines[:2]
	}
	return lines
}

func groupHeight(lines []string) float64 { return float64(len(lines))*groupStyle.leading() + 2*padY }

func (t *table) setGroup(s string) {
	d, lines := t.d, t.groupLines(s)
	h := groupHeight(lines)
	d.fill(d.left(), d.y, d.wide(), h, faint)
	for i, l := range lines {
		d.put(d.left()+padX, d.y+padY+float64(i)*groupStyle.leading(), l, groupStyle)
	}
	d.y += h
	d.line(d.left(), d.right(), d.y, 0.5, rule)
}

// flush sets the title of a group that has no row.
func (t *table) flush() {
	if t.wait {
		t.begin(0)
	}
}

// begin makes room for a row of a height, below its group's title where that is still to come. One that is taller than a page begins
// where there is room for some lines of it.
func (t *table) begin(h float64) {
	d := t.d
	first := 0.0
	if t.wait {
		first = groupHeight(t.groupLines(t.group))
	}
	h += t.keep
	whole := first+h <= d.bottom()-d.top()-t.headHeight()
	if room := d.room(); room < first+h && (whole || room < first+6*textStyle.leading()) && d.y > d.top()+t.headHeight() {
		t.turn()
		return
	}
	if t.wait {
		t.wait = false
		d.bookmark(t.group)
		t.setGroup(t.group)
	}
}

// turn goes on on a new page.
func (t *table) turn() {
	d := t.d
	if d.newPage(); d.err != nil {
		return
	}
	t.head()
	switch {
	case t.wait:
		t.wait = false
		d.bookmark(t.group)
		t.setGroup(t.group)
	case t.group != "":
		t.setGroup(d.legible(d.o.T.S(msg.Continued, "title", t.group)))
	}
}

func (t *table) row(r Row) {
	d := t.d
	cells, most := make([][]letter, len(t.cols)), 1
	for i, c := range r.Cells[:min(len(r.Cells), len(t.cols))] {
		cells[i] = t.letters(i, c, r.Total)
		most = max(most, len(cells[i]))
	}
	t.begin(float64(most)*textStyle.leading() + 2*padY)
	if r.Total {
		d.line(d.left(), d.right(), d.y, 1, quiet)
	}
	for from := 0; from < most && d.err == nil; {
		to := min(most, from+max(1, int((d.room()-2*padY)/textStyle.leading())))
		t.lines(cells, from, to)
		if from = to; from < most {
			t.turn()
		}
	}
}

// letters are the lines of a cell.
func (t *table) letters(i int, c Cell, total bool) []letter {
	as, wide := textStyle, t.widths[i]-2*padX
	if c.Bold || total {
		as = boldStyle
	}
	var out []letter
	if w := t.d.face(as).width(t.d.legible(c.Text), as.size); t.cols[i].Num && w > wide { // a number is never cut
		as.size *= wide / w
	}
	for _, l := range t.d.face(as).wrap(t.d.legible(c.Text), as.size, wide) {
		out = append(out, letter{l, as, textStyle.baseline() - as.baseline()})
	}
	if c.Sub != "" {
		for _, l := range t.d.faces.regular.wrap(t.d.legible(c.Sub), quietStyle.size, wide) {
			out = append(out, letter{text: l, as: quietStyle})
		}
	}
	return out
}

// lines sets some of the lines of a row's cells: all, but of a row that is taller than a page.
func (t *table) lines(cells [][]letter, from, to int) {
	d, x := t.d, t.d.left()
	for i, c := range t.cols {
		for n := from; n < min(to, len(cells[i])); n++ {
			t.set(x, d.y+padY+float64(n-from)*textStyle.leading(), i, c, cells[i][n])
		}
		x += t.widths[i]
	}
	d.y += float64(to-from)*textStyle.leading() + 2*padY
	d.line(d.left(), d.right(), d.y, 0.4, rule)
}
