package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"
	"unicode/utf16"
)

// A4, in points.
const (
	a4Wide = 595.28
	a4High = 841.89
)

// file is a PDF before it is written: what is drawn on each page, and the letters that it takes.
type file struct {
	wide, high float64
	pages      []*sheet
	on         *sheet // that is drawn on
	letters    [2]letters
	marks      []mark
}

// letters are what a document has of one face.
type letters struct {
	face *face
	used [1 << 16 / 64]uint64 // a bit for each code point
}

// sheet is one page: its marks in the language of PDFs, and how it was left, so that nothing is said twice.
type sheet struct {
	bytes.Buffer
	ink, line color
	width     float64
	letters   style
	begun     struct{ ink, line, letters bool }
}

// mark is a line of the reader's list of contents.
type mark struct {
	title string
	page  int
	y     float64
}

func newFile(f *faces, landscape bool) *file {
	out := &file{wide: a4Wide, high: a4High, letters: [2]letters{{face: f.regular}, {face: f.bold}}}
	if landscape {
		out.wide, out.high = a4High, a4Wide
	}
	return out
}

func (f *file) addPage() {
	f.pages = append(f.pages, &sheet{})
	f.goTo(len(f.pages))
}

// goTo draws on a page from now on; they count from 1.
func (f *file) goTo(page int) { f.on = f.pages[page-1] }

func (s *sheet) number(v float64, decimals int) {
	s.Write(strconv.AppendFloat(s.AvailableBuffer(), v, 'f', decimals, 64))
	s.WriteByte(' ')
}

func (s *sheet) numbers(all ...float64) {
	for _, v := range all {
		s.number(v, 2)
	}
}

func (s *sheet) color(c color, operator string) {
	for _, v := range []int{c.r, c.g, c.b} {
		s.number(float64(v)/255, 3)
	}
	s.WriteString(operator)
}

func (s *sheet) inkIn(c color) {
	if !s.begun.ink || s.ink != c {
		s.color(c, "rg\n")
		s.ink, s.begun.ink = c, true
	}
}

// text sets a legible text; y is its baseline.
func (f *file) text(x, y float64, text string, as style) {
	s, cut := f.on, 0
	if as.bold {
		cut = 1
	}
	s.inkIn(as.color)
	if was := s.letters; !s.begun.letters || was.bold != as.bold || was.size != as.size {
		fmt.Fprintf(s, "BT /F%d %.2f Tf ET\n", cut+1, as.size)
	}
	s.letters, s.begun.letters = as, true
	s.WriteString("BT ")
	s.numbers(x, f.high-y)
	s.WriteString("Td (")
	for _, r := range text {
		if r > 1<<16-1 { // no face has it, and legible left none
			r = unknown
		}
		f.letters[cut].used[r/64] |= 1 << (r % 64)
		s.escaped(byte(r>>8), byte(r))
	}
	s.WriteString(") Tj ET\n")
}

// escaped writes bytes of a string between brackets.
func (s *sheet) escaped(all ...byte) { escape(&s.Buffer, all...) }

func escape(to *bytes.Buffer, all ...byte) {
	for _, c := range all {
		switch c {
		case '\\', '(', ')':
			to.WriteByte('\\')
		case '\r':
			to.WriteByte('\\')
			c = 'r'
		}
		to.WriteByte(c)
	}
}

func (f *file) stroke(x1, x2, y, width float64, c color) {
	s := f.on
	if !s.begun.line || s.line != c {
		s.color(c, "RG\n")
	}
	if !s.begun.line || s.width != width {
		s.number(width, 2)
		s.WriteString("w\n")
	}
	s.line, s.width, s.begun.line = c, width, true
	s.numbers(x1, f.high-y)
	s.WriteString("m ")
	s.numbers(x2, f.high-y)
	s.WriteString("l S\n")
}

func (f *file) rectangle(x, y, w, h float64, c color) {
	s := f.on
	s.inkIn(c)
	s.numbers(x, f.high-y, w, -h)
	s.WriteString("re f\n")
}

func (f *file) bookmark(title string, y float64) {
	f.marks = append(f.marks, mark{title, len(f.pages), y})
}

// about is what the file says of itself.
type about struct {
	title, author, lang string
	made                time.Time
}

// objects is a PDF in the making, whose parts refer to each other by number.
type objects struct {
	bytes.Buffer
	at []int // where each begins
}

// The numbers of the first two objects; those of pages follow.
const (
	treeObject      = 1
	resourcesObject = 2
)

