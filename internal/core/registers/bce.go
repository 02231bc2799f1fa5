package registers

import "strings"

// BCE normalises the ten digits that name a Belgian company or body in the Banque-Carrefour des Entreprises (KBO):
// the first is 0 or 1, the last two are 97 less the remainder of the first eight by 97. The older form of nine digits
// and the VAT number, which begins with BE, are taken too.
func BCE(s string) (string, Fault) {
	s = strings.TrimPrefix(strings.ToUpper(bare(s, separators+"/")), "BE")
	if len(s) == 9 {
		s = "0" + s
	}
	switch {
	case s == "":
		return "", Missing
	case len(s) != 10 || !allDigits(s) || s[0] > '1':
		return "", Shape
	case value(s[8:]) != 97-value(s[:8])%97:
		return "", Check
	case value(s[:8]) == 0:
		return "", Refused
	}
	return s, OK
}

// BCEShown is the way a normal number is printed: 0123.456.749.
func BCEShown(bce string) string {
	if len(bce) != 10 {
		return bce
	}
	return bce[:4] + "." + bce[4:7] + "." + bce[7:]
}
