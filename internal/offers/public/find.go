package public

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
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
	Around  string    // another one whenever structures, words or the day are others: while it is the same, so is what a version of a card shows
}

// Tag names what may be found now: while it is the same, so is what any query finds.
func (s *Service) Tag(ctx context.Context) (string, error) {
	x, err := s.current(ctx)
	if err != nil {
		return "", err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.tag(), nil
}

// tag names what may be found now.
func (x *index) tag() string { return strconv.FormatInt(x.at, 10) + "." + x.around() }

// around names what stands around the cards.
func (x *index) around() string {
	return fmt.Sprintf("%d.%d.%d.%d.%d.%d.%s", x.state.structures, x.works, x.versions, x.terms, x.retired, x.termVersions, x.day)
}

// Entry is an offer that is public, for a list of all of them.
type Entry struct {
	Number  offer.Number
	Changed time.Time
}

// All gives a part of all that is public, of so many each, the first part being 0, and how many parts there are: one at least.
func (s *Service) All(ctx context.Context, part, size int) ([]Entry, int, error) {
	x, err := s.current(ctx)
	if err != nil {
		return nil, 0, err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	var out []Entry
	n := 0
	for it := x.open.Iterator(); it.HasNext(); n++ {
		c := x.cards[it.Next()]
		if n/size == part {
			out = append(out, Entry{c.Number, c.Changed})
		}
	}
	return out, max(1, (n+size-1)/size), nil
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
	out := Found{Words: x.vocabulary, Today: x.day, Changed: x.changed, Tag: x.tag(), Around: x.around()}
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
		c.of = l.cards[slot]
		c.Structure = x.structures[c.OrgID].Structure
		out.Cards = append(out.Cards, c)
	}
	if !q.Bare {
		out.Facets = l.facets(all)
	}
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
		today := dayNumber(l.day)
		return l.first(all, from, n, func(slot uint32) int64 {
			next := int64(math.MaxInt64)
			for _, p := range l.periods(slot) {
				if p.until >= today {
					next = min(next, int64(p.from))
				}
			}
			return next
		})
	case MostRoom:
		return l.first(all, from, n, func(slot uint32) int64 {
			if at := &l.sheet[slot]; !at.closed {
				return -int64(at.places)
			}
			return 1
		})
	case ByName:
		return l.first(all, from, n, func(slot uint32) int64 { return l.sheet[slot].letters })
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

// first are the slots with the lowest keys, the newest first among equals; by names, the rest of the name tells equals apart.
func (l *look) first(of *roaring.Bitmap, from, n int, key func(slot uint32) int64) []uint32 {
	h := &lowest{most: from + n}
	if l.q.Order == ByName {
		h.by = l.cards
	}
	it := of.ManyIterator()
	var buf [2048]uint32
	for got := it.NextMany(buf[:]); got > 0; got = it.NextMany(buf[:]) {
		for _, slot := range buf[:got] {
			h.offer(keyed{key(slot), slot})
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

// lowest keeps so many of the lowest keys, the highest of them on top.
type lowest struct {
	most int
	all  []keyed
	by   []*Card // tell equals apart by their names; nil: nothing does
}

func (h *lowest) compare(a, b keyed) int {
	if a.key != b.key {
		return cmp.Compare(a.key, b.key)
	}
	if h.by != nil {
		if c := strings.Compare(h.by[a.slot].fold, h.by[b.slot].fold); c != 0 {
			return c
		}
	}
	return cmp.Compare(b.slot, a.slot)
}

// offer keeps a key if it is among the lowest.
func (h *lowest) offer(k keyed) {
	switch {
	case len(h.all) < h.most:
		h.all = append(h.all, k)
		h.up(len(h.all) - 1)
	case h.most > 0 && k.key <= h.all[0].key && h.compare(k, h.all[0]) < 0:
		h.all[0] = k
		h.down()
	}
}

func (h *lowest) up(i int) {
	for above := (i - 1) / 2; i > 0 && h.compare(h.all[i], h.all[above]) > 0; above = (i - 1) / 2 {
		h.all[i], h.all[above] = h.all[above], h.all[i]
		i = above
	}
}

func (h *lowest) down() {
	for i := 0; ; {
		top := i
		for _, below := range [2]int{2*i + 1, 2*i + 2} {
			if below < len(h.all) && h.compare(h.all[below], h.all[top]) > 0 {
				top = below
			}
		}
		if top == i {
			return
		}
		h.all[i], h.all[top] = h.all[top], h.all[i]
		i = top
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
func dayNumber(day string) int32 {
	var out int32
	for i := range min(len(day), len("2006-01-02")) {
		if d := day[i]; d >= '0' && d <= '9' {
			out = out*10 + int32(d-'0')
		}
	}
	return out
}
