package registers

import "strings"

// uaiLetters are the control letters of the UAI: the alphabet without I, O and Q.
const uaiLetters = "ABCDEFGHJKLMNPRSTUVWXYZ"

// UAI normalises the number of a French establishment in the RAMSESE register (unité administrative immatriculée,
// formerly RNE): seven digits and a control letter, the number modulo 23 in an alphabet of 23 letters.
func UAI(s string) (string, Fault) {
	s = strings.ToUpper(bare(s, separators))
	switch {
	case s == "":
		return "", Missing
	case len(s) != 8 || !allDigits(s[:7]) || s[7] < 'A' || s[7] > 'Z':
		return "", Shape
	case uaiLetters[value(s[:7])%23] != s[7]:
		return "", Check
	case s[:7] == "0000000":
		return "", Refused
	}
	return s, OK
}
