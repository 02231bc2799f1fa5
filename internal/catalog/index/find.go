package index

import (
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// Find answers a query.
func (x *Index) Find(q Query) Found {
	s := x.snapshot()
	var f Found
	words, instead := s.readings(q)
	f.Instead = instead
	for _, r := range words {
		if r.read != "" {
			f.Meant = append(f.Meant, Meant{asTyped(q.Text, r.typed), r.said})
		}
	}
	hits := s.hits(q, words)
	if len(words) > 1 && hits.none() {
		if words, f.Dropped = s.without(q, words); len(f.Dropped) > 0 {
			hits = s.hits(q, words)
		}
		for i, w := range f.Dropped {
			f.Dropped[i] = asTyped(q.Text, w)
		}
	}
	fs := s.filters(q)
	f.Facets = s.browsed.get(q, func() Facets { return s.count(q, hits, fs) })
	hits.narrow(fs)
	f.Total = hits.count()
	f.References = hits.tier(0)
	f.IDs = s.page(q, words, hits)
	return f
}

// hits are what is found in each segment, the best first: by reference or EAN as a whole; by the beginning of a reference;
// all words in the title; there or in brand and category; there or in the description. No article is in two.
type hits struct {
	parts []part
	tiers [][]*roaring.Bitmap // of each segment
}

// The tiers.
const (
	byReference = iota
	byBeginning
	byTitle
	byNear
	byAny
	tierCount
)

func (s *snapshot) hits(q Query, words []reading) *hits {
	h := &hits{parts: s.segments}
	for _, p := range s.segments {
		tiers := make([]*roaring.Bitmap, tierCount)
		for i := range tiers {
			tiers[i] = none
		}
		if len(words) == 0 && strings.TrimSpace(q.Text) == "" {
			tiers[byTitle] = p.all()
		} else if strings.TrimSpace(q.Text) != "" {
			p.referred(q.Text, tiers)
			p.worded(words, tiers)
		}
		visible := p.visible(s.names, q.Visible)
		var before *roaring.Bitmap
		for i, set := range tiers {
			if set.IsEmpty() {
				continue
			}
			set = p.only(set)
			if visible != nil {
				set = roaring.And(set, visible)
			}
			if before != nil {
				set = roaring.AndNot(set, before)
			}
			tiers[i] = set
			if i < byAny {
				before = union(set, before)
			}
		}
		h.tiers = append(h.tiers, tiers)
	}
	return h
}

// referred are the articles that a whole query refers to.
func (p part) referred(text string, tiers []*roaring.Bitmap) {
	squeeze := squeezed(text)
	if len(squeeze) < leastReference || !hasDigit(squeeze) || len(squeeze) > 60 {
		return
	}
	exact, begins := roaring.New(), roaring.New()
	p.referring(squeeze, mostReferences, exact, begins)
	if n := len(squeeze); n == 8 || n == 13 {
		if ean, err := strconv.ParseUint(squeeze, 10, 64); err == nil {
			p.coded(ean, exact)
		}
	}
	tiers[byReference], tiers[byBeginning] = exact, begins
}

// worded are the articles that all words are met in.
func (p part) worded(words []reading, tiers []*roaring.Bitmap) {
	if len(words) == 0 {
		return
	}
	met := make([]term, len(words))
	for i, w := range words {
		if met[i] = w.met(p); met[i].any.IsEmpty() {
			return
		}
	}
	slices.SortFunc(met, func(a, b term) int { return int(a.any.GetCardinality()) - int(b.any.GetCardinality()) })
	all := func(of func(term) *roaring.Bitmap) *roaring.Bitmap {
		out := of(met[0])
		for _, t := range met[1:] {
			if out.IsEmpty() {
				break
			}
			out = roaring.And(out, of(t))
		}
		return out
	}
	tiers[byTitle] = all(func(t term) *roaring.Bitmap { return t.title })
	tiers[byNear] = all(func(t term) *roaring.Bitmap { return t.near })
	tiers[byAny] = all(func(t term) *roaring.Bitmap { return t.any })
}

// without is some words without those that nothing is met by, and, when that is none or finds nothing, without one more: that
// without which most is found, rather not the first, which in French is what the thing is called. It gives what was dropped;
// when nothing is found all the same, nothing is dropped.
func (s *snapshot) without(q Query, words []reading) ([]reading, []string) {
	var kept []reading
	var dropped []string
	for _, w := range words {
		if s.meetsAny(w) {
			kept = append(kept, w)
		} else {
			dropped = append(dropped, w.typed)
		}
	}
	if len(kept) == 0 {
		return words, nil
	}
	if len(dropped) > 0 && !s.hits(q, kept).none() {
		return kept, dropped
	}
	best, most := -1, 0
	for i := len(kept) - 1; i >= 0 && len(kept) > 1 && (i > 0 || best < 0); i-- {
		if n := s.hits(q, slices.Delete(slices.Clone(kept), i, i+1)).count(); n > most {
			best, most = i, n
		}
	}
	if best < 0 {
		return words, nil
	}
	return slices.Delete(slices.Clone(kept), best, best+1), append(dropped, kept[best].typed)
}

// meetsAny says whether a word is met anywhere.
func (s *snapshot) meetsAny(w reading) bool {
	return slices.ContainsFunc(s.segments, func(p part) bool { return !w.met(p).any.IsEmpty() })
}

func (h *hits) none() bool { return h.count() == 0 }

func (h *hits) count() int {
	n := 0
	for i := range tierCount {
		n += h.tier(i)
	}
	return n
}

// tier is how many there are of one tier.
func (h *hits) tier(i int) int {
	n := 0
	for _, t := range h.tiers {
		n += int(t[i].GetCardinality())
	}
	return n
}

// in is all of a segment.
func (h *hits) in(i int) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for _, t := range h.tiers[i] {
		if !t.IsEmpty() {
			sets = append(sets, t)
		}
	}
	return anyOf(sets)
}

// narrow leaves what the filters let through.
func (h *hits) narrow(fs []filters) {
	for i, f := range fs {
		set := f.but(-1)
		if set == nil {
			continue
		}
		for j, t := range h.tiers[i] {
			if !t.IsEmpty() {
				h.tiers[i][j] = roaring.And(t, set)
			}
		}
	}
}
