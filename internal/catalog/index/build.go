package index

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// builder takes articles in and makes a segment of them. It keeps no texts but titles and references.
type builder struct {
	dict     *dict
	keep     bool // the articles, for small segments
	docs     []raw
	tokens   []byte // terms of all articles, as raw says, each a varint
	titles   strings.Builder
	refs     strings.Builder
	surfaces map[string]*seen
	stems    map[string]uint32
	folds    map[string]string // words with accents, folded: the same few again and again
	spells   spelling          // of the text that is being added
	articles []*Article

	at   []uint32 // of the article that is being added: its terms so far
	have map[uint32]bool
}

// raw is an article on its way: where its texts and its terms end, and how many of these are in the title, and near it.
type raw struct {
	id                 int64
	key                uint64
	facets             facets
	price              int64
	ean                uint64
	title, ref, tokens uint32
	inTitle, near      uint16
	withdrawn          bool
}

// seen is a word as it is written.
type seen struct {
	term  uint32
	n     int
	shown bool // in a title, a brand or a category
	last  uint32

	as   map[string]int // how many of n write it with an accent or a ligature, by how they do
	loud int            // how many of n are in capitals, which tells nothing of how it is written
}

func newBuilder(d *dict, keep bool) *builder {
	return &builder{dict: d, keep: keep, surfaces: map[string]*seen{}, stems: map[string]uint32{}, folds: map[string]string{}, have: map[uint32]bool{}}
}

// most words of one article that are taken in; a description is cut there.
const mostWords = 400

func (b *builder) add(a *Article) {
	b.at = b.at[:0]
	clear(b.have)
	title := wordsOf(a.Title)
	var inTitle, near int
	if !a.Withdrawn {
		b.take(title, b.spelling(a.Title))
		inTitle = len(b.at)
		b.take(wordsOf(a.Brand), b.spelling(a.Brand))
		b.take(wordsOf(a.Path), b.spelling(a.Path))
		near = len(b.at)
		b.take(wordsOf(a.Description), nil)
	}

	for _, t := range b.at {
		b.tokens = binary.AppendUvarint(b.tokens, uint64(t))
	}
	for i, w := range title {
		if i > 0 {
			b.titles.WriteByte(' ')
		}
		b.titles.WriteString(w)
	}
	b.refs.WriteString(a.Reference)
	ean, _ := strconv.ParseUint(a.EAN, 10, 64) // what is no number is found by nobody
	b.docs = append(b.docs, raw{
		id: a.ID, price: a.Price, ean: ean, key: uint64(min(len(title), 255))<<48 | uint64(min(max(a.MarketOrder, 0), 1<<16-1))<<32,
		facets: facets{
			market: b.dict.markets.get(a.Market), category: b.dict.categories.get(a.Category), brand: b.dict.brands.get(a.Brand),
			vat: b.dict.vats.get(a.VAT), green: a.Green, band: bandOf(a.Price), closed: a.Closed,
		},
		title: uint32(b.titles.Len()), ref: uint32(b.refs.Len()), tokens: uint32(len(b.tokens)),
		inTitle: uint16(inTitle), near: uint16(near), withdrawn: a.Withdrawn,
	})
	if b.keep {
		kept := *a
		b.articles = append(b.articles, &kept)
	}
}

// take adds words to the article that is being added, with how they are spelled where they are shown.
func (b *builder) take(words []string, shown *spelling) {
	doc := uint32(len(b.docs)) + 1
	for _, w := range words {
		if idle[w] || len(b.at) >= mostWords {
			continue
		}
		s := b.surfaces[w]
		if s == nil {
			w = strings.Clone(w)
			s = &seen{term: b.term(stem(w))}
			b.surfaces[w] = s
		}
		if shown != nil && s.last != doc {
			s.n, s.shown, s.last = s.n+1, true, doc
			s.spell(shown, w)
		}
		if !b.have[s.term] {
			b.have[s.term] = true
			b.at = append(b.at, s.term)
		}
	}
}

