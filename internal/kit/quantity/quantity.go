// Package quantity reads quantities as people type them, into exact thousandths. No floating point comes near them.
package quantity

import (
	"strings"
	"unicode"
)

// Max is the largest quantity that is taken, in thousandths: 9,999,999 units.
const Max = 9_999_999_000

// Fault says why a text is no quantity.
type Fault string

// The faults. Empty means none.
const (
	None       Fault = ""
	NotANumber Fault = "not a number" // letters, two commas, …
	Negative   Fault = "negative"
	TooMany    Fault = "too many decimals" // the unit allows fewer, or none
	TooLarge   Fault = "too large"         // above Max
)

// Parse reads a quantity with at most decimals (0 to 3) digits after the comma. An empty text is zero.
// Spaces of any kind between digits, and a comma or a dot for the decimals, are taken: « 1 234,5 ».
func Parse(s string, decimals int) (thousandths int64, fault Fault) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u00a0' || r == '\u202f' || r == '\u2009' {
			return -1
		}
		return r
	}, s)
	if s == "" {
		return 0, None
	}
	if s[0] == '-' || strings.HasPrefix(s, "−") {
		return 0, Negative
	}
	whole, frac, _ := strings.Cut(strings.Replace(strings.TrimPrefix(s, "+"), ",", ".", 1), ".")
	if whole == "" && frac == "" || !digits(whole) || !digits(frac) {
		return 0, NotANumber
	}
	if frac = strings.TrimRight(frac, "0"); len(frac) > decimals || len(frac) > 3 {
		return 0, TooMany
	}
	if whole = strings.TrimLeft(whole, "0"); len(whole) > 7 {
		return 0, TooLarge
	}
	for _, r := range whole + (frac + "000")[:3] {
		thousandths = thousandths*10 + int64(r-'0')
	}
	return thousandths, None
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
