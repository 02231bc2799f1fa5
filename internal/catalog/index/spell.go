package index

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"preau/internal/core/registers"
)

// Words are compared folded, and told with their accents (R154): « équerre », « œuvre ». Each segment keeps, for the words that most
// of its titles, brands and categories write with an accent or a ligature, how they do.

// spelling is how a text writes those of its words that folding changes otherwise than by their capitals.
type spelling struct {
	words []spelled
	loud  bool // all in capitals, where accents are often left out
}

type spelled struct{ folded, as string }

// tokens are the words of a text as it writes them.
func tokens(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) })
}

// spelling is that of a text, until the next one is asked for.
func (b *builder) spelling(text string) *spelling {
	s := &b.spells
	s.words, s.loud = s.words[:0], text == strings.ToUpper(text)
	if isASCII(text) {
		return s
	}
	for _, t := range tokens(text) {
		if isASCII(t) {
			continue
		}
		t = strings.ToLower(t)
		folded, ok := b.folds[t]
		if !ok {
			folded = registers.Fold(t)
			b.folds[strings.Clone(t)] = folded
		}
		s.words = append(s.words, spelled{folded, t})
	}
	return s
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// spell counts how an article writes a word.
func (s *seen) spell(in *spelling, w string) {
	i := slices.IndexFunc(in.words, func(x spelled) bool { return x.folded == w })
	as := inFull[w]
	if i >= 0 {
		as = in.words[i].as
	}
	switch {
	case as != "":
		if s.as == nil {
			s.as = map[string]int{}
		}
		s.as[strings.Clone(as)]++
	case in.loud:
		s.loud++
	}
}

// spelled is how a word is written most often; empty: as it is folded.
func (s *seen) spelled() string {
	best, most, accented := "", 0, 0
	for as, n := range s.as {
		accented += n
		if n > most || n == most && as < best {
			best, most = as, n
		}
	}
	if most < s.n-s.loud-accented {
		return ""
	}
	return best
}

// spelled is how a folded word is written most often, in the segment that has it most.
func (s *snapshot) spelled(w string) string {
	out, most := w, 0
	for _, p := range s.segments {
		if n := p.segment.written(w); n > most {
			out, most = cmp.Or(p.segment.spelled[w], w), n
		}
	}
	return out
}

// asTyped is a folded word of a query as its text has it, with its accents and capitals: a word, two that were read as one, or a part
// of one.
func asTyped(text, word string) string {
	all := tokens(text)
	for i, t := range all {
		if registers.Fold(t) == word {
			return t
		}
		if i+1 < len(all) && registers.Fold(t)+registers.Fold(all[i+1]) == word {
			return t + " " + all[i+1]
		}
	}
	for i := range all {
		before := all[max(i-1, 0):i] // a unit is one behind a number
		words := wordsOf(strings.Join(append(slices.Clone(before), all[i]), " "))
		if slices.Contains(words[min(len(before), len(words)):], word) { // what marks an emoji is a token, and no word
			return all[i]
		}
	}
	for _, t := range all {
		if as, ok := within(t, word); ok {
			return as
		}
	}
	return word
}

// within is a part of a word as it is typed.
func within(typed, part string) (string, bool) {
	folded, runes := registers.Fold(typed), []rune(typed)
	i := strings.Index(folded, part)
	if i < 0 || len(runes) != len(folded) { // a ligature is two letters: nobody types two words as one with it
		return "", false
	}
	return string(runes[i : i+len(part)]), true
}

// other is what was typed with another word in the place of one; empty when that one was not typed so.
func other(text, word, by string) string {
	to := 0
	for _, t := range tokens(text) {
		from := to + strings.Index(text[to:], t)
		if to = from + len(t); registers.Fold(t) == word {
			return text[:from] + by + text[to:]
		}
	}
	return ""
}
