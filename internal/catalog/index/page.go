package index

import (
	"cmp"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// window is how many of the best are put in order by how well they are meant; behind them equals stand by their titles.
const window = 100

// place is an article in a segment.
type place struct {
	part int
	doc  uint32
}

// page are the numbers of the articles of a page.
func (s *snapshot) page(q Query, words []reading, h *hits) []int64 {
	if q.Size <= 0 {
		return nil
	}
	var at []place
	switch {
	case q.Sort == ByMeaning && len(words) > 0:
		at = s.best(q, words, h)
	case q.Sort == ByPriceUp || q.Sort == ByPriceDown:
		at = s.ordered(q, h, priceOrder(q.Sort == ByPriceDown))
	default:
		at = s.ordered(q, h, titleOrder())
	}
	out := make([]int64, len(at))
	for i, x := range at {
		out[i] = s.segments[x.part].ids[x.doc]
	}
	return out
}

// best are those of a page, the best first.
func (s *snapshot) best(q Query, words []reading, h *hits) []place {
	to := q.From + q.Size
	var first []place
	ends := make([]int, tierCount)
	for tier := range tierCount {
		if len(first) < max(to, window) {
			first = s.merge(first, tier, h, max(to, window))
		}
		ends[tier] = len(first)
	}
	from := 0
	for tier, end := range ends {
		if in := first[min(from, window):min(end, window)]; len(in) > 1 {
			s.fine(q, words, tier, in)
		}
		from = end
	}
	return first[min(q.From, len(first)):min(to, len(first))]
}

// merge adds the articles of a tier, in their order over all segments, until there are most.
func (s *snapshot) merge(out []place, tier int, h *hits, most int) []place {
	its := make([]roaring.IntPeekable, len(h.tiers))
	for i := range h.tiers {
		its[i] = h.tiers[i][tier].Iterator()
	}
	for len(out) < most {
		best := -1
		for i, it := range its {
			if it.HasNext() && (best < 0 || s.before(place{i, it.PeekNext()}, place{best, its[best].PeekNext()})) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		out = append(out, place{best, its[best].Next()})
	}
	return out
}

// before says which of two equals is shown first.
func (s *snapshot) before(a, b place) bool {
	p, r := s.segments[a.part], s.segments[b.part]
	return cmp.Or(cmp.Compare(p.keys[a.doc], r.keys[b.doc]), strings.Compare(p.titles.at(a.doc), r.titles.at(b.doc)), cmp.Compare(p.ids[a.doc], r.ids[b.doc])) < 0
}

// fine puts articles of one tier in order by how well they are meant: the reference as it was typed; words as they were typed, at the
// beginning of the title, in the order in which they were typed.
func (s *snapshot) fine(q Query, words []reading, tier int, in []place) {
	type scored struct {
		place
		score int
	}
	typed := strings.TrimSpace(q.Text)
	list := make([]scored, len(in))
	var title []string
	for i, x := range in {
		p := s.segments[x.part]
		list[i] = scored{place: x}
		if tier <= byBeginning {
			if strings.EqualFold(p.refs.at(x.doc), typed) {
				list[i].score = 1
			}
			continue
		}
		title = split(title[:0], p.titles.at(x.doc))
		list[i].score = likeness(title, words)
	}
	slices.SortStableFunc(list, func(a, b scored) int { return b.score - a.score })
	for i, x := range list {
		in[i] = x.place
	}
}

// likeness is how well a title is what was typed.
func likeness(title []string, words []reading) int {
	score, last := 0, -2
	for i, w := range words {
		at := slices.IndexFunc(title, func(t string) bool { return t == w.typed || t == w.read })
		if at < 0 {
			at = slices.IndexFunc(title, func(t string) bool { return w.isStemOf(t) })
		} else {
			score += 4
		}
		if at < 0 {
			last = -2
			continue
		}
		if at == 0 {
			score += 3
			if i == 0 {
				score += 3
			}
		}
		if at == last+1 {
			score += 2
		}
		last = at
	}
	return score
}

// isStemOf says whether a folded word has one of the stems. Stemming never changes how a word begins, and costs more than to look.
func (r reading) isStemOf(word string) bool {
	return slices.ContainsFunc(r.stems, func(st string) bool {
		n := min(2, len(st), len(word))
		return (st[:n] == word[:n] || numbers[word] != "") && st == stem(word)
	})
}

// split adds the words of a folded text.
func split(into []string, text string) []string {
	for w := range strings.SplitSeq(text, " ") {
		into = append(into, w)
	}
	return into
}

// order is an order of a segment's articles, and of those of several.
type order struct {
	seq     func(p part) []uint32 // from the first to the last
	compare func(p part, a uint32, r part, b uint32) int
}

func titleOrder() order {
	return order{
		seq: func(p part) []uint32 { return p.byTitle },
		compare: func(p part, a uint32, r part, b uint32) int {
			if p.segment == r.segment {
				return cmp.Compare(p.rankTitle[a], p.rankTitle[b])
			}
			return strings.Compare(p.titles.at(a), r.titles.at(b))
		},
	}
}

func priceOrder(down bool) order {
	o := order{
		seq:     func(p part) []uint32 { return p.byPriceUp },
		compare: func(p part, a uint32, r part, b uint32) int { return cheaper(p.prices[a], r.prices[b]) },
	}
	if down {
		o.seq = func(p part) []uint32 { return p.byPriceDown }
		o.compare = func(p part, a uint32, r part, b uint32) int { return dearer(p.prices[a], r.prices[b]) }
	}
	return o
}

// cheaper compares prices; what has none comes last.
func cheaper(a, b int64) int { return cmp.Compare(uint64(a), uint64(b)) } // NoPrice is the largest

// dearer compares prices the other way; what has none comes last, too.
func dearer(a, b int64) int { return cmp.Compare(b, a) }

// ordered are those of a page, by an order.
func (s *snapshot) ordered(q Query, h *hits, o order) []place {
	to := q.From + q.Size
	lists := make([][]uint32, len(s.segments))
	for i, p := range s.segments {
		lists[i] = p.first(h.in(i), to, o)
	}
	var out []place
	for len(out) < to {
		best := -1
		for i, l := range lists {
			if len(l) == 0 {
				continue
			}
			if best >= 0 && o.compare(s.segments[i], l[0], s.segments[best], lists[best][0]) >= 0 {
				continue
			}
			best = i
		}
		if best < 0 {
			break
		}
		out = append(out, place{best, lists[best][0]})
		lists[best] = lists[best][1:]
	}
	return out[min(q.From, len(out)):]
}

// first are the first articles of a set, by an order.
func (p part) first(set *roaring.Bitmap, most int, o order) []uint32 {
	n := int(set.GetCardinality())
	if n == 0 {
		return nil
	}
	if n*64 > p.size() { // many: the order is walked until there are enough
		return p.walk(set, min(most, n), o)
	}
	docs := set.ToArray()
	order := func(a, b uint32) int { return cmp.Or(o.compare(p, a, p, b), cmp.Compare(a, b)) }
	if most = min(most, n); most*8 > n {
		slices.SortFunc(docs, order)
		return docs[:most]
	}
	return least(docs, most, order)
}

// least are the first of some in an order, when they are few among many.
func least(docs []uint32, most int, order func(a, b uint32) int) []uint32 {
	out := make([]uint32, 0, most+1)
	for _, doc := range docs {
		if len(out) == most && order(doc, out[most-1]) > 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, doc, order)
		out = slices.Insert(out, at, doc)
		out = out[:min(len(out), most)]
	}
	return out
}

func (p part) walk(set *roaring.Bitmap, most int, o order) []uint32 {
	dense := set.ToDense()
	out := make([]uint32, 0, most)
	for _, doc := range o.seq(p) {
		if w := int(doc >> 6); w < len(dense) && dense[w]&(1<<(doc&63)) != 0 {
			if out = append(out, doc); len(out) == most {
				break
			}
		}
	}
	return out
}
