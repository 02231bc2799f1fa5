package asked

import (
	"slices"
	"strings"

	"preau/internal/core/registers"
)

// idle are words that tell no article from another.
var idle = map[string]bool{
	"a": true, "au": true, "aux": true, "avec": true, "d": true, "de": true, "des": true, "du": true, "en": true, "et": true, "l": true, "la": true,
	"le": true, "les": true, "ou": true, "par": true, "pour": true, "sans": true, "sur": true, "un": true, "une": true,
}

// wordsOf are the words by which a text is compared: folded, without the mark of the plural, each once, in order.
func wordsOf(text string) []string {
	var out []string
	for _, w := range strings.Fields(registers.Fold(text)) {
		if len(w) > 3 {
			w = strings.TrimRight(w, "sx")
		}
		if !idle[w] && w != "" {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// stored are words as the table has them: each with a space on both sides.
func stored(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return " " + strings.Join(words, " ") + " "
}

// keyOf is a reference as it is compared: its letters and digits (R152).
func keyOf(reference string) string {
	return strings.ReplaceAll(registers.Fold(reference), " ", "")
}

// Guess says what of a request the words of a search fill in: a reference, or what the article is called.
func Guess(query string) Draft {
	if !strings.Contains(query, " ") && strings.ContainsAny(query, "0123456789") && len([]rune(query)) <= MaxReference {
		return Draft{Reference: query}
	}
	if r := []rune(query); len(r) > MaxTitle {
		query = string(r[:MaxTitle])
	}
	return Draft{Title: query}
}
