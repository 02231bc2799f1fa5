package registers

import "strings"

// FASE is the number of a school in the register of the Fédération Wallonie-Bruxelles: the establishment's digits, then
// a slash and the digits of one of its sites (implantation) where one is meant: 586 or 586/1045.
type FASE string

// ParseFASE takes up to six digits, or two such numbers parted by a slash or a hyphen. Zeros in front are dropped. There is
// no control digit, so a space between digits is refused rather than guessed at: it parts two numbers, or thousands.
func ParseFASE(s string) (FASE, Fault) {
	s = strings.TrimSpace(strings.ToUpper(narrow(s)))
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(strings.TrimPrefix(s, "FASE")), ":"))
	if s == "" {
		return "", RegisterFASE.fault(Missing)
	}
	var numbers []string
	for _, part := range strings.Split(slashed(s), "/") {
		n, ok := faseDigits(part)
		if !ok || len(numbers) == 2 {
			return "", RegisterFASE.fault(Shape)
		}
		numbers = append(numbers, n)
	}
	return FASE(strings.Join(numbers, "/")), Fault{}
}

// Parts are the establishment's number and the site's, which is empty when none is named.
func (n FASE) Parts() (school, site string) {
	school, site, _ = strings.Cut(string(n), "/")
	return school, site
}

func slashed(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(hyphens, r) {
			return '/'
		}
		return r
	}, s)
}

// faseDigits takes up to six digits and drops the zeros in front; nought alone names nothing.
func faseDigits(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if !allDigits(s) {
		return "", false
	}
	s = strings.TrimLeft(s, "0")
	return s, s != "" && len(s) <= 6
}
