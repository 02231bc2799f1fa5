package index

import (
	"cmp"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"preau/internal/core/registers"
	"preau/internal/kit/french"
)

// reading is what a word of a query is taken for: one of some stems, or the beginning of a reference.
type reading struct {
	typed     string
	stems     []string
	reference string // squeezed; empty: none
	read      string // what was meant, folded, when it was typed otherwise
	said      string // the same with its accents
}

// How words are read that nothing is called by.
const (
	leastReference = 3  // letters and digits of a reference that is looked for by its beginning, alone (R152)
	leastAmong     = 4  // the same among other words
	leastBeginning = 3  // letters of a word that is read as a beginning
	leastSlip      = 4  // letters of a word in which a slip is looked for
	mostEndings    = 60 // words that a beginning stands for
	mostSlips      = 3
	mostWordsAsked = 12 // of a query; more are cut
	rare           = 2  // articles of a word that may be a slip although it is there
	common         = 50 // and of the word that was then meant
)

// readings are the words of a query. Instead is what was perhaps meant.
func (s *snapshot) readings(q Query) (out []reading, instead string) {
	words := significant(wordsOf(q.Text))
	words = words[:min(len(words), mostWordsAsked)]
	for i := 0; i < len(words); i++ {
		w, last := words[i], i == len(words)-1
		switch {
		case !last && s.unknown(w, words[i+1]) && s.known(w+words[i+1]):
			out = append(out, s.reading(w+words[i+1], false))
			i++
			continue
		case s.known(w) || last && q.Typing && s.begun(w):
		case s.begun(w):
		case others[french.Singular(w)] != "":
		default:
			if one, two := s.split(w); one != "" {
				out = append(out, s.reading(one, false), s.reading(two, false))
				continue
			}
		}
		r := s.reading(w, last && q.Typing)
		if r.read == "" && !hasDigit(w) && len(w) >= leastSlip && s.written(w) <= rare && s.known(w) {
			if near := s.slips(w); len(near) > 0 && near[0].n >= common {
				instead = cmp.Or(other(cmp.Or(instead, q.Text), w, s.spelled(near[0].text)), instead)
			}
		}
		out = append(out, r)
	}
	return out, strings.Join(strings.Fields(instead), " ")
}

// significant are the words that count.
func significant(words []string) []string {
	var out []string
	for _, w := range words {
		if !idle[w] && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return words
	}
	return out
}

// reading is what one word is taken for.
func (s *snapshot) reading(w string, typing bool) reading {
	r := reading{typed: w}
	if hasDigit(w) && len(w) >= leastAmong {
		r.reference = w
	}
	if s.known(w) {
		r.stems = []string{stem(w)}
	}
	if called := others[french.Singular(w)]; called != "" && s.written(w)+s.written(french.Singular(w)) == 0 {
		if folded := registers.Fold(called); s.known(folded) {
			r.read, r.said, r.stems = folded, called, append(r.stems, stem(folded)) // a description may have it
			return r
		}
	}
	if len(r.stems) > 0 && !typing {
		return r
	}
	if typing || len(w) >= leastBeginning && !hasDigit(w) { // a number is no beginning of a longer one
		begins := s.beginning(w, mostEndings)
		if len(begins) == 0 && len(r.stems) == 0 {
			begins = s.beginning(french.Singular(w), mostEndings) // « maths »
		}
		for _, b := range begins {
			if st := stem(b.text); !slices.Contains(r.stems, st) {
				r.stems = append(r.stems, st)
			}
		}
	}
	if len(r.stems) > 0 || r.reference != "" {
		return r
	}
	for _, b := range s.slips(w) {
		if r.read == "" {
			r.read, r.said = b.text, s.spelled(b.text)
		}
		r.stems = append(r.stems, stem(b.text))
	}
	return r
}

// known says whether something is found by a word.
func (s *snapshot) known(w string) bool {
	st := stem(w)
	return slices.ContainsFunc(s.segments, func(p part) bool {
		t, ok := p.stems[st]
		return ok && !p.terms[t].any.IsEmpty()
	})
}

