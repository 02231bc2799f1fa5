package registers

import (
	"fmt"
	"strings"
)

// EAN13 normalises the thirteen digits of a trade item (GTIN-13, GS1 General Specifications), with their check digit:
// weights one and three by turns, the sum a multiple of ten.
func EAN13(s string) (string, Fault) {
	n, f := digitsOf(s, 13)
	switch {
	case f != OK:
		return "", f
	case !gtinCheck(n):
		return "", Check
	case value(n) == 0:
		return "", Refused
	}
	return n, OK
}

// ISBN normalises the number of a book (ISO 2108) to its thirteen digits. The former ten characters, whose last may be
// X for ten, become 978 and the same nine digits with a new check digit.
func ISBN(s string) (string, Fault) {
	s = strings.TrimPrefix(strings.ToUpper(bare(s, separators)), "ISBN")
	s = strings.TrimPrefix(s, ":")
	switch {
	case s == "":
		return "", Missing
	case len(s) == 10:
		return isbn10(s)
	case len(s) != 13 || !allDigits(s) || (s[:3] != "978" && s[:3] != "979"):
		return "", Shape
	case !gtinCheck(s):
		return "", Check
	}
	return s, OK
}

// isbn10 weighs the digits from ten down to one; the sum is a multiple of eleven.
func isbn10(s string) (string, Fault) {
	if !allDigits(s[:9]) || (s[9] != 'X' && !allDigits(s[9:])) {
		return "", Shape
	}
	sum := 0
	for i := range 9 {
		sum += (10 - i) * int(s[i]-'0')
	}
	last := 10
	if s[9] != 'X' {
		last = int(s[9] - '0')
	}
	if (sum+last)%11 != 0 {
		return "", Check
	}
	if value(s[:9]) == 0 {
		return "", Refused
	}
	twelve := "978" + s[:9]
	return fmt.Sprintf("%s%d", twelve, (10-gtinSum(twelve+"0")%10)%10), OK
}

func gtinCheck(digits string) bool { return gtinSum(digits)%10 == 0 }

// gtinSum weighs from the right, the check digit by one, the next by three.
func gtinSum(digits string) int {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 3
		}
		sum += d
	}
	return sum
}
