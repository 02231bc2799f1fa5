// Package registers knows the numbers by which public registers name schools, companies, books, goods and kinds of
// purchase, and how people type them. Each Parse… takes what was typed and gives the one form that is stored, or the
// Fault, which says what is wrong and what the right thing looks like.
//
// Spaces of all sorts, dots and hyphens, lower case, full-width characters and the register's name in front (« SIRET : »)
// are what people type. All of it is pure: nothing here asks a register whether the number is in use; the lists that the
// program carries are in communes and cpv. Parsing a stored form gives it back.
package registers

import (
	"strings"
	"unicode"
)

// Options is where a number is typed.
type Options struct {
	Demo bool // on a demonstration, which takes the filler 000000000 as a company's number
}

// narrow makes the plain characters of full-width ones (U+FF01 to U+FF5E), and drops the invisible marks of direction that
// come along when a number is copied from an address book. Digits of other scripts stay, and are refused.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
}

// bare drops what people put between the digits of a number: any space, and the separators named in also.
func bare(s, also string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune(also, r) {
			return -1
		}
		return r
	}, narrow(s))
}

// hyphens, of each width, and separators, which stand between groups of digits on letterheads.
const (
	hyphens    = "-\u2010\u2011\u2012\u2013"
	separators = "." + hyphens
)

// plain is a number in capitals without separators, and without its register's name, which people copy along:
// « SIRET : », « ISBN-13: ».
func plain(s string, names ...string) string {
	s = strings.ToUpper(bare(s, separators))
	for _, name := range names {
		rest, named := strings.CutPrefix(s, name)
		if !named {
			continue
		}
		if _, after, colon := strings.Cut(rest, ":"); colon {
			rest = after
		}
		s = rest
	}
	return s
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// value reads digits that are known to be digits, 18 at most.
func value(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// groups parts digits by spaces, as they are printed.
func groups(n string, sizes ...int) string {
	parts := make([]string, 0, len(sizes))
	for _, size := range sizes {
		parts = append(parts, n[:size])
		n = n[size:]
	}
	return strings.Join(parts, " ")
}
