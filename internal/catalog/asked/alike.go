package asked

import (
	"slices"
	"strings"

	"preau/internal/catalog/article"
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
	oneWord := !strings.Contains(query, " ") && strings.ContainsAny(query, "0123456789")
	if (oneWord || article.LooksLikeReference(query)) && len([]rune(query)) <= MaxReference {
		return Draft{Reference: query}
	}
	if r := []rune(query); len(r) > MaxTitle {
		query = string(r[:MaxTitle])
	}
	return Draft{Title: query}
}

// keys are the references that a draft may mean: the one that was typed as such, and its words where they look like one.
func (d Draft) keys() []string {
	var out []string
	if key := keyOf(d.Reference); key != "" {
		out = append(out, key)
	}
	if key := keyOf(d.Title); article.LooksLikeReference(d.Title) && !slices.Contains(out, key) {
		out = append(out, key)
	}
	return out
}

// likeness is how much of what one of two texts says, in parts of 100, the other says too: of the one of which more is met. The brand
// is looked at on the other's side only, since some write it among the words and some in its own field.
func likeness(titleA, brandA, titleB, brandB string) int {
	return max(met(wordsOf(titleA), wordsOf(titleB+" "+brandB)), met(wordsOf(titleB), wordsOf(titleA+" "+brandA)))
}

// met is how many of some words are among others, in parts of 100.
func met(words, among []string) int {
	if len(words) == 0 {
		return 0
	}
	n := 0
	for _, w := range words {
		if slices.Contains(among, w) {
			n++
		}
	}
	return 100 * n / len(words)
}

// leastAlike is from which likeness on two texts may mean the same article: all of two or three words, three of four. It only makes the
// program ask.
const leastAlike = 75
