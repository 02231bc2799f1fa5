package index

import (
	"strings"

	"github.com/kljensen/snowball/french"

	"preau/internal/core/registers"
)

// idle words are met nearly everywhere and tell nothing; in a query they count only when there are no others.
var idle = map[string]bool{
	"a": true, "au": true, "aux": true, "avec": true, "d": true, "de": true, "des": true, "du": true, "en": true, "et": true, "l": true,
	"la": true, "le": true, "les": true, "ou": true, "par": true, "pour": true, "sur": true, "un": true, "une": true,
}

// plain are words whose ending is part of what they are: cut of it they would meet others.
var plain = map[string]bool{"bic": true, "post": true}

// wordsOf are the folded words of a text.
func wordsOf(text string) []string { return strings.Fields(registers.Fold(text)) }

// stem is a folded word without its ending: « crayons » and « crayon » have one, and so have « rouges » and « rouge ». What has a
// digit in it is no word, and is kept.
func stem(w string) string {
	if len(w) < 4 || plain[w] || strings.ContainsAny(w, "0123456789") {
		return w
	}
	return french.Stem(singular(w), true)
}

// singular takes off the mark of the plural, which Snowball leaves behind some vowels: « stylos », « bleus ».
func singular(w string) string {
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

// squeezed is a reference as it is compared: its letters and digits, in capitals or not alike (R151, R152).
func squeezed(reference string) string {
	return strings.ReplaceAll(registers.Fold(reference), " ", "")
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
