package pdf

import (
	"strings"

	"preau/internal/kit/pdf/msg"
)

// The page, in points: 15 mm of margin, and the bands of the running head and of the foot.
const (
	margin     = 42.5
	runningTop = 26.0 // below the margin, from the second page on
	footBand   = 22.0
)

// color is as the interface has it.
type color struct{ r, g, b int }

var (
	ink    = color{0x1d, 0x21, 0x25} // text
	quiet  = color{0x55, 0x5e, 0x67} // --ds-color-neutral-text-subtle
	accent = color{0x0e, 0x2c, 0x4e} // --ds-color-accent-text-default
	tint   = color{0xe1, 0xe9, 0xf3} // --ds-color-accent-surface-tinted
	faint  = color{0xf1, 0xf4, 0xf8}
	rule   = color{0xb8, 0xbc, 0xc0} // --ds-color-neutral-border-subtle
	white  = color{0xff, 0xff, 0xff}
	strong = color{0x1f, 0x5f, 0xa8} // --ds-color-accent-base-default
)

// style is how letters look.
type style struct {
	size  float64
	bold  bool
	color color
}

var (
	issuerStyle  = style{9, true, strong}
	madeStyle    = style{9, false, quiet}
	quietStyle   = style{8.5, false, quiet}
	titleStyle   = style{19, true, accent}
	headingStyle = style{12, true, accent}
	textStyle    = style{9.5, false, ink}
	boldStyle    = style{9.5, true, ink}
	colStyle     = style{8.5, true, accent}
	groupStyle   = style{9.5, true, accent}
	totalStyle   = style{11, true, accent}
	mentionStyle = style{12, true, white}
)

func (d *Document) face(s style) *face {
	if s.bold {
		return d.faces.bold
	}
	return d.faces.regular
}

// legible is a text in letters that can be set; that some were replaced is told at the end.
func (d *Document) legible(s string) string {
	out := d.faces.legible(s)
	d.gaps = d.gaps || strings.Count(out, string(unknown)) > strings.Count(s, string(unknown))
	return out
}

// leading is the height of a line.
func (s style) leading() float64 { return s.size * 1.32 }

// baseline is how far below the top of its line a text stands.
func (s style) baseline() float64 { return s.size * 0.98 }

// left and right bound what is set; top is where it begins on a page that is not the first.
func (d *Document) left() float64   { return margin }
func (d *Document) right() float64  { return d.w - margin }
func (d *Document) wide() float64   { return d.w - 2*margin }
func (d *Document) top() float64    { return margin + runningTop }
func (d *Document) bottom() float64 { return d.h - margin - footBand }

// room is what is left of the page.
func (d *Document) room() float64 { return d.bottom() - d.y }

func (d *Document) newPage() {
	if d.err != nil {
		return
	}
	if d.f.PageCount() >= MaxPages {
		d.err = errTooLong
		return
	}
	d.f.AddPage()
	d.inked = false
	if d.y = margin; d.f.PageCount() > 1 {
		d.runningHead()
		d.y = d.top()
	}
}

// need begins a new page where less than so much is left of this one.
func (d *Document) need(h float64) {
	if d.room() < h {
		d.newPage()
	}
}

// put sets a legible text on one line whose top is y.
func (d *Document) put(x, y float64, s string, as style) {
	if d.err != nil || s == "" {
		return
	}
	text, cut := d.cut(s)
	if d.now != as || d.from != cut || !d.inked {
		weight := ""
		if as.bold {
			weight = "B"
		}
		d.f.SetFont(cut, weight, as.size)
		d.f.SetTextColor(as.color.r, as.color.g, as.color.b)
		d.now, d.from, d.inked = as, cut, true
	}
	d.f.Text(x, y+as.baseline(), text)
}

// cut is the family that has a text's letters, and the text as the library takes it in this family.
func (d *Document) cut(s string) (text, cut string) {
	if text, ok := d.faces.latin.encode(s); ok {
		return text, latinFamily
	}
	if !d.whole {
		d.faces.embed(d.f)
		d.whole = true
	}
	return s, family
}

// putRight sets a text that ends at x.
func (d *Document) putRight(x, y float64, s string, as style) {
	if d.err == nil {
		d.put(x-d.face(as).width(s, as.size), y, s, as)
	}
}

func (d *Document) line(x1, x2, y, width float64, c color) {
	if d.err != nil {
		return
	}
	d.f.SetDrawColor(c.r, c.g, c.b)
	d.f.SetLineWidth(width)
	d.f.Line(x1, y, x2, y)
}

func (d *Document) fill(x, y, w, h float64, c color) {
	if d.err != nil {
		return
	}
	d.f.SetFillColor(c.r, c.g, c.b)
	d.f.Rect(x, y, w, h, "F")
}

// head is that of the first page: whose it is, when it was made and by whom, and what it is called.
func (d *Document) head() {
	if d.err != nil {
		return
	}
	d.put(d.left(), d.y, d.faces.bold.fit(d.legible(d.o.Issuer), issuerStyle.size, d.wide()*0.43), issuerStyle)
	d.putRight(d.right(), d.y, d.faces.regular.fit(d.legible(d.made()), madeStyle.size, d.wide()*0.55), madeStyle)
	d.y += issuerStyle.leading() + 8
	d.lines(d.o.Title, titleStyle)
	d.y += 4
	d.line(d.left(), d.right(), d.y, 1.4, strong)
	d.y += 12
}

// made says when and by whom.
func (d *Document) made() string {
	t := d.o.T
	if d.o.Maker == "" {
		return t.S(msg.Made, "date", t.DateTime(d.o.Made))
	}
	return t.S(msg.MadeBy, "date", t.DateTime(d.o.Made), "name", d.o.Maker)
}

// runningHead says on each further page what one is reading.
func (d *Document) runningHead() {
	when := d.legible(d.o.T.DateTime(d.o.Made))
	most := d.wide() - d.faces.regular.width(when, quietStyle.size) - 16
	d.put(d.left(), margin, d.faces.regular.fit(d.legible(d.o.Title), quietStyle.size, most), quietStyle)
	d.putRight(d.right(), margin, when, quietStyle)
	d.line(d.left(), d.right(), margin+quietStyle.leading()+3, 0.5, rule)
}

// feet number the pages, once it is known how many there are.
func (d *Document) feet() {
	t, n := d.o.T, d.f.PageCount()
	y := d.h - margin - quietStyle.leading()
	for i := 1; i <= n; i++ {
		d.f.SetPage(i)
		d.inked = false
		at := d.legible(t.S(msg.Page, "n", t.Number(int64(i)), "total", t.Number(int64(n))))
		most := d.wide() - d.faces.regular.width(at, quietStyle.size) - 16
		d.line(d.left(), d.right(), y-4, 0.5, rule)
		d.put(d.left(), y, d.faces.regular.fit(d.legible(d.o.Line), quietStyle.size, most), quietStyle)
		d.putRight(d.right(), y, at, quietStyle)
	}
}
