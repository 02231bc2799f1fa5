package registers

import "strings"

// FASE normalises the number of a school in the register of the Fédération Wallonie-Bruxelles: the establishment's
// digits, then a slash and the digits of one of its sites (implantation) where one is meant: 586 or 586/1045.
// It has no control digit. Zeros in front are dropped.
func FASE(s string) (string, Fault) {
	s = bare(s, "")
	if s == "" {
		return "", Missing
	}
	school, site, slash := strings.Cut(s, "/")
	school, ok := faseDigits(school)
	if !ok {
		return "", Shape
	}
	if !slash {
		return school, OK
	}
	site, ok = faseDigits(site)
	if !ok {
		return "", Shape
	}
	return school + "/" + site, OK
}

// FASEParts cuts a normal number into the establishment's and the site's, which is empty when none is named.
func FASEParts(fase string) (school, site string) {
	school, site, _ = strings.Cut(fase, "/")
	return school, site
}

// faseDigits takes up to six digits and drops the zeros in front; nought alone names nothing.
func faseDigits(s string) (string, bool) {
	if !allDigits(s) {
		return "", false
	}
	s = strings.TrimLeft(s, "0")
	return s, s != "" && len(s) <= 6
}
