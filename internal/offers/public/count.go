package public

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Count is how many offers have a value.
type Count struct {
	Value string
	Label string // of communes and départements; else the page says it
	N     int
}

// Facets are how many offers there are of each kind, each kind counted without its own filter.
type Facets struct {
	Of    [kinds][]Count // in the order of the operator's lists, of months, of départements by their number
	Spots []Spot         // where they are, the most first
}

// Spot is a commune where something is offered.
type Spot struct {
	Code, Name, Department string
	N                      int
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
				out.add(Kind(k), t.ID, t.Label, l.by[k][t.ID], set)
			}
		}
	}
	months, m := of(Months), l.day[:7]
	for range monthsAhead {
		out.add(Months, m, "", l.by[Months][m], months)
		m = monthAfter(m)
	}
	set := of(Departments)
	for _, d := range l.departments {
		out.add(Departments, d.code, d.name, l.by[Departments][d.code], set)
	}
	out.add(Places, anyPlace, "", l.by[Places][anyPlace], of(Places))
	out.Spots = l.spots(of(Communes))
	return out
}

func (f *Facets) add(k Kind, value, label string, has, among *roaring.Bitmap) {
	if has == nil {
		return
	}
	if n := has.AndCardinality(among); n > 0 {
		f.Of[k] = append(f.Of[k], Count{value, label, int(n)}) //nolint:gosec // no more than there are cards
	}
}

// spots counts by commune.
func (l *look) spots(of *roaring.Bitmap) []Spot {
	n := make([]int, len(l.towns))
	it := of.ManyIterator()
	var buf [2048]uint32
	for got := it.NextMany(buf[:]); got > 0; got = it.NextMany(buf[:]) {
		for _, slot := range buf[:got] {
			n[l.town[slot]]++
		}
	}
	var out []Spot
	for i, t := range l.towns[1:] {
		if n[i+1] > 0 {
			out = append(out, Spot{t.code, t.name, t.department, n[i+1]})
		}
	}
	slices.SortFunc(out, func(a, b Spot) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Code, b.Code)) })
	return out
}