// unknown says whether one of two words is.
func (s *snapshot) unknown(a, b string) bool { return !s.known(a) || !s.known(b) }

func (s *snapshot) begun(w string) bool {
	return len(w) >= leastBeginning && slices.ContainsFunc(s.segments, func(p part) bool { return len(p.segment.beginning(w)) > 0 })
}

// written is how many titles, brands and categories write a word so.
func (s *snapshot) written(w string) int {
	n := 0
	for _, p := range s.segments {
		n += p.segment.written(w)
	}
	return n
}

// beginning are the most frequent words that begin so.
func (s *snapshot) beginning(prefix string, most int) []surface {
	var all []surface
	for _, p := range s.segments {
		all = append(all, p.segment.beginning(prefix)...)
	}
	return frequent(all, most)
}

// frequent are the most frequent of some words, each once.
func frequent(all []surface, most int) []surface {
	if len(all) > 1 {
		all = slices.Clone(all)
		slices.SortFunc(all, func(a, b surface) int { return strings.Compare(a.text, b.text) })
		out := all[:1]
		for _, x := range all[1:] {
			if last := &out[len(out)-1]; last.text == x.text {
				last.n += x.n
			} else {
				out = append(out, x)
			}
		}
		all = out
		slices.SortStableFunc(all, func(a, b surface) int { return b.n - a.n })
	}
	return all[:min(len(all), most)]
}

// split reads a word as two that were typed as one.
func (s *snapshot) split(w string) (one, two string) {
	for i := leastBeginning; i <= len(w)-leastBeginning; i++ {
		if s.written(w[:i]) > 0 && (s.written(w[i:]) > 0 || s.written(french.Singular(w[i:])) > 0) {
			return w[:i], w[i:]
		}
	}
	return "", ""
}

// slips are the most frequent words from which a word differs by one slip: a letter too many, missing, another, or two
// exchanged. Those that are far less frequent than the first are not meant.
func (s *snapshot) slips(w string) []surface {
	if len(w) < leastSlip || hasDigit(w) {
		return nil
	}
	var all []surface
	mine := letters(w)
	for _, p := range s.segments {
		for _, x := range p.surfaces {
			if d := len(x.text) - len(w); d >= -1 && d <= 1 && differing(mine, x.text) && oneSlip(w, x.text) {
				all = append(all, x)
			}
		}
	}
	all = frequent(all, mostSlips)
	for i := range all {
		if all[i].n*20 < all[0].n {
			return all[:i]
		}
	}
	return all
}

// letters is the set of a word's letters.
func letters(w string) (set uint32) {
	for i := range len(w) {
		set |= 1 << (w[i] & 31)
	}
	return set
}

// differing says whether two words may be one slip apart, by their letters alone.
func differing(mine uint32, w string) bool {
	x := mine ^ letters(w)
	x &= x - 1
	x &= x - 1
	return x == 0
}

// oneSlip says whether two words are the same but for one slip at most.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	switch {
	case i == len(a):
		return true
	case a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// met is where a word is met in a segment; nil is nowhere.
func (r reading) met(p part) term {
	var titles, nears, anys []*roaring.Bitmap
	for _, st := range r.stems {
		if n, ok := p.stems[st]; ok {
			t := p.terms[n]
			titles, nears, anys = append(titles, t.title), append(nears, t.near), append(anys, t.any)
		}
	}
	if r.reference != "" {
		exact, begins := roaring.New(), roaring.New()
		p.referring(r.reference, mostReferences, exact, begins)
		if exact.Or(begins); !exact.IsEmpty() {
			titles, nears, anys = append(titles, exact), append(nears, exact), append(anys, exact)
		}
	}
	return term{anyOf(titles), anyOf(nears), anyOf(anys)}
}

// mostReferences is how many references that begin alike are looked at.
const mostReferences = 5000

func anyOf(sets []*roaring.Bitmap) *roaring.Bitmap {
	switch len(sets) {
	case 0:
		return none
	case 1:
		return sets[0]
	}
	return roaring.FastOr(sets...)
}
