package registers

import "strings"

// CPV is a code of the Common Procurement Vocabulary, which says what is bought (Regulation (EC) No 213/2008): eight
// digits, of which the first two name the division and each further one a narrower kind; the rest are zeros.
type CPV string

// ParseCPV takes eight digits, and drops the ninth, the control digit, behind a hyphen or not: notices and open data are
// written without it. It is not verified: the regulation publishes no rule for it, and the digits of its list do not
// follow one rule throughout. Whether a code is in the list is told by the package cpv.
func ParseCPV(s string) (CPV, Fault) {
	s = plain(s, "CPV")
	fault := RegisterCPV.digits(s, 8)
	if fault.Kind == Length && len(s) == 9 {
		s, fault = s[:8], Fault{}
	}
	switch {
	case !fault.OK():
		return "", fault
	case s[:2] == "00":
		return "", RegisterCPV.fault(Unknown)
	}
	return CPV(s), Fault{}
}

// Division is the code of the two digits with which this one begins.
func (c CPV) Division() CPV { return c.cut(2) }

// Digits are those that say something: the code without its zeros at the end, two at least.
func (c CPV) Digits() string {
	if len(c) < 2 {
		return string(c)
	}
	return string(c[:2]) + strings.TrimRight(string(c[2:]), "0")
}

// Wider are the codes that hold this one, by its digits, from the narrowest to the division. Some are not in the list.
func (c CPV) Wider() []CPV {
	var out []CPV
	for n := len(c.Digits()) - 1; n >= 2; n-- {
		out = append(out, c.cut(n))
	}
	return out
}

// cut keeps the first n digits and fills up with zeros.
func (c CPV) cut(n int) CPV {
	if len(c) < n {
		return c
	}
	return c[:n] + CPV(strings.Repeat("0", len(c)-n))
}
