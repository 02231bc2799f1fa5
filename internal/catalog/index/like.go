package index

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// Like are the numbers of articles whose titles share the most words with a text, the nearest first: to stand in for an article
// that cannot be had. Only what the query's filters let through and nobody is kept from is offered.
func (x *Index) Like(text string, q Query) []int64 {
	s := x.snapshot()
	stems := stemsOf(text)
	if len(stems) == 0 || q.Size <= 0 {
		return nil
	}
	fs := s.filters(q)
	var near []alike
	for i, p := range s.segments {
		set := roaring.AndNot(p.all(), p.closed)
		if v := p.visible(s.names, q.Visible); v != nil {
			set.And(v)
		}
		if f := fs[i].but(-1); f != nil {
			set.And(f)
		}
		near = append(near, p.alike(i, set, stems, q.Size)...)
	}
	slices.SortFunc(near, func(a, b alike) int {
		if a.shared != b.shared {
			return b.shared - a.shared
		}
		if s.before(a.place, b.place) {
			return -1
		}
		return 1
	})
	out := make([]int64, 0, q.Size)
	for _, a := range near[:min(len(near), q.Size)] {
		out = append(out, s.segments[a.part].ids[a.doc])
	}
	return out
}

// alike is an article with how many words it shares.
type alike struct {
	place
	shared int
}

// alike are the most of a set that share the most of some words in their titles; those that share none are left out.
func (p part) alike(n int, set *roaring.Bitmap, stems []string, most int) []alike {
	shared := sharing(p.size())
	defer shares.Put(shared)
	var sets []*roaring.Bitmap
	var reach [mostWordsAsked + 1]int // how many share so many words, or more
	for _, st := range stems {
		t, ok := p.stems[st]
		if !ok {
			continue
		}
		in := roaring.And(set, p.terms[t].title)
		sets = append(sets, in)
		it := in.Iterator()
		for it.HasNext() {
			doc := it.Next()
			(*shared)[doc]++
			reach[(*shared)[doc]]++
		}
	}
	least := len(stems)
	for least > 1 && reach[least] < most {
		least--
	}
	var out []alike
	it := anyOf(sets).Iterator()
	for it.HasNext() {
		if doc := it.Next(); int((*shared)[doc]) >= least {
			out = append(out, alike{place{n, doc}, int((*shared)[doc])})
		}
	}
	slices.SortFunc(out, func(a, b alike) int { return cmp.Or(b.shared-a.shared, cmp.Compare(a.doc, b.doc)) })
	return out[:min(len(out), most)]
}

// shares are counts by article, of one search after the other.
var shares = sync.Pool{New: func() any { return new([]uint8) }}

func sharing(size int) *[]uint8 {
	s, _ := shares.Get().(*[]uint8)
	if cap(*s) < size {
		*s = make([]uint8, size)
	}
	*s = (*s)[:size]
	clear(*s)
	return s
}

// stemsOf are the stems of a text's words that count, each once.
func stemsOf(text string) []string {
	var out []string
	for _, w := range significant(wordsOf(text)) {
		if st := stem(w); !idle[w] && !slices.Contains(out, st) {
			out = append(out, strings.Clone(st))
		}
	}
	return out[:min(len(out), mostWordsAsked)]
}
