package boardweb

import (
	"net/http"

	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf"
	"preau/internal/kit/web"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/msg"
)

// consolidationPDF is what the page shows, with its filters, and who is left out.
func (h *Handler) consolidationPDF(way string) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, err := h.consolidationPage(r, way)
		if err != nil {
			return err
		}
		if err := bounded(p.paperRows()); err != nil {
			return err
		}
		return h.sendPDF(w, r, p.paper())
	}
}

// paperRows is how many rows the PDF would have.
func (p consolidationPage) paperRows() int {
	n := len(p.lines()) + len(p.Others)
	switch p.Way {
	case byMember:
		for _, l := range p.Lot.Lines {
			n += p.Buyers(l.Number)
		}
	case byPlace:
		for _, d := range p.Deliveries() {
			n += len(d.Totals)
		}
	}
	return n
}

func (p consolidationPage) paper() paper {
	t := p.T
	name := func(k i18n.Key) string { return t.S(k, "group", p.number(), "lot", p.lotNumber()) }
	title := func(k i18n.Key) string { return t.S(k, "n", p.Lot.Position, "title", p.Lot.Title) }
	out := paper{facts: p.paperFacts(), others: p.others()}
	switch p.Way {
	case byMember:
		out.title, out.name, out.counted = title(msg.PdfMembersTitle), name(msg.FileMembers), p.memberList()
	case byPlace:
		out.title, out.name, out.counted, out.note = title(msg.PdfPlacesTitle), name(msg.FilePlaces), p.placeList(), p.placesSub()
	default:
		out.title, out.name, out.counted = title(msg.PdfTotalTitle), name(msg.FileName), p.totalList()
	}
	return out
}

func (p consolidationPage) paperFacts() []pdf.Fact {
	t := p.T
	out := append(
		groupFacts(t, p.GroupView.Group, p.Phase),
		pdf.Fact{Term: t.S(msg.ColLot), Value: t.S(msg.LotIndex, "n", p.Lot.Position, "title", p.Lot.Title)},
		pdf.Fact{Term: t.S(msg.CountedTerm), Value: t.S(msg.PdfCounted, "n", p.Sheets.Done(), "empty", p.Sheets.Empty)},
		pdf.Fact{Term: t.S(msg.ExcludedTerm), Value: t.Number(int64(p.Excluded))},
	)
	for _, l := range p.Leavers {
		out = append(out, pdf.Fact{Term: t.S(msg.LeftTerm), Value: place(l.Org.Name, l.Org.Commune)})
	}
	if p.Text != "" {
		out = append(out, pdf.Fact{Term: p.textLabel(), Value: p.Text})
	}
	if p.Wanted && p.Way == byTotal {
		out = append(out, pdf.Fact{Term: t.S(msg.PdfShown), Value: t.S(msg.FilterWanted)})
	}
	return out
}

// totalList has a row a line, below the sections of the lot.
func (p consolidationPage) totalList() list {
	t := p.T
	out := list{cols: []pdf.Col{
		{Title: t.S(msg.ColLine)},
		{Title: t.S(msg.ColArticle), Weight: 6},
		{Title: t.S(msg.ColUnit), Weight: 1.6},
		{Title: t.S(msg.ColTotal), Weight: 1.4, Num: true},
		{Title: t.S(msg.ColBuyers), Weight: 1.3, Num: true},
	}}
	section := ""
	for _, l := range p.lines() {
		if l.Section != section {
			section = l.Section
			out.rows = append(out.rows, pdf.Row{Group: section, Ungroup: section == ""})
		}
		out.rows = append(out.rows, pdf.Row{Cells: []pdf.Cell{
			{Text: lineRef(t, p.Lot, l)},
			{Text: l.Title, Sub: l.Note},
			{Text: l.Unit},
			{Text: t.Quantity(p.Totals[l.Number]), Bold: true},
			{Text: t.Number(int64(p.Buyers(l.Number)))},
		}})
	}
	return out
}

// memberList has what each member wants, then what all do.
func (p consolidationPage) memberList() list {
	out := list{cols: wantedCols(p.T)}
	for i, m := range p.Members {
		out.rows = append(out.rows, wanted(p.T, p.Lot, place(m.Name, m.Commune), func(l group.Line) int64 { return p.Cells[l.Number][i] })...)
	}
	return p.summed(out)
}

// placeList has what goes where.
func (p consolidationPage) placeList() list {
	t := p.T
	out := list{cols: wantedCols(t)}
	for _, d := range p.Deliveries() {
		title := t.S(msg.PlaceHead, "members", p.memberNames(d), "address", p.address(d))
		out.rows = append(out.rows, wanted(t, p.Lot, title, func(l group.Line) int64 { return d.Totals[l.Number] })...)
	}
	return p.summed(out)
}

// summed ends what is parted by member or place with the lot's sums.
func (p consolidationPage) summed(l list) list {
	if len(l.rows) > 0 {
		l.rows = append(l.rows, wanted(p.T, p.Lot, p.totalLabel(), func(l group.Line) int64 { return p.Totals[l.Number] })...)
	}
	return l
}

// others are the members that are in no total, each with how its sheet stands.
func (p consolidationPage) others() list {
	t := p.T
	out := list{
		title: t.S(msg.PdfOthers, "n", len(p.Others)), note: t.S(msg.PdfOthersNote),
		cols: []pdf.Col{{Title: t.S(msg.ColMember), Weight: 3}, {Title: t.S(msg.ColState)}},
	}
	for _, o := range p.Others {
		out.rows = append(out.rows, pdf.Row{Cells: pdf.Cells(place(o.Org.Name, o.Org.Commune), t.S(o.View.Label()))})
	}
	return out
}
