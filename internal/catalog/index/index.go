// Package index finds articles in a catalogue of a million, in memory, in about a millisecond.
//
// It knows no database and no person: an Article goes in with what it is found and counted by, numbers come out, and who
// shows them reads the rows again. Rights come in as sets of markets. Each node has its own, filled from the tables when it
// starts and kept up by Apply.
//
// An index is a few segments that never change, each with the articles that still count in it; readers take the list of
// segments as it is and never wait. Apply makes a small segment of what changed, and joins small ones when there are many.
//
// Words are folded (accents, capitals, ligatures), cut of their endings (French, Snowball) and all of them must be met, in any
// order (R153, R154). An article is the better the nearer to its name the words are met: title, then brand and category, then
// description; among equals short titles stand first, then the markets' own order.
package index

import (
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
)

// Green are the green labels that articles may have, as a set of bits.
type Green uint8

// NoPrice is the price of an article without one.
const NoPrice int64 = -1

// Article is what the index knows of one.
type Article struct {
	ID          int64 // its number; there is one article of each
	Market      int64
	MarketOrder int // the place of the market among all, the first is 0
	Category    int64
	Reference   string // as the supplier writes it
	EAN         string
	Title       string
	Brand       string
	Path        string // the names of its categories, the words of which it is found by
	Description string
	VAT         int32 // rate, in hundredths of a percent
	Green       Green
	Price       int64 // without VAT, in ten-thousandths of a euro; NoPrice
	Closed      bool  // can be ordered by nobody: special procedure, withdrawn, no price
	Withdrawn   bool  // found by its reference or its EAN, never by words, and in no list
}

// Change is an article as it is now, or that there is none with this number any more.
type Change struct {
	ID      int64
	Article *Article // nil: gone
}

// Index is the whole. The zero value is empty and ready.
type Index struct {
	mu   sync.Mutex // of who changes
	dict *dict
	now  atomic.Pointer[snapshot]
}

// snapshot is the index at one moment.
type snapshot struct {
	segments []part
	names    names
	browsed  browsed
}

// part is a segment with those of its articles that still count.
type part struct {
	*segment
	live *roaring.Bitmap // nil: all
	gone int
}

// Limits of what Apply keeps apart.
const (
	// mostSmall is how many small segments there are before some are joined: each costs every search a little.
	mostSmall = 6
	// small is the size, in articles, up to which a segment keeps its articles to be joined with others.
	small = 50_000
	// mostLarge is how many large segments there may be before filling anew is worth its while.
	mostLarge = 10
)

// Next gives articles one after the other, until it says false.
type Next func() (Article, bool)

// New makes an index of all articles that these give. Each is asked by a goroutine of its own, and its articles make a
// segment of their own: one for each processor is quickest to fill, more cost every search a little.
func New(of ...Next) *Index {
	x := &Index{}
	x.Replace(of...)
	return x
}

// Replace fills the index anew; who searches meanwhile finds what was there.
func (x *Index) Replace(of ...Next) {
	d := newDict()
	segments := make([]*segment, len(of))
	var all sync.WaitGroup
	for i, next := range of {
		all.Go(func() {
			b := newBuilder(d, false)
			for a, ok := next(); ok; a, ok = next() {
				b.add(&a)
			}
			if len(b.docs) > small {
				runtime.GC() // what reading left; the heap is then sized by what is kept
			}
			segments[i] = b.segment()
		})
	}
	all.Wait()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.dict = d
	s := &snapshot{names: d.names()}
	for _, seg := range segments {
		if seg.size() > 0 {
			s.segments = append(s.segments, part{segment: seg})
		}
	}
	x.now.Store(s)
}

// Apply takes changes in, all at once: of several of one number the last counts.
func (x *Index) Apply(changes []Change) {
	if len(changes) == 0 {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.dict == nil {
		x.dict = newDict()
	}
	last := make(map[int64]*Article, len(changes))
	for _, c := range changes {
		last[c.ID] = c.Article
	}
	next := &snapshot{}
	for _, p := range x.snapshot().segments {
		if p = p.without(last); p.count() > 0 {
			next.segments = append(next.segments, p)
		}
	}
	b := newBuilder(x.dict, len(last) <= small)
	for _, id := range slices.Sorted(maps.Keys(last)) {
		if a := last[id]; a != nil {
			b.add(a)
		}
	}
	if seg := b.segment(); seg.size() > 0 {
		next.segments = append(next.segments, part{segment: seg})
	}
	next.segments = x.joined(next.segments)
	next.names = x.dict.names()
	x.now.Store(next)
}

// joined puts the smallest segments together when there are many: those that are not far larger than all smaller ones together, so
// that an article is joined a few times only, however many changes come.
func (x *Index) joined(parts []part) []part {
	var out, loose []part
	for _, p := range parts {
		if p.articles == nil {
			out = append(out, p)
		} else {
			loose = append(loose, p)
		}
	}
	if len(loose) <= mostSmall {
		return parts
	}
	slices.SortStableFunc(loose, func(a, b part) int { return a.count() - b.count() })
	n, sum := 1, loose[0].count()
	for n < len(loose) && (n == 1 || loose[n].count() <= 2*sum) {
		sum += loose[n].count()
		n++
	}
	b := newBuilder(x.dict, sum <= small)
	for _, p := range loose[:n] {
		for doc, a := range p.articles {
			if p.counts(uint32(doc)) {
				b.add(a)
			}
		}
	}
	return append(append(out, loose[n:]...), part{segment: b.segment()})
}

func (x *Index) snapshot() *snapshot {
	if s := x.now.Load(); s != nil {
		return s
	}
	return &snapshot{}
}

// Len is how many articles there are.
func (x *Index) Len() int { return x.snapshot().size() }

// Worn says that so much was changed since Replace that filling anew is worth its while.
func (x *Index) Worn() bool {
	all, gone, segments := 0, 0, 0
	for _, p := range x.snapshot().segments {
		all += p.size()
		gone += p.gone
		if p.articles == nil {
			segments++
		}
	}
	return gone > small && gone*4 > all || segments > mostLarge
}

func (s *snapshot) size() int {
	n := 0
	for _, p := range s.segments {
		n += p.count()
	}
	return n
}

func (p part) count() int { return p.size() - p.gone }

func (p part) counts(doc uint32) bool { return p.live == nil || p.live.Contains(doc) }

// without is the part without the articles of some numbers.
func (p part) without(ids map[int64]*Article) part {
	var out []uint32
	for id := range ids {
		if doc, ok := p.docOf(id); ok && p.counts(doc) {
			out = append(out, doc)
		}
	}
	if len(out) == 0 {
		return p
	}
	live := p.live
	if live == nil {
		live = roaring.New()
		live.AddRange(0, uint64(p.size()))
	} else {
		live = live.Clone()
	}
	for _, doc := range out {
		live.Remove(doc)
	}
	return part{segment: p.segment, live: live, gone: p.gone + len(out)}
}

// only keeps those of a set that count.
func (p part) only(set *roaring.Bitmap) *roaring.Bitmap {
	if p.live == nil || set.IsEmpty() {
		return set
	}
	return roaring.And(set, p.live)
}

// all is everything that counts and is not withdrawn.
func (p part) all() *roaring.Bitmap {
	b := p.live
	if b == nil {
		b = roaring.New()
		b.AddRange(0, uint64(p.size()))
	}
	if p.withdrawn.IsEmpty() {
		return b
	}
	return roaring.AndNot(b, p.withdrawn)
}
