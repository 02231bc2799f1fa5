package registers

import "strings"

// GTIN is the number of a trade item, under the bars of its package (GS1 General Specifications): thirteen digits
// (EAN-13), eight (EAN-8), or fourteen for a case that holds several.
type GTIN string

// ParseGTIN takes EAN-13, EAN-8, the twelve digits of UPC-A, which become thirteen by a zero in front, and GTIN-14. Zeros
// with which a number was filled up to a longer form are dropped, so that each item has one number: GS1 gives no company a
// prefix with which they could be mistaken. The check digit finds each wrong digit.
func ParseGTIN(s string) (GTIN, Fault) {
	s = plain(s, "GTIN", "EAN", "UPC")
	fault := RegisterGTIN.digits(s, 13)
	if fault.Kind == Length && (len(s) == 8 || len(s) == 12 || len(s) == 14) {
		fault = Fault{}
	}
	switch {
	case !fault.OK():
		return "", fault
	case !gtinCheck(s):
		return "", RegisterGTIN.fault(Check)
	}
	s = strings.TrimLeft(s, "0")
	if s == "" {
		return "", RegisterGTIN.fault(Refused)
	}
	for _, n := range []int{8, 13, 14} {
		if len(s) <= n {
			s = strings.Repeat("0", n-len(s)) + s
			break
		}
	}
	return GTIN(s), Fault{}
}

// ISBN is the number of a book (ISO 2108), of thirteen digits; it is the book's GTIN, too.
type ISBN string

// GTIN is the number as that of any trade item.
func (n ISBN) GTIN() GTIN { return GTIN(n) }

// ParseISBN takes thirteen digits, or the former ten characters, whose last may be X for ten: they become 978 and the same
// nine digits with a new check digit. Both check digits find each wrong digit.
func ParseISBN(s string) (ISBN, Fault) {
	s = plain(s, "ISBN")
	switch {
	case s == "":
		return "", RegisterISBN.fault(Missing)
	case len(s) == 10:
		return isbn10(s)
	case len(s) != 13 || !allDigits(s) || (s[:3] != "978" && s[:3] != "979"):
		return "", RegisterISBN.fault(Shape)
	case !gtinCheck(s):
		return "", RegisterISBN.fault(Check)
	}
	return ISBN(s), Fault{}
}

// isbn10 weighs the digits from ten down to one; the sum is a multiple of eleven.
func isbn10(s string) (ISBN, Fault) {
	if !allDigits(s[:9]) || (s[9] != 'X' && !allDigits(s[9:])) {
		return "", RegisterISBN.fault(Shape)
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
		return "", RegisterISBN.fault(Check)
	}
	if value(s[:9]) == 0 {
		return "", RegisterISBN.fault(Refused)
	}
	twelve := "978" + s[:9]
	return ISBN(twelve + string(rune('0'+(10-gtinSum(twelve+"0")%10)%10))), Fault{}
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
