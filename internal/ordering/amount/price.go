package amount

import "strings"

// maxPrice is the highest price of a unit: what catalogues take, too.
const maxPrice = 99_999_999_999

// ParsePrice reads a price of a unit as a person types it, in ten-thousandths of the currency: « 4,15 », « 1 234.5 », « 0,4150 € ».
// False for what is none, is negative, or has more than four decimals that say something.
func ParsePrice(s string) (int64, bool) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u202f', '€':
			return -1
		case ',':
			return '.'
		}
		return r
	}, s)
	whole, frac, _ := strings.Cut(s, ".")
	frac = strings.TrimRight(frac, "0")
	if whole == "" || len(whole) > 7 || len(frac) > 4 {
		return 0, false
	}
	n := int64(0)
	for _, r := range whole + frac + "0000"[:4-len(frac)] {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int64(r-'0')
	}
	return n, n <= maxPrice
}
