package registers

// SIREN is the number of a French company or public body, as 732829320 (INSEE, article R. 123-221 of the Code de commerce).
type SIREN string

// SIRET is the number of one establishment of a company: its SIREN and five digits more (NIC).
type SIRET string

// laPoste is the one company whose establishments do not follow Luhn: it has more of them than the key can number.
const laPoste = "356000000"

// ParseSIREN takes nine digits that follow Luhn (ISO/IEC 7812-1), which finds each wrong digit. 000000000 follows it too,
// but names nobody.
func ParseSIREN(s string, o Options) (SIREN, Fault) {
	s = plain(s, "SIREN")
	fault := RegisterSIREN.digits(s, 9)
	switch {
	case fault.Kind == Length && isSIRET(s):
		return "", Fault{Register: RegisterSIREN, Kind: Other, Meant: SIREN(s[:9]).Shown()}
	case !fault.OK():
		return "", fault
	case !luhn(s):
		return "", RegisterSIREN.fault(Check)
	case value(s) == 0 && !o.Demo:
		return "", RegisterSIREN.fault(Refused)
	}
	return SIREN(s), Fault{}
}

// ParseSIRET takes fourteen digits that follow Luhn, and so do the nine of the SIREN; establishments of La Poste may have
// a sum of digits that is a multiple of five instead.
func ParseSIRET(s string, o Options) (SIRET, Fault) {
	s = plain(s, "SIRET")
	fault := RegisterSIRET.digits(s, 14)
	switch {
	case fault.Kind == Length && len(s) == 9 && luhn(s):
		return "", Fault{Register: RegisterSIRET, Kind: Other}
	case !fault.OK():
		return "", fault
	case !isSIRET(s):
		return "", RegisterSIRET.fault(Check)
	case value(s[:9]) == 0 && !o.Demo:
		return "", RegisterSIRET.fault(Refused)
	}
	return SIRET(s), Fault{}
}

// SIREN is the company's number within a SIRET, empty for none.
func (s SIRET) SIREN() SIREN {
	if len(s) != 14 {
		return ""
	}
	return SIREN(s[:9])
}

// Shown is the way a SIREN is printed: 732 829 320.
func (s SIREN) Shown() string {
	if len(s) != 9 {
		return string(s)
	}
	return groups(string(s), 3, 3, 3)
}

// Shown is the way a SIRET is printed: 732 829 320 00074.
func (s SIRET) Shown() string {
	if len(s) != 14 {
		return string(s)
	}
	return groups(string(s), 3, 3, 3, 5)
}

func isSIRET(s string) bool {
	return len(s) == 14 && luhn(s[:9]) && (luhn(s) || s[:9] == laPoste && digitSum(s)%5 == 0)
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
