package public

import (
	"math"
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

// facets counts.
func (l *look) facets(all *roaring.Bitmap) Facets {
	var out Facets
	of := func(k Kind) *roaring.Bitmap {
		if l.sets[k] == nil {
			return all
		}
		return l.but(k)
	}
	for k, list := range lists {
		set := of(Kind(k))
		for _, t := range l.vocabulary {
			if t.List == list {
				l.add(&out, Kind(k), strconv.FormatInt(t.Number, 10), t.Label, t.ID, set)
			}
		}
	}
	months, m := of(Months), l.day[:7]
	for range monthsAhead {
		l.add(&out, Months, m, "", m, months)
		m = monthAfter(m)
	}
	set := of(Departments)
	for _, d := range l.departments {
		l.add(&out, Departments, d.code, d.name, d.code, set)
	}
	l.add(&out, Places, anyPlace, "", anyPlace, of(Places))
	out.Spots = l.spots(of(Communes))
	return out
}

// add adds a value of which there is something, or by which it is narrowed.
func (l *look) add(f *Facets, k Kind, value, label, id string, among *roaring.Bitmap) {
	n := uint64(0)
	if has := l.by[k][id]; has != nil {
		n = has.AndCardinality(among)
	}
	if n > 0 || slices.Contains(l.q.Chosen[k], value) {
		f.Of[k] = append(f.Of[k], Count{value, label, int(n)}) //nolint:gosec // no more than there are cards
	}
}

// spots counts by commune.
func (l *look) spots(of *roaring.Bitmap) []Spot {
	n := make([]uint32, len(l.towns))
	it := of.ManyIterator()
	var buf [2048]uint32
	for got := it.NextMany(buf[:]); got > 0; got = it.NextMany(buf[:]) {
		for _, slot := range buf[:got] {
			n[l.sheet[slot].town]++
		}
	}
	for _, code := range l.q.Chosen[Communes] { // even those where nothing is left
		if at, known := l.townOf[code]; known && n[at] == 0 {
			n[at] = chosenAlone
		}
	}
	n[0] = 0
	var most []uint64 // how many, and where: sorted as numbers
	for i, count := range n {
		if count > 0 {
			most = append(most, uint64(count&^chosenAlone)<<32|uint64(math.MaxUint32-uint32(i))) //nolint:gosec // there are 35,000 communes
		}
	}
	slices.Sort(most)
	out := make([]Spot, 0, len(most))
	for _, x := range slices.Backward(most) {
		out = append(out, Spot{l.towns[math.MaxUint32-uint32(x)], int(x >> 32)}) //nolint:gosec // its lower half; no more than there are cards
	}
	return out
}

// chosenAlone marks a commune that is chosen and has nothing.
const chosenAlone = 1 << 31
