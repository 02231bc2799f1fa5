package pdf

// Panel is a block of lines below a title, beside others: a sender, a recipient, an address.
type Panel struct {
	Title string
	Name  string // bold
	Lines []string
	Last  string // bold, such as a telephone; empty: none
}

// panelGap is what parts two panels.
const panelGap = 10.0

// Panels are blocks of the same width beside each other, all on one page.
func (d *Document) Panels(all ...Panel) {
	if d.err != nil || len(all) == 0 {
		return
	}
	wide := (d.wide() - panelGap*float64(len(all)-1)) / float64(len(all))
	set, most := make([][]letter, len(all)), 0
	for i, p := range all {
		set[i] = d.panel(p, wide-2*padX)
		most = max(most, len(set[i]))
	}
	titleHigh := colStyle.leading() + 2*padY
	high := titleHigh + float64(most)*textStyle.leading() + 2*padY + 2
	d.need(high)
	x := d.left()
	for i, p := range all {
		if p.Title == "" && len(set[i]) == 0 { // nothing beside the last one
			continue
		}
		d.fill(x, d.y, wide, titleHigh, tint)
		d.put(x+padX, d.y+padY, d.faces.bold.fit(d.legible(p.Title), colStyle.size, wide-2*padX), colStyle)
		d.fill(x, d.y+titleHigh, wide, high-titleHigh, faint)
		for n, l := range set[i] {
			d.put(x+padX, d.y+titleHigh+padY+float64(n)*textStyle.leading(), l.text, l.as)
		}
		x += wide + panelGap
	}
	d.y += high + 10
}

// panel are the lines of a panel, broken to its width.
func (d *Document) panel(p Panel, wide float64) []letter {
	var out []letter
	add := func(s string, as style) {
		if s == "" {
			return
		}
		for _, l := range d.face(as).wrap(d.legible(s), as.size, wide) {
			out = append(out, letter{text: l, as: as})
		}
	}
	add(p.Name, boldStyle)
	for _, l := range p.Lines {
		add(l, textStyle)
	}
	add(p.Last, boldStyle)
	return out
}

// Mention is what nobody may overlook: light letters on a dark band over the whole width.
func (d *Document) Mention(s string) {
	if d.err != nil {
		return
	}
	lines := d.face(mentionStyle).wrap(d.legible(s), mentionStyle.size, d.wide()-4*padX)
	high := float64(len(lines))*mentionStyle.leading() + 4*padY
	d.need(high)
	d.fill(d.left(), d.y, d.wide(), high, accent)
	for i, l := range lines {
		w := d.face(mentionStyle).width(l, mentionStyle.size)
		d.put(d.left()+(d.wide()-w)/2, d.y+2*padY+float64(i)*mentionStyle.leading(), l, mentionStyle)
	}
	d.y += high + 10
}
