package public

import (
	"slices"
	"strconv"

	"github.com/RoaringBitmap/roaring/v2"
)

// Count is how many offers have a value.
type Count struct {
	Value string // as Choose takes it
	Label string // none of months and places: the page says them
	N     int
}

// Facets are how many offers there are of each kind, each kind counted without its own filter. Of a value by which it is narrowed there may
// be none.
type Facets struct {
	Of    [kinds][]Count // in the order of the operator's lists, of months, of départements by their number
	Spots []Spot         // where they are, the most first
}

// Spot is a commune where something is offered.
type Spot struct {
	*Town
	N int
}

// monthsAhead is how many months are counted.
const monthsAhead = 12

// mark is what a card is counted by: a value of a kind. Communes and départements are counted by towns instead.
type mark struct {
	kind Kind
	id   string
}

// number is a mark's.
func (x *index) number(m mark) uint32 {
	n, known := x.numbers[m]
	if !known {
		n = uint32(len(x.numbers)) //nolint:gosec // far fewer than that
		x.numbers[m] = n
		x.counts.marks = append(x.counts.marks, 0)
	}
	return n
}

// tally is how many cards of a set have each mark, and are in each town.
type tally struct{ marks, towns []uint32 }

// add counts a card, or with -1 no longer.
func (t *tally) add(x *index, slot uint32, n int32) {
	for _, m := range x.marksOf(slot) {
		t.marks[m] += uint32(n) //nolint:gosec // it comes around to the same
	}
	t.towns[x.sheet[slot].town] += uint32(n) //nolint:gosec // the same
}

// marksOf are those of a slot.
func (x *index) marksOf(slot uint32) []uint32 {
	l := &x.sheet[slot]
	return x.marks[l.marked : l.marked+uint32(l.marks)]
}

// few is of how many cards each is asked what it is, rather than each value which of the cards have it.
const few = 8_000

// counted is how many of a set have each mark; nil where the bitmaps tell sooner.
func (l *look) counted(set *roaring.Bitmap) []uint32 {
	switch {
	case set == l.open:
		return l.counts.marks
	case set.GetCardinality() > few:
		return nil
	}
	return l.tallied(set).marks
}

// tallied counts a set by both, each card once.
func (l *look) tallied(set *roaring.Bitmap) tally {
	out := tally{make([]uint32, len(l.numbers)), make([]uint32, len(l.towns))}
	each(set, func(slots []uint32) {
		for _, slot := range slots {
			out.towns[l.sheet[slot].town]++
			for _, m := range l.marksOf(slot) {
				out.marks[m]++
			}
		}
	})
	return out
}

// inTowns is how many of a set are in each town; the first is none.
func (l *look) inTowns(set *roaring.Bitmap) []uint32 {
	if set == l.open {
		return l.counts.towns
	}
	out := make([]uint32, len(l.towns))
	each(set, func(slots []uint32) {
		for _, slot := range slots {
			out[l.sheet[slot].town]++
		}
	})
	return out
}

// all counts what was found; its marks are nil where the bitmaps tell sooner.
func (l *look) all(found *roaring.Bitmap) tally {
	switch {
	case found == l.open:
		return l.counts
	case found.GetCardinality() > few:
		return tally{towns: l.inTowns(found)}
	}
	return l.tallied(found)
}

// each goes through the slots of a set, some at a time.
func each(set *roaring.Bitmap, fn func(slots []uint32)) {
	it := set.ManyIterator()
	var buf [2048]uint32
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		fn(buf[:n])
	}
}

// facets counts.
func (l *look) facets(all *roaring.Bitmap) Facets {
	var out Facets
	found := l.all(all)
	ofAll := found.marks
	for k, list := range lists {
		n := l.counter(Kind(k), all, ofAll)
		for _, t := range l.vocabulary {
			if t.List == list {
				l.add(&out, Kind(k), strconv.FormatInt(t.Number, 10), t.Label, n(t.ID))
			}
		}
	}
	n, m := l.counter(Months, all, ofAll), l.day[:7]
	for range monthsAhead {
		l.add(&out, Months, m, "", n(m))
		m = monthAfter(m)
	}
	l.add(&out, Places, anyPlace, "", l.counter(Places, all, ofAll)(anyPlace))
	inTowns, inLands := found.towns, found.towns
	if l.sets[Communes] != nil {
		inTowns = l.inTowns(l.but(Communes))
	}
	if l.sets[Departments] != nil {
		inLands = l.inTowns(l.but(Departments))
	}
	l.lands(&out, inLands)
	out.Spots = l.spots(inTowns)
	return out
}

// counter counts the cards that have a value of a kind: of all that were found, or of what the other kinds leave.
func (l *look) counter(k Kind, all *roaring.Bitmap, ofAll []uint32) func(id string) uint32 {
	set, of := all, ofAll
	if l.sets[k] != nil {
		set = l.but(k)
		of = l.counted(set)
	}
	return func(id string) uint32 {
		has := l.by[k][id]
		switch {
		case has == nil:
			return 0
		case of != nil:
			return of[l.numbers[mark{k, id}]]
		}
		return uint32(has.AndCardinality(set)) //nolint:gosec // no more than there are cards
	}
}

// add adds a value of which there is something, or by which it is narrowed.
func (l *look) add(f *Facets, k Kind, value, label string, n uint32) {
	if n > 0 || slices.Contains(l.q.Chosen[k], value) {
		f.Of[k] = append(f.Of[k], Count{value, label, int(n)})
	}
}

// lands counts by département.
func (l *look) lands(f *Facets, inTowns []uint32) {
	n := make([]uint32, len(l.departments))
	for i, t := range l.towns[1:] {
		if t.Land >= 0 {
			n[t.Land] += inTowns[i+1]
		}
	}
	for i, d := range l.departments {
		l.add(f, Departments, d.code, d.name, n[i])
	}
}

// spots are the communes of which there is something, or by which it is narrowed, the most first.
func (l *look) spots(n []uint32) []Spot {
	chosen := map[uint32]bool{}
	for _, code := range l.q.Chosen[Communes] {
		chosen[l.townOf[code]] = true
	}
	of := make([]uint32, 0, len(n))
	for i, count := range n {
		if i > 0 && (count > 0 || len(chosen) > 0 && chosen[uint32(i)]) { //nolint:gosec // there are 35,000 communes
			of = append(of, uint32(i)) //nolint:gosec // the same
		}
	}
	out := make([]Spot, len(of))
	for i, town := range byMost(of, n) {
		out[i] = Spot{l.towns[town], int(n[town])}
	}
	return out
}

// byMost orders towns by how many there are in each, the most first, and leaves equals in their order: digit by digit, for there are
// thousands, and comparing them with each other would cost more than counting them did.
func byMost(towns, n []uint32) []uint32 {
	const bits, base = 8, 256
	most, to := uint32(0), make([]uint32, len(towns))
	for _, t := range towns {
		most = max(most, n[t])
	}
	for shift := 0; most>>shift > 0; shift += bits {
		var at [base + 1]int // where those of a digit begin, the highest first
		for _, t := range towns {
			at[base-int(n[t]>>shift%base)]++
		}
		for d := range base {
			at[d+1] += at[d]
		}
		for _, t := range towns {
			d := base - 1 - int(n[t]>>shift%base)
			to[at[d]] = t
			at[d]++
		}
		towns, to = to, towns
	}
	return towns
}
