package needs

import "sort"

// newBoard sorts cells into members × lots, the least advanced members first.
func newBoard(g Group, lots []Lot, cells []cell) Board {
	b := Board{Group: g}
	column := map[int64]int{}
	for i, l := range lots {
		column[l.Position] = i
		b.Lots = append(b.Lots, LotCount{Lot: l})
	}
	index := map[string]int{}
	for _, c := range cells {
		i, ok := index[c.org.ID]
		if !ok {
			i = len(b.Members)
			index[c.org.ID] = i
			b.Members = append(b.Members, newMember(c.org, len(lots)))
		}
		if c.lot > 0 {
			b.Members[i].States[column[c.lot]] = ViewOf(c.state, c.filled)
		}
	}
	b.count()
	return b
}

func newMember(o Org, lots int) MemberRow {
	m := MemberRow{Org: o, States: make([]View, lots)}
	for i := range m.States {
		m.States[i] = ViewNone
	}
	return m
}

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
