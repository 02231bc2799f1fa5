package catalog

import (
	"slices"
	"strings"
)

// Area is where a market delivers: beginnings of postcodes (« 75 ») and ranges of them (« 1000-1299 »), separated by ", ". An empty
// one is everywhere.
type Area string

// ParseArea reads an area as people type it, its parts separated by commas, semicolons or spaces. The first part that is none is
// given back as it was typed.
func ParseArea(s string) (Area, string) {
	var parts []string
	s = strings.NewReplacer("–", "-", "—", "-").Replace(s)
	s = strings.NewReplacer(" - ", "-", "- ", "-", " -", "-").Replace(s)
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",; \t\n", r) }) {
		from, to, isRange := strings.Cut(p, "-")
		if !isDigits(from) || isRange && (!isDigits(to) || len(to) != len(from) || to < from) {
			return "", p
		}
		if !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
	}
	return Area(strings.Join(parts, ", ")), ""
}

// longestCode is how many digits a postcode has at most.
const longestCode = 5

func isDigits(s string) bool {
	return s != "" && len(s) <= longestCode && strings.Trim(s, "0123456789") == ""
}

// Takes says whether a postcode lies in the area. A code that is not known does.
func (a Area) Takes(code string) bool {
	if a == "" || code == "" {
		return true
	}
	for p := range strings.SplitSeq(string(a), ", ") {
		from, to, isRange := strings.Cut(p, "-")
		if !isRange {
			to = from
		}
		if len(code) >= len(from) && (!isRange || len(from) < 4 || len(code) == len(from)) && code[:len(from)] >= from && code[:len(from)] <= to {
			return true
		}
	}
	return false
}

// TakesAny says whether one of the places of an establishment lies in the area. One without any known postcode is not refused.
func (a Area) TakesAny(codes []string) bool {
	return len(codes) == 0 || slices.ContainsFunc(codes, a.Takes)
}
