// Package format writes the file format of PDF (ISO 32000-1): pages of letters, lines and rectangles, in embedded TrueType faces of which
// only the outlines that a document uses are in it.
//
// A letter is kept as its code point, so a document's text can be searched and copied; those beyond the first 65,536 cannot be written.
// Coordinates are points from the upper left corner of the page. The same content makes the same bytes.
package format

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf16"
)

// Info is what a document says of itself.
type Info struct {
	Title, Author, Producer string
	Lang                    string // of its text: "fr"
	Made                    time.Time
}

// Color is the red, green and blue of a screen, each from 0 to 255.
type Color [3]int

// File is a document in the making.
type File struct {
	info  Info
	w, h  float64
	fonts []*cast
	pages []*page
	now   *page
	marks []mark
}

// cast is a face with what the document uses of it.
type cast struct {
	*Face
	used []bool // by code point
}

// page is what is drawn on it, and what its letters and areas are drawn with by now.
type page struct {
	ops    []byte
	fill   *Color
	stroke *Color
	width  float64
	face   int
	size   float64
}

type mark struct {
	title string
	page  int
	y     float64
}

// New begins a document whose pages are of one size, without any page.
func New(w, h float64, i Info, faces ...*Face) *File {
	f := &File{info: i, w: w, h: h}
	for _, x := range faces {
		f.fonts = append(f.fonts, &cast{x, make([]bool, letters)})
	}
	return f
}

// AddPage begins a page behind the others.
func (f *File) AddPage() {
	f.now = &page{face: -1}
	f.pages = append(f.pages, f.now)
}

// Pages is how many there are.
func (f *File) Pages() int { return len(f.pages) }

// Turn goes on with a page, from 0.
func (f *File) Turn(n int) { f.now = f.pages[n] }

// Text sets a text on one line whose baseline begins at x, y, in a face by its place among those of the document.
func (f *File) Text(x, y float64, s string, face int, size float64, c Color) {
	p := f.now
	p.filling(c)
	if p.face != face || p.size != size {
		p.face, p.size = face, size
		p.ops = append(p.ops, "BT /F"...)
		p.ops = strconv.AppendInt(p.ops, int64(face), 10)
		p.number(size)
		p.ops = append(p.ops, " Tf ET\n"...)
	}
	p.ops = append(p.ops, "BT"...)
	p.numbers(x, f.h-y)
	p.ops = append(p.ops, " Td ("...)
	used := f.fonts[face].used
	for _, r := range s {
		if r < letters {
			used[r] = true
			p.ops = escaped(p.ops, uint16(r)) //nolint:gosec // it is less
		}
	}
	p.ops = append(p.ops, ") Tj ET\n"...)
}

// Line draws one from side to side.
func (f *File) Line(x1, x2, y, width float64, c Color) {
	p := f.now
	if p.stroke == nil || *p.stroke != c {
		p.stroke = &c
		p.color(c, " RG\n")
	}
	if p.width != width {
		p.width = width
		p.number(width)
		p.ops = append(p.ops, " w\n"...)
	}
	p.numbers(x1, f.h-y)
	p.ops = append(p.ops, " m"...)
	p.numbers(x2, f.h-y)
	p.ops = append(p.ops, " l S\n"...)
}

// Rect fills one whose upper left corner is x, y.
func (f *File) Rect(x, y, w, h float64, c Color) {
	p := f.now
	p.filling(c)
	p.numbers(x, f.h-y, w, -h)
	p.ops = append(p.ops, " re f\n"...)
}

// Bookmark is a line of the reader's list of contents, which leads to a height of this page.
func (f *File) Bookmark(title string, y float64) {
	f.marks = append(f.marks, mark{title, slices.Index(f.pages, f.now), y})
}

func (p *page) filling(c Color) {
	if p.fill == nil || *p.fill != c {
		p.fill = &c
		p.color(c, " rg\n")
	}
}

func (p *page) color(c Color, op string) {
	for _, v := range c {
		p.ops = append(p.ops, ' ')
		p.ops = strconv.AppendFloat(p.ops, float64(v)/255, 'f', 3, 64)
	}
	p.ops = append(p.ops, op...)
}

func (p *page) numbers(all ...float64) {
	for _, v := range all {
		p.number(v)
	}
}

func (p *page) number(v float64) {
	p.ops = strconv.AppendFloat(append(p.ops, ' '), v, 'f', 2, 64)
}

// escaped adds a unit of UTF-16 to a string between parentheses.
func escaped(b []byte, u uint16) []byte {
	for _, c := range [2]byte{byte(u >> 8), byte(u)} { //nolint:gosec // the two halves
		switch c {
		case '\\', '(', ')':
			b = append(b, '\\', c)
		case '\r': // a reader would take it for the end of a line
			b = append(b, '\\', 'r')
		default:
			b = append(b, c)
		}
	}
	return b
}

// words are a text outside the pages.
func words(b []byte, s string) []byte {
	b = escaped(append(b, '('), 0xfeff)
	for _, u := range utf16.Encode([]rune(s)) {
		b = escaped(b, u)
	}
	return append(b, ')')
}
