package registers

// UAI is the number of a French establishment in the RAMSESE register (unité administrative immatriculée, formerly
// RNE), as 0350122T.
type UAI string

// uaiLetters are the control letters: the alphabet without I, O and Q.
const uaiLetters = "ABCDEFGHJKLMNPRSTUVWXYZ"

// ParseUAI takes seven digits and a control letter: the number modulo 23, in an alphabet of 23 letters. One wrong digit
// or letter is always found, 23 being prime.
func ParseUAI(s string) (UAI, Fault) {
	s = plain(s, "UAI", "RNE")
	switch {
	case s == "":
		return "", RegisterUAI.fault(Missing)
	case len(s) != 8 || !allDigits(s[:7]) || s[7] < 'A' || s[7] > 'Z':
		return "", RegisterUAI.fault(Shape)
	case uaiLetters[value(s[:7])%23] != s[7]:
		return "", RegisterUAI.fault(Check)
	case s[:7] == "0000000":
		return "", RegisterUAI.fault(Refused)
	}
	return UAI(s), Fault{}
}
