package article

import (
	"regexp"
	"strings"

	"preau/internal/core/registers"
)

// measures are what a number in a text may be of; measured is one written together with its number, or two numbers with a cross.
var (
	measures = map[string]bool{"g": true, "gr": true, "kg": true, "mg": true, "l": true, "cl": true, "ml": true, "m": true, "cm": true, "mm": true, "m2": true, "x": true, "w": true, "v": true, "go": true, "to": true}
	measured = regexp.MustCompile(`^\d+(x\d+)*(g|gr|kg|mg|l|cl|ml|m|cm|mm|w|v|go|to)$|^\d+(x\d+)+$`)
)

// LooksLikeReference says whether a text is written as references are, rather than as words: three digits at least, and beside them a
// few letters, in no more than four parts. « AR 1020 », « 103.299 », « 999 777 », « HP 304 XL »; not « ramette A4 », nor « 500 ml ».
func LooksLikeReference(text string) bool {
	parts := strings.Fields(registers.Fold(text))
	digits := 0
	for _, p := range parts {
		n := 0
		for _, r := range p {
			if r >= '0' && r <= '9' {
				n++
			}
		}
		if measures[p] || measured.MatchString(p) || n == 0 && len(p) > 3 {
			return false
		}
		digits += n
	}
	return digits >= 3 && len(parts) <= 4
}
