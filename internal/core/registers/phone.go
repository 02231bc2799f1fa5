package registers

import "strings"

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

// Phone normalises a telephone number to ITU-T E.164: +, country code, number. What begins neither with + nor with 00
// is a number of home (ten digits in France; nine, or ten for mobiles, in Belgium; elsewhere none is taken). The national 0 that people leave
// behind a country code, as in +33 (0)2, is dropped. Short numbers (3646) have no international form: they are refused.
func Phone(s string, home Country) (string, Fault) {
	s = bare(s, separators+"/()")
	s = strings.TrimPrefix(s, "tel:")
	if s == "" {
		return "", Missing
	}
	digits, abroad := strings.CutPrefix(s, "+")
	if !abroad {
		digits, abroad = strings.CutPrefix(s, "00")
	}
	if !allDigits(digits) {
		return "", Shape
	}
	if abroad {
		return international(digits)
	}
	national, ok := strings.CutPrefix(digits, "0")
	if !ok {
		return "", Shape
	}
	switch home {
	case France:
		return french(national)
	case Belgium:
		return belgian(national)
	}
	return "", Shape
}

// international checks numbers of the countries at home here by their own plan; others by length alone (E.164: 15 digits).
func international(digits string) (string, Fault) {
	if n, ok := strings.CutPrefix(digits, "33"); ok {
		return french(strings.TrimPrefix(n, "0"))
	}
	if n, ok := strings.CutPrefix(digits, "32"); ok {
		return belgian(strings.TrimPrefix(n, "0"))
	}
	for _, code := range overseasCodes {
		if n, ok := strings.CutPrefix(digits, code); ok {
			n = strings.TrimPrefix(n, "0")
			if len(n) != 9 || overseas[n[:3]] != code {
				return "", Shape
			}
			return "+" + code + n, OK
		}
	}
	if len(digits) < 8 || len(digits) > 15 || digits[0] == '0' {
		return "", Shape
	}
	return "+" + digits, OK
}

func french(n string) (string, Fault) {
	if len(n) != 9 || n[0] == '0' {
		return "", Shape
	}
	if code, ok := overseas[n[:3]]; ok {
		return "+" + code + n, OK
	}
	return "+33" + n, OK
}

// belgian takes eight digits, or nine for the mobiles, which begin with 45 to 49.
func belgian(n string) (string, Fault) {
	switch {
	case len(n) == 9 && belgianMobile(n), len(n) == 8 && n[0] != '0':
		return "+32" + n, OK
	}
	return "", Shape
}

func belgianMobile(n string) bool { return n[0] == '4' && n[1] >= '5' && n[1] <= '9' }
