package index

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// mostBrands is how many brands are told.
const mostBrands = 40

// counter counts articles by kind.
type counter struct {
	markets, categories, brands, vats []int
	green                             [1 << 8]int
	bands                             [noBand + 1]int
	closed                            []int // those that nobody may order, by market
	buf                               [2048]uint32
}

var counters = sync.Pool{New: func() any { return new(counter) }}

func (c *counter) reset(n names) {
	zero := func(of []int, size int) []int {
		if cap(of) < size {
			return make([]int, size)
		}
		of = of[:size]
		clear(of)
		return of
	}
	c.markets, c.categories, c.brands = zero(c.markets, len(n.markets)), zero(c.categories, len(n.categories)), zero(c.brands, len(n.brands))
	c.vats, c.closed = zero(c.vats, len(n.vats)), zero(c.closed, len(n.markets))
	clear(c.green[:])
	clear(c.bands[:])
}

// scan counts a set of one segment.
func (c *counter) scan(p part, set *roaring.Bitmap) {
	it := set.ManyIterator()
	for n := it.NextMany(c.buf[:]); n > 0; n = it.NextMany(c.buf[:]) {
		for _, doc := range c.buf[:n] {
			f := &p.facets[doc]
			c.markets[f.market]++
			c.categories[f.category]++
			c.brands[f.brand]++
			c.vats[f.vat]++
			c.green[f.green]++
			c.bands[f.band]++
			if f.closed {
				c.closed[f.market]++
			}
		}
	}
}

// browsed keeps what was counted without words, while nothing changes: it is the most to count, and asked for again and again.
type browsed struct {
	mu sync.Mutex
	of map[string]Facets
}

// mostBrowsed is how many answers are kept.
const mostBrowsed = 256

func (b *browsed) get(q Query, count func() Facets) Facets {
	if strings.TrimSpace(q.Text) != "" {
		return count()
	}
	key := q.key()
	b.mu.Lock()
	f, ok := b.of[key]
	b.mu.Unlock()
	if ok {
		return f
	}
	f = count()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.of == nil || len(b.of) >= mostBrowsed {
		b.of = map[string]Facets{}
	}
	b.of[key] = f
	return f
}

// key tells apart what is counted.
func (q Query) key() string {
	var b strings.Builder
	f := q.Filter
	for _, numbers := range [][]int64{q.Visible, q.Mine, f.Markets, f.Categories} {
		fmt.Fprintf(&b, "%t %q ", numbers == nil, keyOf(numbers))
	}
	fmt.Fprintf(&b, "%q %v %d %v %t", f.Brands, f.VATs, f.Green, f.Bands, f.Mine)
	return b.String()
}

// count counts what is found by kind: each kind without its own filter.
func (s *snapshot) count(q Query, h *hits, fs []filters) Facets {
	var out Facets
	all := s.counted(h, fs, -1)
	defer counters.Put(all)
	of := func(kind int) *counter { return all }
	if slices.ContainsFunc(fs, filters.active) {
		of = func(kind int) *counter {
			for _, f := range fs {
				if f[kind] != nil {
					return s.counted(h, fs, kind)
				}
			}
			return all
		}
	}
	out.Markets = counts(of(kindMarket).markets, s.names.markets, 0)
	out.Categories = counts(of(kindCategory).categories, s.names.categories, 0)
	out.Brands = counts(of(kindBrand).brands, s.names.brands, mostBrands)
	out.VATs = counts(of(kindVAT).vats, s.names.vats, 0)
	for set, n := range of(kindGreen).green {
		for bit := range out.Green {
			if n > 0 && set&(1<<bit) != 0 {
				out.Green[bit] += n
			}
		}
	}
	copy(out.Bands[:], of(kindBand).bands[:len(out.Bands)])
	mine := of(kindMine)
	for n, market := range s.names.markets {
		if mine.markets[n] > 0 && slices.Contains(q.Mine, market) {
			out.Mine += mine.markets[n] - mine.closed[n]
		}
	}
	return out
}

// counted counts what is found and let through by all kinds of filters but one.
func (s *snapshot) counted(h *hits, fs []filters, but int) *counter {
	c, _ := counters.Get().(*counter)
	c.reset(s.names)
	for i, p := range s.segments {
		set := h.in(i)
		if f := fs[i].but(but); f != nil && !set.IsEmpty() {
			set = roaring.And(set, f)
		}
		c.scan(p, set)
	}
	return c
}

// counts are what was counted, the most first; most is how many at most, 0 all.
func counts[K cmp.Ordered](of []int, names []K, most int) []Count[K] {
	var out []Count[K]
	for n, count := range of {
		if count > 0 {
			out = append(out, Count[K]{names[n], count})
		}
	}
	slices.SortFunc(out, func(a, b Count[K]) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Key, b.Key)) })
	if most > 0 {
		out = out[:min(len(out), most)]
	}
	return slices.Clip(out)
}
