package boardweb

import (
	"strings"

	"preau/internal/kit/sheet"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/board"
	"preau/internal/needs/needsweb/msg"
)

// places are what goes where: for each place, the lines that its members want (R054).
func (p consolidationPage) places(ds []board.Delivery) ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.PlacesCaption, "n", len(ds)), Head: 1, Cols: []ui.Col{
		{Label: t.S(msg.ColLine)}, {Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColQuantity), Num: true}, {Label: t.S(msg.ColUnit)},
	}}
	for _, d := range ds[p.from(len(ds)):p.to(len(ds))] {
		table.Rows = append(table.Rows, ui.Row{Group: t.S(msg.PlaceHead, "members", p.memberNames(d), "address", p.address(d))})
		for _, l := range p.Lot.Lines {
			if n := d.Totals[l.Number]; n > 0 {
				table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
					ui.Ref(lineRef(t, p.Lot, l)), ui.Parts{ui.Text(l.Title), ui.Sub(l.Note)}, ui.Strong(t.Quantity(n)), ui.Text(l.Unit),
				}})
			}
		}
	}
	return table
}

func (p consolidationPage) memberNames(d board.Delivery) string {
	var names []string
	for _, m := range d.Members {
		names = append(names, m.Name)
	}
	return strings.Join(names, ", ")
}

// address is the place as it is written on one line; of whom none is known it says so.
func (p consolidationPage) address(d board.Delivery) string {
	town := strings.TrimSpace(d.Place.PostalCode + " " + d.Place.Commune)
	if d.Place.Address == "" {
		return p.T.S(msg.NoAddress, "commune", town)
	}
	street := d.Place.Address
	if d.Place.Complement != "" {
		street += ", " + d.Place.Complement
	}
	return street + ", " + town
}

// placesSub says what a place is: a sheet names none.
func (p consolidationPage) placesSub() string {
	return p.T.S(msg.PlacesSub, "n", p.SeveralSites())
}

// placeFigures is a line a place and article: what whoever delivers sorts and prints.
func (p consolidationPage) placeFigures() figures {
	t := p.T
	heads := []sheet.Head{
		{Title: t.S(msg.ColMembersOf), Width: 40},
		{Title: t.S(msg.ColAddress), Width: 32},
		{Title: t.S(msg.ColPostalCode)},
		{Title: t.S(msg.ColCommune)},
		{Title: t.S(msg.ColLine), Width: 10},
		{Title: t.S(msg.ColArticle), Width: 40},
		{Title: t.S(msg.ColUnit), Width: 12},
		{Title: t.S(msg.ColQuantity), Kind: sheet.Quantity},
	}
	return figures{name: t.S(msg.FilePlaces, "group", p.number(), "lot", p.lotNumber()), heads: heads, rows: func(yield func(...sheet.Cell) bool) {
		for _, d := range p.Deliveries() {
			street := strings.TrimSuffix(d.Place.Address+", "+d.Place.Complement, ", ")
			for _, l := range p.Lot.Lines {
				n := d.Totals[l.Number]
				if n > 0 && !yield(
					sheet.Text(p.memberNames(d)), sheet.Text(street), sheet.Text(d.Place.PostalCode), sheet.Text(d.Place.Commune),
					sheet.Text(lineRef(t, p.Lot, l)), sheet.Text(l.Title), sheet.Text(l.Unit), sheet.Thousandths(n),
				) {
					return
				}
			}
		}
		p.notes(yield)
		yield(sheet.Text(p.placesSub()))
	}}
}
