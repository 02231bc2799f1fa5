// Package french takes French words down to what all their forms share, so that « demandes », « demande » and « demandé »
// are found by each other.
package french

import (
	"strings"

	snowball "github.com/kljensen/snowball/french"
)

const (
	// shortest is the length from which a word has an ending to lose.
	shortest = 4
	// longest is the length, in bytes, up to which something is a word: the longest French ones have 27 letters.
	longest = 64
)

// Stem is a folded word without its ending. What has a digit in it, or is longer than words are, is no word, and is kept.
func Stem(w string) string {
	if len(w) < shortest || len(w) > longest || strings.ContainsAny(w, "0123456789") {
		return w
	}
	return snowball.Stem(Singular(w), true)
}

// Root is the stem's stem, until none is left: folded words have lost the accents by which Snowball knows « bloquée » for
// « bloqué ». It meets more, also some that it should not, so it is for those who would rather find too much. A round takes one letter at
// worst, of a word that Stem keeps short: what is typed cannot make it costly.
func Root(w string) string {
	for {
		next := Stem(w)
		if next == w || next == "" {
			return w
		}
		w = next
	}
}

// Singular takes off the mark of the plural, which Snowball leaves behind some vowels: « stylos », « bleus ».
func Singular(w string) string {
	switch {
	case strings.HasSuffix(w, "eaux"), strings.HasSuffix(w, "eux"):
		return w[:len(w)-1]
	case strings.HasSuffix(w, "aux"):
		return w[:len(w)-2] + "l"
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		return w[:len(w)-1]
	}
	return w
}
