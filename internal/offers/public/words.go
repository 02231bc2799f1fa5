package public

import (
	"strings"

	"preau/internal/core/registers"
	"preau/internal/kit/french"
)

// idle are words that stand nearly everywhere; nobody means them.
var idle = map[string]bool{
	"a": true, "au": true, "aux": true, "avec": true, "d": true, "dans": true, "de": true, "des": true, "du": true, "en": true, "est": true, "et": true, "l": true, "la": true, "le": true,
	"les": true, "ou": true, "par": true, "pour": true, "que": true, "qui": true, "s": true, "se": true, "ses": true, "sur": true, "un": true, "une": true,
}

// stemmer takes folded words down to their stems, and knows those that it has met: a stem is one string however often it is met.
type stemmer map[string]string

// mostStems bounds what a stemmer knows: beyond it, it begins anew.
const mostStems = 200_000

func (s stemmer) of(word string) string {
	if stem, ok := s[word]; ok {
		return stem
	}
	if len(s) >= mostStems {
		clear(s)
	}
	word = strings.Clone(word) // not the whole text that it is a part of
	stem := french.Stem(word)
	s[word] = stem
	return stem
}

// each gives the stems of a folded text, those that tell something.
func (s stemmer) each(fold string, fn func(stem string)) {
	for w := range strings.FieldsSeq(fold) {
		if !idle[w] {
			fn(s.of(w))
		}
	}
}

// typed are the words that somebody looks for, folded.
func typed(text string) []string {
	const most = 12 // more narrow nothing
	var out []string
	for w := range strings.FieldsSeq(registers.Fold(text)) {
		if !idle[w] && len(out) < most {
			out = append(out, w)
		}
	}
	return out
}
