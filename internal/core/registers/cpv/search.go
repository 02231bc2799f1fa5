package cpv

import (
	"slices"
	"strings"

	"preau/internal/core/registers"
)

// Search finds codes by words of their labels, in any order and number, or by the digits with which they begin; a whole
// code finds itself. Labels that begin with the first word come first, then wider codes.
func (l *List) Search(text string, limit int) []Entry {
	if e, fault := l.Read(text); fault.OK() && limit > 0 {
		return []Entry{e}
	}
	var out []Entry
	for _, rows := range l.hits(terms(text)) {
		for _, i := range rows[:min(limit-len(out), len(rows))] {
			out = append(out, l.entry(i))
		}
	}
	return out
}

// hits are all rows that have the words: those whose label begins with the first, by how wide they are, then all others by
// the same; in the order of the list within.
func (l *List) hits(words []string) [][]int {
	l.open()
	out := make([][]int, 2*(codeLength+1))
	for _, i := range l.words.Find(words) {
		rank := len(registers.CPV(l.rows[i][:codeLength]).Digits())
		if !strings.HasPrefix(l.words.Line(i)[1+codeLength:], " "+words[0]) {
			rank += codeLength + 1
		}
		out[rank] = append(out[rank], i)
	}
	return out
}

// idle words stand in labels or not, as it happens; in a query they only count when there are no others.
var idle = map[string]bool{
	"a": true, "au": true, "aux": true, "d": true, "de": true, "des": true, "du": true, "en": true, "et": true, "l": true,
	"la": true, "le": true, "les": true, "ou": true, "par": true, "pour": true, "un": true, "une": true,
}

// terms are the folded words that count, without the s or x of a plural: the beginning of a word suffices.
func terms(text string) []string {
	all := strings.Fields(registers.Fold(text))
	words := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return idle[w] })
	if len(words) == 0 {
		words = all
	}
	for i, w := range words {
		if len(w) > 3 {
			words[i] = strings.TrimSuffix(strings.TrimSuffix(w, "x"), "s")
		}
	}
	return words
}
