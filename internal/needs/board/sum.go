package board

import (
	"sort"

	"preau/internal/needs/group"
	"preau/internal/needs/sheet"
)

// newBoard is members × lots without any sheet.
func newBoard(g group.Group, lots []group.Lot, members []boardMember) Board {
	b := Board{Group: g, row: make(map[string]int, len(members)), column: make(map[int64]int, len(lots))}
	for i, l := range lots {
		b.column[l.Position] = i
		b.Lots = append(b.Lots, LotCount{Lot: l})
	}
	for i, m := range members {
		b.row[m.id] = i
		b.Members = append(b.Members, newMember(m.org, len(lots)))
	}
	return b
}

// set puts a sheet in its place. One of who is no member any more has none.
func (b *Board) set(c cell) {
	if i, ok := b.row[c.member]; ok {
		b.Members[i].States[b.column[c.lot]] = c.view()
	}
}

func newMember(o group.Org, lots int) MemberRow {
	m := MemberRow{Org: o, States: make([]sheet.View, lots)}
	for i := range m.States {
		m.States[i] = sheet.ViewNone
	}
	return m
}

// count sums the states, and puts the least advanced members first.
func (b *Board) count() {
	for i := range b.Members {
		for _, v := range b.Members[i].States {
			b.Members[i].add(v)
			b.Total.add(v)
		}
	}
	sort.SliceStable(b.Members, func(i, j int) bool { return b.Members[i].Done() < b.Members[j].Done() })
	for _, m := range b.Members {
		switch {
		case m.Done() == len(b.Lots):
			b.AllDone++
		case m.None == len(b.Lots):
			b.Nothing++
		}
		for l := range b.Lots {
			b.Lots[l].add(m.States[l])
			b.Lots[l].States = append(b.Lots[l].States, m.States[l])
		}
	}
}
