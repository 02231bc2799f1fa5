package pdf

import (
	"fmt"
	"iter"

	"github.com/skip2/go-qrcode"
)

// Sum is a line of what a table comes to.
type Sum struct {
	Term, Value string
	Total       bool // the sum of all: larger, below a line
}

// Ending is what closes a table: its sums on the right, and on the left a code that telephones read.
type Ending struct {
	Sums    []Sum
	Code    string // what the QR code says, an address as a rule; empty: there is none
	Caption string // beside the code
}

const (
	codeSide  = 76.0
	endingGap = 9.0  // above it
	sumsShare = 0.46 // of the width, for the sums
)

// TableAndSums sets a table with what it comes to, which is never torn from the table's last row, nor apart.
func (d *Document) TableAndSums(cols []Col, rows iter.Seq[Row], e Ending) {
	high := d.endingHeight(e)
	d.rows(cols, rows, high)
	d.need(high)
	d.ending(e)
}

func (d *Document) endingHeight(e Ending) float64 {
	if d.err != nil {
		return 0
	}
	high := 0.0
	for _, s := range e.Sums {
		high += d.sumHeight(s)
	}
	if e.Code != "" {
		high = max(high, codeSide)
	}
	return endingGap + high + 12
}

func (s Sum) style() style {
	if s.Total {
		return totalStyle
	}
	return textStyle
}

func (d *Document) sumTerm(s Sum) []string {
	as := s.style()
	return d.face(as).wrap(d.legible(s.Term), as.size, d.wide()*sumsShare-d.face(as).width(d.legible(s.Value), as.size)-3*padX)
}

func (d *Document) sumHeight(s Sum) float64 {
	return float64(len(d.sumTerm(s)))*s.style().leading() + padY
}

func (d *Document) ending(e Ending) {
	if d.err != nil {
		return
	}
	d.y += endingGap
	top := d.y
	x := d.right() - d.wide()*sumsShare
	for _, s := range e.Sums {
		as := s.style()
		if s.Total {
			d.fill(x, d.y, d.right()-x, d.sumHeight(s)+1, tint)
			d.line(x, d.right(), d.y, 1, strong)
			d.y++
		}
		for i, l := range d.sumTerm(s) {
			d.put(x+padX, d.y+padY/2+float64(i)*as.leading(), l, as)
		}
		d.putRight(d.right()-padX, d.y+padY/2, d.legible(s.Value), as)
		d.y += d.sumHeight(s)
	}
	low := d.y
	if e.Code != "" {
		d.code(e.Code, d.left(), top)
		wide := x - d.left() - codeSide - 24
		for i, l := range d.faces.regular.wrap(d.legible(e.Caption), quietStyle.size, wide) {
			d.put(d.left()+codeSide+10, top+4+float64(i)*quietStyle.leading(), l, quietStyle)
		}
		low = max(low, top+codeSide)
	}
	d.y = low + 12
}

// code draws a QR code, square by square, so that it is sharp on any printer. Neighbours in a row are one rectangle: no hairlines.
func (d *Document) code(text string, x, y float64) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		d.err = fmt.Errorf("QR code: %w", err)
		return
	}
	q.DisableBorder = true // the page is white around it
	squares := q.Bitmap()
	side := codeSide / float64(len(squares))
	d.f.SetFillColor(ink.r, ink.g, ink.b)
	for r, row := range squares {
		for from := 0; from < len(row); from++ {
			to := from
			for to < len(row) && row[to] {
				to++
			}
			if to > from {
				d.f.Rect(x+float64(from)*side, y+float64(r)*side, float64(to-from)*side, side, "F")
				from = to
			}
		}
	}
}
