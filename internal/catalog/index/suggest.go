package index

import (
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"preau/internal/core/registers"
)

// Suggestion is what is offered while somebody types.
type Suggestion struct {
	Texts    []string // what was typed, with its last word ended in the most frequent ways
	Articles []int64  // the best so far
}

const (
	mostTexts    = 5
	mostArticles = 5
)

// Suggest ends what is being typed: only by words that the reader finds something with.
func (x *Index) Suggest(q Query) Suggestion {
	q.Typing, q.From, q.Size = true, 0, mostArticles
	s := x.snapshot()
	words, _ := s.readings(q)
	if len(words) == 0 {
		return Suggestion{}
	}
	out := Suggestion{Articles: s.page(q, words, s.hits(q, words))}
	typed := wordsOf(q.Text)
	last := typed[len(typed)-1]
	if len(last) < 2 || idle[last] {
		return out
	}
	before := strings.Join(append(typed[:len(typed)-1:len(typed)-1], ""), " ")
	if all := tokens(q.Text); len(all) > 0 && registers.Fold(all[len(all)-1]) == last { // « ™ » is a word, and no token
		before = q.Text[:strings.LastIndex(q.Text, all[len(all)-1])]
	}
	with := s.with(q, words[:len(words)-1])
	for _, end := range s.beginning(last, mostEndings) {
		if len(out.Texts) == mostTexts {
			break
		}
		if s.meets(with, stem(end.text)) {
			out.Texts = append(out.Texts, strings.Join(strings.Fields(before+s.spelled(end.text)), " "))
		}
	}
	return out
}

// with is where all of some words are met, for each segment; without words everything that is visible.
func (s *snapshot) with(q Query, words []reading) []*roaring.Bitmap {
	out := make([]*roaring.Bitmap, len(s.segments))
	for i, p := range s.segments {
		set := p.all()
		if v := p.visible(s.names, q.Visible); v != nil {
			set = roaring.And(set, v)
		}
		for _, w := range words {
			set = roaring.And(set, w.met(p).any)
		}
		out[i] = set
	}
	return out
}

// meets says whether a word is met in one of these.
func (s *snapshot) meets(in []*roaring.Bitmap, stem string) bool {
	for i, p := range s.segments {
		if t, ok := p.stems[stem]; ok && in[i].Intersects(p.terms[t].near) {
			return true
		}
	}
	return false
}
