package registers

// laPoste is the one company whose establishments do not follow Luhn: it has more of them than the key can number.
const laPoste = "356000000"

// SIREN normalises the nine digits that name a French company or public body (INSEE, article R. 123-221 of the Code de
// commerce), with the check of Luhn (ISO/IEC 7812-1). 000000000 follows Luhn but names nobody: it is taken on
// demonstrations only.
func SIREN(s string, demonstration bool) (string, Fault) {
	n, f := digitsOf(s, 9)
	switch {
	case f != OK:
		return "", f
	case !luhn(n):
		return "", Check
	case value(n) == 0 && !demonstration:
		return "", Refused
	}
	return n, OK
}

// SIRET normalises the fourteen digits that name one establishment of a company: its SIREN and five more (NIC), the
// whole following Luhn. Establishments of La Poste follow it, or have a sum of digits that is a multiple of five.
func SIRET(s string, demonstration bool) (string, Fault) {
	n, f := digitsOf(s, 14)
	switch {
	case f != OK:
		return "", f
	case !luhn(n[:9]):
		return "", Check
	case !luhn(n) && !(n[:9] == laPoste && digitSum(n)%5 == 0):
		return "", Check
	case value(n[:9]) == 0 && !demonstration:
		return "", Refused
	}
	return n, OK
}

// SIRENOf is the company's number within a normal SIRET, empty for anything else.
func SIRENOf(siret string) string {
	if len(siret) != 14 {
		return ""
	}
	return siret[:9]
}

// luhn doubles each second digit from the right; the sum of all digits must be a multiple of ten.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

func digitSum(digits string) int {
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i] - '0')
	}
	return sum
}
