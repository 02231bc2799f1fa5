package index

import (
	"cmp"
	"slices"
	"strings"

	"preau/internal/core/registers"
	"preau/internal/kit/french"
)

// idle words are met nearly everywhere and tell nothing; in a query they count only when there are no others.
var idle = map[string]bool{
	"a": true, "au": true, "aux": true, "avec": true, "d": true, "de": true, "des": true, "du": true, "en": true, "et": true, "l": true,
	"la": true, "le": true, "les": true, "ou": true, "par": true, "pour": true, "sur": true, "un": true, "une": true,
	"x": true, // 24 x 32
}

// plain are words whose ending is part of what they are: cut of it they would meet others.
var plain = map[string]bool{"bic": true, "post": true}

// wordsOf are the folded words of a text. A number and its unit are two, however they are written: « 5L », « 24x32 », « 80g ».
func wordsOf(text string) []string {
	words := strings.Fields(registers.Fold(text))
	for i := 0; i < len(words); i++ {
		w := words[i]
		if w[0] < '0' || w[0] > '9' {
			if to, ok := shortUnits[w]; ok && i > 0 && isNumber(words[i-1]) {
				words[i] = to
			}
			continue
		}
		n := strings.IndexFunc(w, func(r rune) bool { return r < '0' || r > '9' })
		switch {
		case n < 0:
		case units[w[n:]] || shortUnits[w[n:]] != "":
			words = slices.Insert(words, i+1, cmp.Or(shortUnits[w[n:]], w[n:]))
			words[i] = w[:n]
			i++
		case w[n] == 'x' && n+1 < len(w) && w[n+1] >= '0' && w[n+1] <= '9':
			words = slices.Insert(words, i+1, w[n+1:])
			words[i] = w[:n]
		}
	}
	return words
}

// units are what numbers are written together with; shortUnits stand for what others write in full, the words inFull.
var (
	units      = map[string]bool{"g": true, "kg": true, "mg": true, "ml": true, "cl": true, "mm": true, "cm": true, "m": true, "go": true, "mo": true, "to": true, "w": true, "v": true}
	shortUnits = map[string]string{"l": "litre", "gr": "g", "p": "page", "pcs": "piece", "kilo": "kg", "kilos": "kg", "grammes": "g"}
	inFull     = map[string]string{"litre": "litre", "page": "page", "piece": "pièce"}
)

func isNumber(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// numbers are those that titles write as words and who searches as digits, or the other way round.
var numbers = map[string]string{
	"deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8", "dix": "10", "douze": "12",
}

// others are words by which schools call what suppliers call otherwise: names of makers that became the thing's, and what is said in
// one country. They are looked for when nothing is called by the word itself.
var others = map[string]string{
	"scotch": "adhésif", "patafix": "repositionnable", "velleda": "effaçable", "tipp": "correcteur", "typex": "correcteur", "latte": "règle", "farde": "chemise",
	"plumier": "trousse", "wc": "hygiénique", "toilette": "hygiénique", "clef": "clé", "stabilo": "surligneur", "magnet": "aimant",
	"foot": "football", "gym": "gymnastique", "kleenex": "mouchoir", "sopalin": "essuie", "torchon": "serpillière", "loque": "serpillière",
	"postit": "repositionnable", "post": "repositionnable", "ordi": "ordinateur",
}

// stem is a folded word without its ending: « crayons » and « crayon » have one, and so have « rouges » and « rouge ». What has a
// digit in it is no word, and is kept.
func stem(w string) string {
	if n, ok := numbers[w]; ok {
		return n
	}
	if plain[w] {
		return w
	}
	return french.Stem(w)
}

// squeezed is a reference as it is compared: its letters and digits, in capitals or not alike (R151, R152).
func squeezed(reference string) string {
	return strings.ReplaceAll(registers.Fold(reference), " ", "")
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
