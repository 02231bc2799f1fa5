package registers

// BCE is the number of a Belgian company or body in the Banque-Carrefour des Entreprises (KBO), as 0123456749.
type BCE string

// ParseBCE takes ten digits: the first is 0 or 1, the last two are 97 less the remainder of the first eight by 97, which
// finds each wrong digit. The older form of nine digits and the VAT number, which begins with BE, are taken too.
func ParseBCE(s string) (BCE, Fault) {
	s = plain(bare(s, "/"), "BCE", "KBO", "TVA", "BTW", "BE")
	if len(s) == 9 {
		s = "0" + s
	}
	fault := RegisterBCE.digits(s, 10)
	switch {
	case !fault.OK():
		return "", fault
	case s[0] > '1':
		return "", RegisterBCE.fault(Shape)
	case value(s[8:]) != 97-value(s[:8])%97:
		return "", RegisterBCE.fault(Check)
	case value(s[:8]) == 0:
		return "", RegisterBCE.fault(Refused)
	}
	return BCE(s), Fault{}
}

// Shown is the way it is printed: 0123.456.749.
func (n BCE) Shown() string {
	if len(n) != 10 {
		return string(n)
	}
	return string(n[:4] + "." + n[4:7] + "." + n[7:])
}
