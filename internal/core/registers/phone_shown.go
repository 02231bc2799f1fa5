package registers

import "strings"

// Shown writes the number as people of home read it: 02 61 91 00 12 in France, 081 00 00 12 in Belgium, and with + and
// the country code across the border. Typed again it gives the same number. What is not known stays as it is.
func (p Phone) Shown(home Country) string {
	if n, ok := strings.CutPrefix(string(p), "+33"); ok && len(n) == 9 {
		return nationally(home == France, "+33", frenchGroups(n))
	}
	if n, ok := strings.CutPrefix(string(p), "+32"); ok && (len(n) == 8 || len(n) == 9) {
		return nationally(home == Belgium, "+32", belgianGroups(n))
	}
	for _, code := range overseasCodes {
		if n, ok := strings.CutPrefix(string(p), "+"+code); ok && len(n) == 9 {
			return nationally(home == France, "+"+code, groups(n, 3, 2, 2, 2))
		}
	}
	return string(p)
}

func nationally(at bool, code, grouped string) string {
	if at {
		return "0" + grouped
	}
	return code + " " + strings.TrimLeft(grouped, " ")
}

// frenchGroups: by two after the zone; numbers of services (0 8xx) by three, as arcep prints them.
func frenchGroups(n string) string {
	if n[0] == '8' {
		return " " + groups(n, 3, 3, 3)
	}
	return groups(n, 1, 2, 2, 2, 2)
}

// belgianGroups: Brussels, Antwerp, Liège and Ghent have a zone of one digit, mobiles and services of three, others of two.
func belgianGroups(n string) string {
	switch {
	case len(n) == 9:
		return groups(n, 3, 2, 2, 2)
	case n[:3] == "800" || n[:2] == "90":
		return groups(n, 3, 2, 3)
	case strings.ContainsRune("2349", rune(n[0])):
		return groups(n, 1, 3, 2, 2)
	}
	return groups(n, 2, 2, 2, 2)
}
