package registers

import "strings"

// PhoneShown writes an E.164 number as people of home read it: 02 61 91 00 12 in France, 081 00 00 12 in Belgium, and
// with + and the country code across the border. Typed again it gives the same number. What it does not know stays as it is.
func PhoneShown(e164 string, home Country) string {
	if n, ok := strings.CutPrefix(e164, "+33"); ok && len(n) == 9 {
		return nationally(home == France, "+33", frenchGroups(n))
	}
	if n, ok := strings.CutPrefix(e164, "+32"); ok && (len(n) == 8 || len(n) == 9) {
		return nationally(home == Belgium, "+32", belgianGroups(n))
	}
	for _, code := range overseasCodes {
		if n, ok := strings.CutPrefix(e164, "+"+code); ok && len(n) == 9 {
			return nationally(home == France, "+"+code, groups(n, 3, 2, 2, 2))
		}
	}
	return e164
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

func groups(n string, sizes ...int) string {
	parts := make([]string, 0, len(sizes))
	for _, size := range sizes {
		parts = append(parts, n[:size])
		n = n[size:]
	}
	return strings.Join(parts, " ")
}
