package scan

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"preau/internal/core/registers"
)

// particles are parts of names that every text is full of. They count only in a name that has nothing else.
var particles = map[string]bool{
	"de": true, "du": true, "des": true, "la": true, "le": true, "les": true, "d": true, "l": true, "et": true, "en": true, "a": true,
	"van": true, "von": true, "der": true, "den": true, "da": true, "dos": true, "el": true, "al": true, "ou": true, "aux": true, "au": true,
}

// shortestWhole is how long a name is, in bytes, that is also found when it is written in one, or in two words.
const shortestWhole = 6

// namesIn finds the words of names as whole words, whatever their accents and case.
func namesIn(text string, names []string) []Found {
	wanted := map[string]bool{}
	for i, n := range names {
		all := strings.Fields(fold(n))
		for k, other := range names {
			if both := strings.Join(append(slices.Clone(all), strings.Fields(fold(other))...), ""); i != k && len(all) > 0 && len(both) >= shortestWhole && fold(other) != "" && !strings.ContainsFunc(both, ideograph) {
				wanted[both] = true // « ZoéMartin »
			}
		}
		own := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return particles[w] || isLetter(w) })
		if len(own) == 0 && len(all) == 1 && !isLetter(all[0]) {
			own = all
		}
		for _, w := range own {
			wanted[w] = true
		}
		if whole := strings.Join(all, ""); len(own) > 0 && len(whole) >= shortestWhole {
			wanted[whole] = true // « NDiaye » of N'Diaye
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	var out []Found
	before, from, to := "", 0, 0
	eachWord(text, func(start, end int) {
		word := fold(text[start:end])
		both := before + word
		pair := before != "" && start-to == 1 && len(both) >= shortestWhole && wanted[both] // « Le Goff » of Legoff
		if pair && !wanted[before] && !wanted[word] {
			out = append(out, Found{Name, from, end})
			before = ""
			return
		}
		before, from, to = word, start, end
		if i, n := within(text[start:end], wanted); n > 0 {
			out = append(out, Found{Name, start + i, start + i + n})
			return
		}
		first, _ := utf8.DecodeRuneInString(text[start:end])
		for w := range strings.FieldsSeq(word) {
			one, plural := strings.CutSuffix(w, "s")
			if wanted[w] || plural && unicode.IsUpper(first) && wanted[one] { // « les Quintrecs »
				out = append(out, Found{Name, start, end})
				return
			}
		}
	})
	return out
}

// isLetter says whether a word is a letter alone, of which every text is full; an ideograph is a name by itself (李).
func isLetter(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	return n == len(w) && !ideograph(r)
}

// ideograph says whether a letter is of a writing that puts no spaces between words.
func ideograph(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// within is where a run of letters without spaces begins to say one of the names that are written so, and in how many bytes; 0 bytes where it says none.
func within(run string, names map[string]bool) (at, n int) {
	at = len(run)
	for name := range names {
		if r, _ := utf8.DecodeRuneInString(name); !ideograph(r) {
			continue
		}
		if i := strings.Index(run, name); i >= 0 && (i < at || i == at && len(name) > n) {
			at, n = i, len(name)
		}
	}
	return at, n
}

// eachWord goes through the words of a text: letters, digits and the marks upon them.
func eachWord(text string, fn func(start, end int)) {
	start := -1
	for i, r := range text {
		word := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		switch {
		case word && start < 0:
			start = i
		case !word && start >= 0:
			fn(start, i)
			start = -1
		}
	}
	if start >= 0 {
		fn(start, len(text))
	}
}

// lookalikes are the letters of Cyrillic that look like others.
var lookalikes = strings.NewReplacer("а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "х", "x", "у", "y", "і", "i", "ѕ", "s", "ј", "j", "к", "k", "м", "m", "т", "t", "в", "b", "н", "h")

// fold is a text without what tells its letters apart that are read as the same.
func fold(s string) string { return lookalikes.Replace(registers.Fold(s)) }
