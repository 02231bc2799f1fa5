// Package quantity reads quantities as people type them, into exact thousandths. No floating point comes near them.
package quantity

import (
	"fmt"
	"strconv"
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
	Ambiguous  Fault = "ambiguous"         // « 1.000 » is a thousand to some and one to others
)

// Parse reads a quantity with at most decimals (0 to 3) digits after the comma. An empty text is zero.
// Spaces of any kind between digits, and a comma or a dot for the decimals, are taken: « 1 234,5 ». Where the unit has
// no thousandths, three digits after the mark are refused: nobody's thousand may become one in silence.
func Parse(s string, decimals int) (thousandths int64, fault Fault) {
	return parse(strings.Map(dense, s), decimals)
}

// ParseGrouped is Parse for people whose language groups thousands by commas: « 1,234.5 ». Where the unit has
// thousandths, « 1,234 » may be either, and is refused.
func ParseGrouped(s string, decimals int) (thousandths int64, fault Fault) {
	s = strings.Map(dense, s)
	whole, _, dotted := strings.Cut(s, ".")
	if !grouped(whole) {
		return parse(s, decimals)
	}
	if decimals == 3 && !dotted && strings.Count(whole, ",") == 1 {
		return 0, Ambiguous
	}
	return parse(strings.ReplaceAll(s, ",", ""), decimals)
}

// Parser is how people of a language are read.
func Parser(groupsByComma bool) func(s string, decimals int) (int64, Fault) {
	if groupsByComma {
		return ParseGrouped
	}
	return Parse
}

// grouped says whether commas stand between groups of three digits: « 12,000 », « 1,234,567 ».
func grouped(whole string) bool {
	groups := strings.Split(strings.TrimPrefix(whole, "+"), ",")
	for i, g := range groups {
		if !digits(g) || i > 0 && len(g) != 3 || i == 0 && (g == "" || len(g) > 3) {
			return false
		}
	}
	return len(groups) > 1
}

// dense drops the spaces between digits.
func dense(r rune) rune {
	if unicode.IsSpace(r) || r == '\u00a0' || r == '\u202f' || r == '\u2009' {
		return -1
	}
	return r
}

func parse(s string, decimals int) (thousandths int64, fault Fault) {
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
	if len(frac) == 3 && decimals < 3 {
		return 0, Ambiguous
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

// ParsePlain reads a quantity as programs write it: digits, and a dot before at most decimals of them, zeros at the end
// apart. Nothing is ambiguous there.
func ParsePlain(s string, decimals int) (thousandths int64, fault Fault) {
	whole, frac, dotted := strings.Cut(s, ".")
	if strings.HasPrefix(s, "-") {
		return 0, Negative
	}
	if whole == "" || !digits(whole) || !digits(frac) || dotted && frac == "" {
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

// Plain writes a quantity as ParsePlain reads it, without needless zeros: "12.5".
func Plain(thousandths int64) string {
	whole, frac := strconv.FormatInt(thousandths/1000, 10), thousandths%1000
	if frac == 0 {
		return whole
	}
	return whole + "." + strings.TrimRight(fmt.Sprintf("%03d", frac), "0")
}