func (b *builder) term(stem string) uint32 {
	n, ok := b.stems[stem]
	if !ok {
		n = uint32(len(b.stems))
		b.stems[stem] = n
	}
	return n
}

// segment is what was added. The builder is spent.
func (b *builder) segment() *segment {
	n := len(b.docs)
	order := b.order() // the article that comes to each place
	s := &segment{
		ids: make([]int64, n), keys: make([]uint64, n), facets: make([]facets, n), prices: make([]int64, n), eans: make([]uint64, n),
		stems: b.stems, spelled: map[string]string{}, terms: make([]term, len(b.stems)), closed: roaring.New(), withdrawn: roaring.New(),
		markets: map[uint16]*roaring.Bitmap{}, categories: map[uint16]*roaring.Bitmap{}, brands: map[uint16]*roaring.Bitmap{}, vats: map[uint16]*roaring.Bitmap{},
	}
	s.titles, s.refs = newBlob(b.titles.String(), n), newBlob(b.refs.String(), n)
	for doc, i := range order {
		r := b.docs[i]
		s.ids[doc], s.keys[doc], s.facets[doc], s.prices[doc], s.eans[doc] = r.id, r.key, r.facets, r.price, r.ean
		s.titles.add(b.from(i, titleEnd), r.title)
		s.refs.add(b.from(i, refEnd), r.ref)
		s.post(uint32(doc), r, b.tokens[b.from(i, tokenEnd):r.tokens])
		if b.keep {
			s.articles = append(s.articles, b.articles[i])
		}
	}
	b.docs, b.tokens = nil, nil // a million articles are filled in little memory
	for i := range s.terms {
		s.terms[i].close()
	}
	b.sort(s)
	return s
}

// order is the articles in the order of a segment.
func (b *builder) order() []uint32 {
	titles := b.titles.String()
	titleOf := func(i uint32) string { return titles[b.from(i, titleEnd):b.docs[i].title] }
	type sorted struct {
		key, begins uint64
		i           uint32
	}
	list := make([]sorted, len(b.docs))
	for i := range list {
		list[i] = sorted{b.docs[i].key, beginning(titleOf(uint32(i))), uint32(i)}
	}
	slices.SortFunc(list, func(x, y sorted) int {
		if x.key != y.key {
			return cmp.Compare(x.key, y.key)
		}
		if x.begins != y.begins {
			return cmp.Compare(x.begins, y.begins)
		}
		if c := strings.Compare(titleOf(x.i), titleOf(y.i)); c != 0 {
			return c
		}
		return cmp.Compare(b.docs[x.i].id, b.docs[y.i].id)
	})
	out := make([]uint32, len(list))
	for i, x := range list {
		out[i] = x.i
	}
	return out
}

// beginning is the first eight bytes of a text, as a number that is compared as they are.
func beginning(text string) uint64 {
	var b [8]byte
	copy(b[:], text)
	return binary.BigEndian.Uint64(b[:])
}

func titleEnd(r raw) uint32 { return r.title }
func refEnd(r raw) uint32   { return r.ref }
func tokenEnd(r raw) uint32 { return r.tokens }

// from is where something of an article begins: where that of the one before ended.
func (b *builder) from(i uint32, end func(raw) uint32) uint32 {
	if i == 0 {
		return 0
	}
	return end(b.docs[i-1])
}

// post writes an article under all that it is found by.
func (s *segment) post(doc uint32, r raw, tokens []byte) {
	for i := 0; len(tokens) > 0; i++ {
		t, n := binary.Uvarint(tokens)
		tokens = tokens[n:]
		x := &s.terms[t]
		switch {
		case i < int(r.inTitle):
			post(&x.title, doc)
		case i < int(r.near):
			post(&x.near, doc)
		default:
			post(&x.any, doc)
		}
	}
	in := func(m map[uint16]*roaring.Bitmap, k uint16) {
		set := m[k]
		if set == nil {
			set = roaring.New()
			m[k] = set
		}
		set.Add(doc)
	}
	in(s.markets, r.facets.market)
	in(s.categories, r.facets.category)
	in(s.brands, r.facets.brand)
	in(s.vats, r.facets.vat)
	for bit := range s.greens {
		if r.facets.green&(1<<bit) != 0 {
			post(&s.greens[bit], doc)
		}
	}
	if r.facets.band != noBand {
		post(&s.bands[r.facets.band], doc)
	}
	if r.facets.closed {
		s.closed.Add(doc)
	}
	if r.withdrawn {
		s.withdrawn.Add(doc)
	}
}

