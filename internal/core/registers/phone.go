package registers

import "strings"

// Phone is a telephone number in ITU-T E.164: +, country code, number.
type Phone string

// Country is an ISO 3166-1 code of two letters.
type Country string

// The countries whose registers and numbering plans are known here.
const (
	France  Country = "FR"
	Belgium Country = "BE"
)

// overseas maps the first three digits of a national French number (arcep's numbering plan) to the country code under
// which it is called: those of Réunion and Mayotte, Guadeloupe, Guyane and Martinique are not +33.
var overseas = map[string]string{
	"262": "262", "263": "262", "269": "262", "639": "262", "692": "262", "693": "262",
	"590": "590", "690": "590", "691": "590",
	"594": "594", "694": "594",
	"596": "596", "696": "596", "697": "596",
}

// overseasCodes are the country codes of the overseas departments; there the national number has nine digits as in France.
var overseasCodes = []string{"262", "590", "594", "596"}

// longestExtension is how many digits an extension has at most; with more it is another number.
const longestExtension = 6

// ParsePhone takes a number of home as it is dialled there (ten digits in France; nine, or ten for mobiles, in Belgium),
// with the 0 in front or, as spreadsheets leave it, without; or any number that begins with + or 00. The national 0 that
// people leave behind a country code, as in +33 (0)2, is dropped. Refused are short numbers (3646), which have no
// international form, and numbers with an extension, which nothing here could dial.
func ParsePhone(s string, home Country) (Phone, Fault) {
	s = plain(bare(s, "/()"), "TÉLÉPHONE", "TELEPHONE", "TÉL", "TEL")
	if s == "" {
		return "", RegisterPhone.fault(Missing)
	}
	number, rest := s, ""
	if at := strings.IndexFunc(s[1:], func(r rune) bool { return r < '0' || r > '9' }); at >= 0 {
		number, rest = s[:at+1], s[at+1:]
	}
	n, fault := oneNumber(number, home)
	switch {
	case rest == "":
		return n, fault
	case !fault.OK():
		return "", RegisterPhone.fault(Shape)
	}
	return "", Fault{Register: RegisterPhone, Kind: kindOfRest(rest), Meant: n.Shown(home)}
}

// kindOfRest tells what stands behind a whole number: an extension (« poste 12 », « #12 »), a second number, or words.
func kindOfRest(rest string) Kind {
	digits := 0
	for i := range len(rest) {
		if rest[i] >= '0' && rest[i] <= '9' {
			digits++
		}
	}
	switch {
	case digits == 0:
		return Shape
	case digits <= longestExtension:
		return Beyond
	}
	return Several
}

// oneNumber reads what is digits, but for a + in front.
func oneNumber(s string, home Country) (Phone, Fault) {
	digits, abroad := strings.CutPrefix(s, "+")
	if !abroad && len(s) > len("00")+8 { // with eight digits or fewer behind it, 00 is a slip rather than a call abroad
		digits, abroad = strings.CutPrefix(s, "00")
	}
	if !allDigits(digits) {
		return "", RegisterPhone.fault(Shape)
	}
	n, ok := national(digits, home)
	if abroad {
		n, ok = international(digits)
	}
	switch {
	case ok:
		return n, Fault{}
	case !abroad && home == France && len(digits) != 10, !abroad && home == Belgium && len(digits) != 9 && len(digits) != 10:
		return "", Fault{Register: RegisterPhone, Kind: Length, Count: len(digits)}
	}
	return "", RegisterPhone.fault(Shape)
}

func national(digits string, home Country) (Phone, bool) {
	n := strings.TrimPrefix(digits, "0")
	switch home {
	case France:
		return french(n)
	case Belgium:
		return belgian(n)
	}
	return "", false
}

// international checks numbers of the countries at home here by their own plan; others by length alone (E.164: 15 digits).
func international(digits string) (Phone, bool) {
	if n, ok := strings.CutPrefix(digits, "33"); ok {
		return french(strings.TrimPrefix(n, "0"))
	}
	if n, ok := strings.CutPrefix(digits, "32"); ok {
		return belgian(strings.TrimPrefix(n, "0"))
	}
	for _, code := range overseasCodes {
		if n, ok := strings.CutPrefix(digits, code); ok {
			n = strings.TrimPrefix(n, "0")
			return Phone("+" + code + n), len(n) == 9 && overseas[n[:3]] == code
		}
	}
	return Phone("+" + digits), len(digits) >= 8 && len(digits) <= 15 && digits[0] != '0'
}

func french(n string) (Phone, bool) {
	if len(n) != 9 || n[0] == '0' {
		return "", false
	}
	if code, ok := overseas[n[:3]]; ok {
		return Phone("+" + code + n), true
	}
	return Phone("+33" + n), true
}

// belgian takes nine digits of a mobile, which begins with 45 to 49, or eight of any other, which does not.
func belgian(n string) (Phone, bool) {
	if len(n) != 8 && len(n) != 9 || n[0] == '0' {
		return "", false
	}
	mobile := n[0] == '4' && n[1] >= '5'
	return Phone("+32" + n), mobile == (len(n) == 9)
}
