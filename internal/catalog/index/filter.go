package index

import (
	"encoding/binary"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// The kinds of filters.
const (
	kindMarket = iota
	kindCategory
	kindBrand
	kindVAT
	kindGreen
	kindBand
	kindMine
	kindCount
)

// filters are what each kind lets through in one segment; nil: all.
type filters [kindCount]*roaring.Bitmap

// but is what all kinds let through but one; nil: all.
func (f filters) but(kind int) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for k, set := range f {
		if set != nil && k != kind {
			sets = append(sets, set)
		}
	}
	switch len(sets) {
	case 0:
		return nil
	case 1:
		return sets[0]
	}
	return roaring.FastAnd(sets...)
}

func (f filters) active() bool { return f != filters{} }

func (s *snapshot) filters(q Query) []filters {
	out := make([]filters, len(s.segments))
	for i, p := range s.segments {
		out[i] = filters{
			kindMarket:   p.of(s.names, q.Filter.Markets),
			kindCategory: chosen(p.categories, s.names.categories, q.Filter.Categories),
			kindBrand:    chosen(p.brands, s.names.brands, q.Filter.Brands),
			kindVAT:      chosen(p.vats, s.names.vats, q.Filter.VATs),
			kindGreen:    p.green(q.Filter.Green),
			kindBand:     p.band(q.Filter.Bands),
			kindMine:     p.mine(s.names, q),
		}
	}
	return out
}

// chosen are the articles of some keys; nil when no key is chosen.
func chosen[K comparable](of map[uint16]*roaring.Bitmap, names, keys []K) *roaring.Bitmap {
	if len(keys) == 0 {
		return nil
	}
	var sets []*roaring.Bitmap
	for n, name := range names {
		if set := of[uint16(n)]; set != nil && slices.Contains(keys, name) {
			sets = append(sets, set)
		}
	}
	return anyOf(sets)
}

// visible are the articles of the markets that a reader sees; nil: all.
func (p part) visible(n names, markets []int64) *roaring.Bitmap {
	if markets == nil {
		return nil
	}
	if len(markets) == 0 {
		return none
	}
	return p.of(n, markets)
}

// of are the articles of some markets; nil when none is named.
func (p part) of(n names, markets []int64) *roaring.Bitmap {
	if len(markets) < 2 {
		return chosen(p.markets, n.markets, markets)
	}
	return p.seen.get(keyOf(markets), func() *roaring.Bitmap { return chosen(p.markets, n.markets, markets) })
}

// keyOf is some numbers as a text, the same in any order.
func keyOf(numbers []int64) string {
	b := make([]byte, 0, 3*len(numbers))
	for _, n := range slices.Sorted(slices.Values(numbers)) {
		b = binary.AppendVarint(b, n)
	}
	return string(b)
}

func (p part) green(want Green) *roaring.Bitmap {
	if want == 0 {
		return nil
	}
	var sets []*roaring.Bitmap
	for bit, set := range p.greens {
		if want&(1<<bit) != 0 && set != nil {
			sets = append(sets, set)
		}
	}
	return anyOf(sets)
}

func (p part) band(want []int) *roaring.Bitmap {
	if len(want) == 0 {
		return nil
	}
	var sets []*roaring.Bitmap
	for i, set := range p.bands {
		if set != nil && slices.Contains(want, i) {
			sets = append(sets, set)
		}
	}
	return anyOf(sets)
}

// mine are the articles that the reader may order, when they are asked for alone.
func (p part) mine(n names, q Query) *roaring.Bitmap {
	if !q.Filter.Mine {
		return nil
	}
	if len(q.Mine) == 0 {
		return none
	}
	return roaring.AndNot(chosen(p.markets, n.markets, q.Mine), p.closed)
}
