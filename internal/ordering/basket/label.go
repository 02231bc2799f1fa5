package basket

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
)

// LabelFault is what is wrong with « Champ apparaissant sur l'étiquette »: suppliers print up to sixty letters of the languages of
// the Union, digits and usual signs, on one line. It is refused, never cut (R208).
func LabelFault(s string) i18n.Msg {
	if n := utf8.RuneCountInString(s); n > MaxLabel {
		return i18n.M(msg.FaultLabelLong, "max", MaxLabel, "n", n)
	}
	for _, r := range s {
		if !printable(r) {
			return i18n.M(msg.FaultLabelSign, "sign", string(r))
		}
	}
	return i18n.Msg{}
}

// printable are Latin letters with their accents (Latin-1, Extended-A), digits and the signs of a keyboard.
func printable(r rune) bool {
	return r >= ' ' && r <= '~' || r >= '\u00a0' && r <= '\u017f' && r != '\u00ad' || r == '’' || r == '–' || r == '€' || r == '\u202f'
}

// Free says whether a label says « GRATUITé », which suppliers print on the invoice (R207): the word by itself, whatever its case and, in
// capitals, without its accent. « Livraison gratuite », in capitals, too, and « livré gratuitement » say something else.
func Free(label string) bool {
	words := strings.FieldsFunc(label, func(r rune) bool { return !unicode.IsLetter(r) })
	for i, w := range words {
		if strings.EqualFold(w, "gratuité") || w == "GRATUITE" && (i == 0 || !slices.Contains(brought, words[i-1])) {
			return true
		}
	}
	return false
}

// brought are the words that « GRATUITE » says something of, in capitals.
var brought = []string{"LIVRAISON", "EXPÉDITION", "EXPEDITION", "DISTRIBUTION", "REPRISE"}
