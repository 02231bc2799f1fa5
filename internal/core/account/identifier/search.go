package identifier

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"preau/internal/core/registers"
)

// SearchWords folds the words that people are searched by as the column is: those of an address keep their signs.
func SearchWords(text string) []string {
	var out []string
	for _, word := range strings.Fields(text) {
		folded := registers.Fold(word)
		if folded == "" {
			continue
		}
		if strings.ContainsAny(word, "@._") {
			folded = strings.ToLower(norm.NFKC.String(Stem(word))) // nobody finds out a date by searching (R104)
		}
		out = append(out, folded)
	}
	return out
}

// Fold makes the form in which user names and addresses are compared (R007).
func Fold(s string) string { return strings.ToLower(norm.NFKC.String(strings.TrimSpace(s))) }