// begin opens the object of a number; all numbers are taken in their order, but for the first two.
func (o *objects) begin(n int) {
	for len(o.at) < n {
		o.at = append(o.at, 0)
	}
	o.at[n-1] = o.Len()
	fmt.Fprintf(o, "%d 0 obj\n", n)
}

func (o *objects) next() int { return max(len(o.at), resourcesObject) + 1 }

// object writes one whole, and gives its number.
func (o *objects) object(format string, args ...any) int {
	n := o.next()
	o.begin(n)
	fmt.Fprintf(o, format, args...)
	o.WriteString("\nendobj\n")
	return n
}

// stream writes a compressed one; more is what its dictionary says beside.
func (o *objects) stream(raw []byte, more string) (int, error) {
	packed, err := pack(raw)
	if err != nil {
		return 0, err
	}
	n := o.next()
	o.begin(n)
	fmt.Fprintf(o, "<</Filter /FlateDecode%s /Length %d>>\nstream\n", more, len(packed))
	o.Write(packed)
	o.WriteString("\nendstream\nendobj\n")
	return n, nil
}

// packers are kept: each has more than half a megabyte of tables, which cost more to make than a page to pack.
var packers = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

func pack(raw []byte) ([]byte, error) {
	var b bytes.Buffer
	z := packers.Get().(*zlib.Writer)
	defer packers.Put(z)
	z.Reset(&b)
	if _, err := z.Write(raw); err != nil {
		return nil, err
	}
	err := z.Close()
	return b.Bytes(), err
}

// write ends the file: its pages, its faces, its list of contents, what it says of itself, and where each of them begins.
func (f *file) write(to io.Writer, a about) error {
	var o objects
	o.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	first, err := f.putPages(&o)
	if err != nil {
		return err
	}
	if err := f.putFaces(&o); err != nil {
		return err
	}
	outlines := f.putMarks(&o, first)
	info := o.object("<</Producer (%s) /Title (%s) /Author (%s) /CreationDate (D:%[4]s) /ModDate (D:%[4]s)>>", said("Préau"), said(a.title), said(a.author),
		a.made.Format("20060102150405"))
	root := o.object("<</Type /Catalog /Pages %d 0 R /Lang (%s)%s>>", treeObject, a.lang, outlines)
	table := o.Len()
	fmt.Fprintf(&o, "xref\n0 %d\n0000000000 65535 f \n", len(o.at)+1)
	for _, at := range o.at {
		fmt.Fprintf(&o, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&o, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(o.at)+1, root, info, table)
	_, err = to.Write(o.Bytes())
	return err
}

// putPages gives the number of the first page's object; each is followed by what is drawn on it.
func (f *file) putPages(o *objects) (first int, err error) {
	first = o.next()
	var kids bytes.Buffer
	for i, p := range f.pages {
		n := o.object("<</Type /Page /Parent %d 0 R /Resources %d 0 R /Contents %d 0 R>>", treeObject, resourcesObject, first+2*i+1)
		fmt.Fprintf(&kids, "%d 0 R ", n)
		if _, err := o.stream(p.Bytes(), ""); err != nil {
			return first, err
		}
	}
	o.begin(treeObject)
	fmt.Fprintf(o, "<</Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 %.2f %.2f]>>\nendobj\n", kids.Bytes(), len(f.pages), f.wide, f.high)
	return first, nil
}

// putMarks writes the list of contents, and what the catalogue says of it.
func (f *file) putMarks(o *objects, firstPage int) string {
	if len(f.marks) == 0 {
		return ""
	}
	list := o.next() + len(f.marks) // behind its lines
	for i, m := range f.marks {
		sides := ""
		if i > 0 {
			sides += fmt.Sprintf(" /Prev %d 0 R", o.next()-1)
		}
		if i < len(f.marks)-1 {
			sides += fmt.Sprintf(" /Next %d 0 R", o.next()+1)
		}
		o.object("<</Title (%s) /Parent %d 0 R%s /Dest [%d 0 R /XYZ 0 %.2f null]>>", said(m.title), list, sides, firstPage+2*(m.page-1), f.high-m.y)
	}
	o.object("<</Type /Outlines /First %d 0 R /Last %d 0 R /Count %d>>", list-len(f.marks), list-1, len(f.marks))
	return fmt.Sprintf(" /Outlines %d 0 R /PageMode /UseOutlines", list)
}

// said is a text for people, outside of pages: in UTF-16, which says so.
func said(text string) []byte {
	var b bytes.Buffer
	escape(&b, 0xfe, 0xff)
	for _, u := range utf16.Encode([]rune(text)) {
		escape(&b, byte(u>>8), byte(u))
	}
	return b.Bytes()
}
