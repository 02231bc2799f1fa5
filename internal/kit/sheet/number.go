package sheet

import (
	"strconv"
	"strings"
)

// plainNumber writes a number of XML without exponent, and without the noise of binary fractions: a spreadsheet shows
// 15 digits, so 0.30000000000000004 is 0.3. Whole numbers keep all digits that are written.
func plainNumber(raw string) (string, bool) {
	if isPlain(raw) {
		return raw, true
	}
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil || n-n != 0 { // neither infinite nor no number
		return "", false
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(n, 'e', 14, 64), "e")
	e, err := strconv.Atoi(exponent)
	if err != nil || e > 30 || e < -30 {
		return "", false
	}
	return shift(strings.TrimRight(strings.TrimRight(mantissa, "0"), "."), e), true
}

// isPlain says whether a number is written as it should be already: digits without zeros in front, 15 at most if there is a point.
func isPlain(s string) bool {
	whole, frac, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	switch {
	case whole == "" || !allDigits(whole) || !allDigits(frac), len(whole) > 1 && whole[0] == '0', s == "-0":
		return false
	case point:
		return frac != "" && frac[len(frac)-1] != '0' && len(whole)+len(frac) <= 15
	}
	return true
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// shift moves the point of a plain number to the right.
func shift(s string, by int) string {
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	whole, frac, _ := strings.Cut(s, ".")
	for ; by > 0; by-- {
		if frac == "" {
			frac = "0"
		}
		whole, frac = whole+frac[:1], frac[1:]
	}
	for ; by < 0; by++ {
		if whole == "" {
			whole = "0"
		}
		whole, frac = whole[:len(whole)-1], whole[len(whole)-1:]+frac
	}
	whole, frac = strings.TrimLeft(whole, "0"), strings.TrimRight(frac, "0")
	switch {
	case whole == "" && frac == "":
		return "0"
	case whole == "":
		whole = "0"
	}
	if frac != "" {
		frac = "." + frac
	}
	return sign + whole + frac
}
