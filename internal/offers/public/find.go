package public

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"preau/internal/offers/offer"
	"preau/internal/offers/vocabulary"
)

// Found is what was found, a page of it, and how much there is of each kind.
type Found struct {
	Total   int
	Page    int
	Cards   []Card
	Facets  Facets
	Words   vocabulary.All
	Today   string
	Where   bool      // the place that was typed is known, or none was
	Changed time.Time // when what is public changed last, as this node knows
	Tag     string    // another one whenever anything else may be found
}

// tag names what may be found now.
func (x *index) tag() string {
	return fmt.Sprintf("%d.%d.%d.%d.%s", x.at, x.works, x.versions, x.termVersions, x.day)
}

// mostFound bounds a page.
const mostFound = 1000

// Find searches what is public now.
func (s *Service) Find(ctx context.Context, q Query) (Found, error) {
	x, err := s.current(ctx)
	if err != nil {
		return Found{}, err
	}
	q.Size, q.Page = min(max(q.Size, 1), mostFound), max(q.Page, 1)
	x.mu.RLock()
	defer x.mu.RUnlock()
	l := &look{index: x, q: q}
	out := Found{Words: x.vocabulary, Today: x.day, Changed: x.changed, Tag: x.tag()}
	if n, ok := offer.ParseNumber(strings.TrimSpace(q.Text)); ok {
		l.numbered(n)
	} else {
		l.met()
	}
	out.Where = l.where
	all := l.but(kinds)
	out.Total = int(all.GetCardinality()) //nolint:gosec // no more than there are cards
	out.Page = min(q.Page, max(1, (out.Total+q.Size-1)/q.Size))
	for _, slot := range l.page(all, (out.Page-1)*q.Size, q.Size) {
		c := *l.cards[slot]
		c.Structure = x.structures[c.OrgID].Structure
		out.Cards = append(out.Cards, c)
	}
	out.Facets = l.facets(all)
	return out, nil
}

// numbered finds one offer by its number.
func (l *look) numbered(n offer.Number) {
	l.base, l.where = roaring.New(), true
	it := l.open.ManyIterator()
	var buf [512]uint32
	for got := it.NextMany(buf[:]); got > 0; got = it.NextMany(buf[:]) {
		for _, slot := range buf[:got] {
			if l.cards[slot].Number == n {
				l.base.Add(slot)
			}
		}
	}
}

// page are the slots of a page, in the order that is asked for.
func (l *look) page(all *roaring.Bitmap, from, n int) []uint32 {
	switch l.q.Order {
	case Soonest:
		return l.first(all, from, n, func(c *Card) int64 {
			p, there := c.Next(l.day)
			if !there {
				return 1 << 62
			}
			return dayNumber(p.From)
		})
	case MostRoom:
		return l.first(all, from, n, func(c *Card) int64 {
			if !c.Left() {
				return 1
			}
			return -int64(c.Places)
		})
	case ByName:
		return l.first(all, from, n, func(c *Card) int64 { return letters(c.fold) })
	case ByMeaning, Newest:
	}
	if l.named == nil || l.q.Order == Newest {
		return newest(all, from, n, nil)
	}
	best := roaring.And(all, l.named)
	out := newest(best, from, n, nil)
	return newest(roaring.AndNot(all, best), from+len(out)-int(best.GetCardinality()), n-len(out), out) //nolint:gosec // no more than there are cards
}

// newest adds slots from the newest on, behind the first so many.
func newest(of *roaring.Bitmap, from, n int, out []uint32) []uint32 {
	size := int(of.GetCardinality()) //nolint:gosec // no more than there are cards
	for i := max(from, 0); n > 0 && i < size; i, n = i+1, n-1 {
		slot, err := of.Select(uint32(size - 1 - i)) //nolint:gosec // below the size
		if err != nil {
			break // there are as many as there are
		}
		out = append(out, slot)
	}
	return out
}

// first are the slots with the lowest keys, the newest first among equals.
func (l *look) first(of *roaring.Bitmap, from, n int, key func(*Card) int64) []uint32 {
	h := &lowest{by: l.cards}
	it := of.ManyIterator()
	var buf [512]uint32
	for got := it.NextMany(buf[:]); got > 0; got = it.NextMany(buf[:]) {
		for _, slot := range buf[:got] {
			h.offer(keyed{key(l.cards[slot]), slot}, from+n)
		}
	}
	slices.SortFunc(h.all, h.compare)
	var out []uint32
	for _, k := range h.all[min(from, len(h.all)):] {
		out = append(out, k.slot)
	}
	return out
}

type keyed struct {
	key  int64
	slot uint32
}

// lowest keeps the lowest keys, the highest of them on top.
type lowest struct {
	all []keyed
	by  []*Card
}

func (h *lowest) compare(a, b keyed) int {
	return cmp.Or(cmp.Compare(a.key, b.key), strings.Compare(h.by[a.slot].tie(a.key), h.by[b.slot].tie(b.key)), cmp.Compare(b.slot, a.slot))
}

// tie is what tells two cards apart whose keys are the first letters of their names; no other keys are below zero.
func (c *Card) tie(key int64) string {
	if key == letters(c.fold) {
		return c.fold
	}
	return ""
}

func (h *lowest) Len() int           { return len(h.all) }
func (h *lowest) Less(i, j int) bool { return h.compare(h.all[i], h.all[j]) > 0 }
func (h *lowest) Swap(i, j int)      { h.all[i], h.all[j] = h.all[j], h.all[i] }
func (h *lowest) Push(v any)         { h.all = append(h.all, v.(keyed)) } //nolint:forcetypeassert // nothing else is pushed
func (h *lowest) Pop() any {
	last := h.all[len(h.all)-1]
	h.all = h.all[:len(h.all)-1]
	return last
}

// offer keeps a key if it is among the so many lowest.
func (h *lowest) offer(k keyed, most int) {
	switch {
	case len(h.all) < most:
		heap.Push(h, k)
	case most > 0 && h.compare(k, h.all[0]) < 0:
		h.all[0] = k
		heap.Fix(h, 0)
	}
}

// letters are the first letters of a folded name, in their order.
func letters(fold string) int64 {
	var out int64
	for i := range 7 {
		out <<= 8
		if i < len(fold) {
			out |= int64(fold[i])
		}
	}
	return out
}

// dayNumber is a day as a number in the order of days.
func dayNumber(day string) int64 {
	var out int64
	for i := range len(day) {
		if d := day[i]; d >= '0' && d <= '9' {
			out = out*10 + int64(d-'0')
		}
	}
	return out
}