func post(set **roaring.Bitmap, doc uint32) {
	if *set == nil {
		*set = roaring.New()
	}
	(*set).Add(doc)
}

// close makes the places nested: a search looks in one of the three.
func (t *term) close() {
	if t.title == nil {
		t.title = none
	}
	t.near = union(t.title, t.near)
	t.any = union(t.near, t.any)
	for _, set := range []*roaring.Bitmap{t.title, t.near, t.any} {
		if set != none {
			set.RunOptimize()
		}
	}
}

// union is one of the two when the other is nothing.
func union(of, with *roaring.Bitmap) *roaring.Bitmap {
	switch {
	case with == nil:
		return of
	case of.IsEmpty():
		return with
	}
	return roaring.Or(of, with)
}

// none is the empty set; nobody writes into it.
var none = roaring.New()

// sort makes the other orders of a segment.
func (b *builder) sort(s *segment) {
	n := s.size()
	by := func(less func(x, y uint32) int) []uint32 {
		out := make([]uint32, n)
		for i := range out {
			out[i] = uint32(i)
		}
		slices.SortFunc(out, less)
		return out
	}
	s.byID = by(func(x, y uint32) int { return cmp.Compare(s.ids[x], s.ids[y]) })
	begins := make([]uint64, n)
	for i := range begins {
		begins[i] = beginning(s.titles.at(uint32(i)))
	}
	s.byTitle = by(func(x, y uint32) int {
		if begins[x] != begins[y] {
			return cmp.Compare(begins[x], begins[y])
		}
		return cmp.Or(strings.Compare(s.titles.at(x), s.titles.at(y)), cmp.Compare(x, y))
	})
	s.byPriceUp = by(func(x, y uint32) int { return cmp.Or(cheaper(s.prices[x], s.prices[y]), cmp.Compare(x, y)) })
	s.byPriceDown = by(func(x, y uint32) int { return cmp.Or(dearer(s.prices[x], s.prices[y]), cmp.Compare(x, y)) })
	s.squeeze()
	for i := range s.eans {
		if s.eans[i] != 0 {
			s.byEAN = append(s.byEAN, uint32(i))
		}
	}
	slices.SortFunc(s.byEAN, func(x, y uint32) int { return cmp.Or(cmp.Compare(s.eans[x], s.eans[y]), cmp.Compare(x, y)) })
	s.rankTitle = inverse(s.byTitle)
	for text, w := range b.surfaces {
		if w.shown {
			s.surfaces = append(s.surfaces, surface{text, w.term, w.n})
			if as := w.spelled(); as != "" {
				s.spelled[text] = as
			}
		}
	}
	slices.SortFunc(s.surfaces, func(x, y surface) int { return strings.Compare(x.text, y.text) })
}

func inverse(order []uint32) []uint32 {
	out := make([]uint32, len(order))
	for i, x := range order {
		out[x] = uint32(i)
	}
	return out
}

// squeeze makes the order of references as they are compared.
func (s *segment) squeeze() {
	var text strings.Builder
	n := s.size()
	all := newBlob("", n)
	for i := range uint32(n) {
		begin := text.Len()
		text.WriteString(squeezed(s.refs.at(i)))
		if all.add(uint32(begin), uint32(text.Len())); text.Len() > begin {
			s.byRef = append(s.byRef, i)
		}
	}
	all.text = text.String()
	slices.SortFunc(s.byRef, func(x, y uint32) int { return cmp.Or(strings.Compare(all.at(x), all.at(y)), cmp.Compare(x, y)) })
	s.squeezes = newBlob(all.text, len(s.byRef))
	for _, i := range s.byRef {
		s.squeezes.add(all.begin[i], all.end[i])
	}
}
