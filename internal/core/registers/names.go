package registers

import (
	"strings"
	"unicode"
)

// mostMarks is how many accents in a row a name may have: more climb over the lines around.
const mostMarks = 3

// Shown says that a name can be shown to others as it is: all of it can be seen, and there is at least one letter or digit. Zero-width
// and private-use characters, marks of writing direction and fillers make two names look alike, or a page read backwards.
func Shown(name string) bool {
	marks, seen := 0, false
	for _, r := range name {
		switch {
		case hidden(r):
			return false
		case unicode.IsMark(r):
			if marks++; marks > mostMarks || !seen {
				return false
			}
			continue
		case unicode.IsLetter(r), unicode.IsDigit(r):
			seen = true
		}
		marks = 0
	}
	return seen && strings.ToValidUTF8(name, "") == name
}

// hidden is a character without a shape of its own, or with one that depends on the reader's machine.
func hidden(r rune) bool {
	switch r {
	case ' ', '\u00a0', '\u202f', '\u2019':
		return false
	case '\u2800', unicode.ReplacementChar: // Braille without dots
		return true
	}
	return unicode.In(r, unicode.C, unicode.Z, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		!unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S)
}

// OneScript says that the letters of a name are all Latin, or none is: a Cyrillic а among Latin letters is there to deceive.
func OneScript(name string) bool {
	latin, other := false, false
	for _, r := range name {
		if unicode.IsLetter(r) {
			is := unicode.Is(unicode.Latin, r)
			latin, other = latin || is, other || !is
		}
	}
	return !latin || !other
}
