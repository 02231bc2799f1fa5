package boardweb

import (
	"preau/internal/kit/sheet"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/needsweb/msg"
)

// members are who wants something of the lot: a row a member, a column a line (R054).
func (p consolidationPage) members() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.MembersCaption, "n", len(p.Members)), Sheet: true, Cols: []ui.Col{{Label: t.S(msg.ColMember)}}}
	total := ui.Row{Cells: ui.Parts{ui.Strong(p.totalLabel())}}
	for _, l := range p.Lot.Lines {
		table.Cols = append(table.Cols, ui.Col{Label: lineRef(t, p.Lot, l) + " " + shortened(l.Title), Num: true})
		total.Cells = append(total.Cells, ui.Strong(t.Quantity(p.Totals[l.Number])))
	}
	n := len(p.Members)
	for i := p.from(n); i < p.to(n); i++ {
		m := p.Members[i]
		row := ui.Row{Cells: ui.Parts{ui.Parts{ui.Link{Label: m.Name, Href: p.path(byMember + "/" + m.Ref)}, ui.Sub(m.Commune)}}}
		for _, l := range p.Lot.Lines {
			shown := ui.Text("–")
			if q := p.Cells[l.Number][i]; q > 0 {
				shown = ui.Text(t.Quantity(q))
			}
			row.Cells = append(row.Cells, shown)
		}
		table.Rows = append(table.Rows, row)
	}
	table.Foot = []ui.Row{total}
	return table
}

// shortened is the beginning of a title: two hundred columns stand beside each other, and each has its number.
func shortened(title string) string {
	const most = 20
	if r := []rune(title); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return title
}

// totalLabel says whose total it is.
func (p consolidationPage) totalLabel() string {
	if p.Text == "" {
		return p.T.S(msg.TotalOfAll)
	}
	return p.T.S(msg.TotalOfSome, "n", len(p.Members))
}

func (p consolidationPage) memberFigures() figures {
	t := p.T
	heads := []sheet.Head{{Title: t.S(msg.ColMember), Width: 40}, {Title: t.S(msg.ColCommune)}}
	total := []sheet.Cell{sheet.Text(p.totalLabel()), sheet.Text("")}
	for _, l := range p.Lot.Lines {
		heads = append(heads, sheet.Head{Title: t.S(msg.LineHead, "ref", lineRef(t, p.Lot, l), "article", l.Title, "unit", l.Unit), Kind: sheet.Quantity, Width: 16})
		total = append(total, sheet.Thousandths(p.Totals[l.Number]))
	}
	return figures{name: t.S(msg.FileMembers, "group", p.number(), "lot", p.lotNumber()), heads: heads, rows: func(yield func(...sheet.Cell) bool) {
		for i, m := range p.Members {
			row := []sheet.Cell{sheet.Text(m.Name), sheet.Text(m.Commune)}
			for _, l := range p.Lot.Lines {
				row = append(row, sheet.Thousandths(p.Cells[l.Number][i]))
			}
			if !yield(row...) {
				return
			}
		}
		if yield(total...) {
			p.notes(yield)
		}
	}}
}
