package pdf

// lines sets a text over the whole width, on as many lines and pages as it takes.
func (d *Document) lines(s string, as style) {
	if d.err != nil {
		return
	}
	for _, l := range d.face(as).wrap(d.legible(s), as.size, d.wide()) {
		d.need(as.leading())
		d.put(d.left(), d.y, l, as)
		d.y += as.leading()
	}
}

// Heading begins a part; it never stands alone at the foot of a page, and leads there from the reader's list of contents.
func (d *Document) Heading(s string) {
	if d.err != nil {
		return
	}
	if d.need(90); d.err != nil {
		return
	}
	d.y += 8
	d.bookmark(d.legible(s))
	d.lines(s, headingStyle)
	d.y += 4
}

// bookmark is a line of the reader's list of contents. The library writes it as it writes the letters of the page, by the face that is set.
func (d *Document) bookmark(s string) {
	if d.err == nil {
		s = d.faces.regular.fit(s, 1, 80)
		if d.from != family {
			s = outside(s)
		}
		d.f.Bookmark(s, 0, d.y)
	}
}

// Para is a paragraph.
func (d *Document) Para(s string) {
	d.lines(s, textStyle)
	d.y += 5
}

// Fact is a term and what it is.
type Fact struct{ Term, Value string }

// Facts are terms and what they are, below each other.
func (d *Document) Facts(all ...Fact) {
	if d.err != nil {
		return
	}
	term := 0.0
	for _, x := range all {
		term = max(term, d.faces.regular.width(d.legible(x.Term), textStyle.size))
	}
	term = min(term, d.wide()*0.4) + 14
	for _, x := range all {
		d.fact(x, term)
	}
	d.y += 8
}

// fact sets the value beside its term; both may take several lines.
func (d *Document) fact(x Fact, wide float64) {
	terms := d.faces.regular.wrap(d.legible(x.Term), textStyle.size, wide-14)
	values := d.faces.bold.wrap(d.legible(x.Value), textStyle.size, d.wide()-wide)
	quietly := textStyle
	quietly.color = quiet
	for i := range max(len(terms), len(values)) {
		d.need(textStyle.leading())
		if i < len(terms) {
			d.put(d.left(), d.y, terms[i], quietly)
		}
		if i < len(values) {
			d.put(d.left()+wide, d.y, values[i], boldStyle)
		}
		d.y += textStyle.leading() + 1
	}
}
