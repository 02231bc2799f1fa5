package french_test

import (
	"strings"
	"testing"

	"preau/internal/kit/french"
)

func TestStem(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"demande", "demandes"},
		{"stylo", "stylos"},
		{"bleu", "bleus"},
		{"cheval", "chevaux"},
		{"bureau", "bureaux"},
	} {
		for _, w := range same[1:] {
			if french.Stem(w) != french.Stem(same[0]) {
				t.Errorf("%s is %s, and %s is %s", w, french.Stem(w), same[0], french.Stem(same[0]))
			}
		}
	}
	for _, w := range []string{"bloquee", "bloquees", "bloquer", "bloques"} {
		if french.Root(w) != french.Root("bloque") {
			t.Errorf("%s has the root %s", w, french.Root(w))
		}
	}
	for _, kept := range []string{"", "rsa", "2b", "12034567", "cours4", strings.Repeat("e", 3000)} {
		if got := french.Root(kept); got != kept || french.Stem(kept) != kept {
			t.Errorf("%.20s becomes %.20s", kept, got)
		}
	}
}
