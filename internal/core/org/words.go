package org

import (
	"slices"
	"strings"

	"preau/internal/core/registers"
)

const (
	// after sorts behind every text with the same beginning, bytewise: the last code point of Unicode.
	after = "\U0010FFFF"
	// maxWord is the length, in bytes, to which words are kept and compared.
	maxWord = 60
	// maxWords is how many words of a query count.
	maxWords = 8
)

// twins are written either way on letterheads and in registers, so each is found by the other.
var twins = map[string]string{"st": "saint", "saint": "st", "ste": "sainte", "sainte": "ste"}

// idle words stand in names or not, as it happens; in a query they only count when there are no others.
var idle = map[string]bool{
	"a": true, "au": true, "aux": true, "d": true, "de": true, "des": true, "du": true, "en": true, "et": true,
	"l": true, "la": true, "le": true, "les": true,
}

// wordsOf are the words by which an organisation is found, sorted, each once.
func wordsOf(o Organisation, sites []Site) []string {
	var texts []string
	add := func(ts ...string) { texts = append(texts, ts...) }
	add(o.Name, o.Nature, o.Sector, o.PostalCode, o.Commune, o.UAI, o.FASE, o.SIREN, o.SIRET, o.BCE)
	for _, s := range sites {
		add(s.Name, s.PostalCode, s.Commune, s.FASE, s.UAI)
	}
	var words []string
	initials := ""
	for _, w := range append(strings.Fields(registers.Fold(strings.Join(texts, " "))), "") {
		if len(w) == 1 { // initials are typed without their dots: « PO » finds « P.O. »
			initials += w
		} else {
			if len(initials) > 1 {
				words = append(words, cut(initials))
			}
			initials = ""
		}
		if w == "" {
			continue
		}
		words = append(words, cut(w))
		if twin, ok := twins[w]; ok {
			words = append(words, twin)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// term is a word of a query: the beginning of a word, or all of it.
type term struct {
	word  string
	whole bool
}

// bounds are the first word that meets the term, and what comes after the last. Words hold letters and digits only.
func (t term) bounds() []any {
	if t.whole {
		return []any{t.word, t.word + "\x01"}
	}
	return []any{t.word, t.word + after}
}

// terms are the words of a query that count.
func terms(text string) []term {
	if ns := numbersIn(text); len(ns) > 0 {
		return ns
	}
	var words, idles []term
	for _, w := range strings.Fields(registers.Fold(text)) {
		t := term{word: cut(w)}
		switch {
		case slices.Contains(words, t) || slices.Contains(idles, t):
		case idle[w]:
			idles = append(idles, t)
		default:
			words = append(words, t)
		}
	}
	if len(words) == 0 {
		words = idles
	}
	return words[:min(len(words), maxWords)]
}

// numbersIn recognises a whole query as one number of a register, typed with spaces or dots in any place, or as the FASE
// number of a site, which are two.
func numbersIn(text string) []term {
	filler := registers.Options{Demo: true} // it finds nothing elsewhere
	if strings.Contains(text, "/") {
		if n, fault := registers.ParseFASE(text); fault.OK() {
			school, site := n.Parts()
			return []term{{school, true}, {site, true}}
		}
	}
	for _, n := range []string{
		read(text, registers.ParseUAI),
		read(text, func(s string) (registers.SIRET, registers.Fault) { return registers.ParseSIRET(s, filler) }),
		read(text, func(s string) (registers.SIREN, registers.Fault) { return registers.ParseSIREN(s, filler) }),
		read(text, registers.ParseBCE), // last: nine digits are rather a SIREN than a BCE number in its older form
	} {
		if n != "" {
			return []term{{strings.ToLower(n), true}}
		}
	}
	return nil
}

// read is the number that the text is, empty for none.
func read[N ~string](text string, parse func(string) (N, registers.Fault)) string {
	n, _ := parse(text) // a fault leaves it empty
	return string(n)
}

// cut keeps whole characters of a word's first maxWord bytes.
func cut(w string) string {
	if len(w) <= maxWord {
		return w
	}
	return strings.ToValidUTF8(w[:maxWord], "")
}
