package index

import (
	"sort"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// segment is some articles, which never change. They are numbered in the order in which equals are shown.
type segment struct {
	ids      []int64
	keys     []uint64 // the order, over all segments
	facets   []facets
	prices   []int64
	titles   blob // folded
	refs     blob // as they are written
	squeezes blob // the same as they are compared, in the order of byRef
	eans     []uint64

	byID, byRef, byEAN, byTitle, byPriceUp, byPriceDown []uint32

	rankTitle []uint32

	stems    map[string]uint32
	terms    []term
	surfaces []surface         // words as they are written, folded, sorted
	spelled  map[string]string // those that are written with accents, by how they are folded

	markets, categories, brands, vats map[uint16]*roaring.Bitmap
	greens                            [8]*roaring.Bitmap
	bands                             [len(bounds) + 1]*roaring.Bitmap
	closed, withdrawn                 *roaring.Bitmap

	articles []*Article // of a small segment, to be joined with others

	seen seenSets
}

// seenSets keeps the articles of the sets of markets that were asked for: most readers see what others see.
type seenSets struct {
	mu sync.Mutex
	of map[string]*roaring.Bitmap
}

// mostSeen is how many sets are kept; of a million articles each takes 125 KB at most.
const mostSeen = 32

// get is the set of a key, made when it is not kept.
func (s *seenSets) get(key string, fill func() *roaring.Bitmap) *roaring.Bitmap {
	s.mu.Lock()
	set := s.of[key]
	s.mu.Unlock()
	if set != nil {
		return set
	}
	set = fill()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil || len(s.of) >= mostSeen {
		s.of = map[string]*roaring.Bitmap{}
	}
	s.of[key] = set
	return set
}

// facets are what an article is counted by.
type facets struct {
	market, category, brand, vat uint16
	green                        Green
	band                         uint8
	closed                       bool
}

// term is where a word is met: in the title; there or in brand and category; there or in the description.
type term struct{ title, near, any *roaring.Bitmap }

// surface is a word as titles, brands and categories write it.
type surface struct {
	text string
	term uint32
	n    int // articles
}

// bounds part prices into bands, in ten-thousandths of a euro. The last band has no end; articles without a price have none.
var bounds = [...]int64{1_0000, 5_0000, 20_0000, 100_0000}

// noBand is the band of an article without a price.
const noBand = uint8(len(bounds) + 1)

// Bands are where the bands of prices end, in ten-thousandths of a euro.
func Bands() []int64 { return bounds[:] }

func bandOf(price int64) uint8 {
	if price < 0 {
		return noBand
	}
	return uint8(sort.Search(len(bounds), func(i int) bool { return price < bounds[i] }))
}

func (s *segment) size() int { return len(s.ids) }

// docOf is where the article of a number is.
func (s *segment) docOf(id int64) (uint32, bool) {
	i := sort.Search(len(s.byID), func(i int) bool { return s.ids[s.byID[i]] >= id })
	if i < len(s.byID) && s.ids[s.byID[i]] == id {
		return s.byID[i], true
	}
	return 0, false
}

// referring adds the articles whose reference, squeezed, begins so, at most most of them, and tells those that are it to exact.
func (s *segment) referring(squeeze string, most int, exact, begins *roaring.Bitmap) {
	at := func(i int) string { return s.squeezes.at(uint32(i)) }
	i := sort.Search(len(s.byRef), func(i int) bool { return at(i) >= squeeze })
	for n := 0; i < len(s.byRef) && n < most; i, n = i+1, n+1 {
		got := at(i)
		if !strings.HasPrefix(got, squeeze) {
			return
		}
		if got == squeeze {
			exact.Add(s.byRef[i])
		} else {
			begins.Add(s.byRef[i])
		}
	}
}

// coded adds the articles of an EAN.
func (s *segment) coded(ean uint64, into *roaring.Bitmap) {
	i := sort.Search(len(s.byEAN), func(i int) bool { return s.eans[s.byEAN[i]] >= ean })
	for ; i < len(s.byEAN) && s.eans[s.byEAN[i]] == ean; i++ {
		into.Add(s.byEAN[i])
	}
}

// beginning are the words that begin so.
func (s *segment) beginning(prefix string) []surface {
	from := sort.Search(len(s.surfaces), func(i int) bool { return s.surfaces[i].text >= prefix })
	to := from
	for to < len(s.surfaces) && strings.HasPrefix(s.surfaces[to].text, prefix) {
		to++
	}
	return s.surfaces[from:to]
}

// written is how many articles have a word so written.
func (s *segment) written(word string) int {
	i := sort.Search(len(s.surfaces), func(i int) bool { return s.surfaces[i].text >= word })
	if i < len(s.surfaces) && s.surfaces[i].text == word {
		return s.surfaces[i].n
	}
	return 0
}

// blob is many short texts, which lie in another order than they are numbered.
type blob struct {
	text       string
	begin, end []uint32
}

func (b blob) at(i uint32) string { return b.text[b.begin[i]:b.end[i]] }

func newBlob(text string, n int) blob {
	return blob{text, make([]uint32, 0, n), make([]uint32, 0, n)}
}

func (b *blob) add(begin, end uint32) {
	b.begin, b.end = append(b.begin, begin), append(b.end, end)
}
