package registers

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unjoined spells out the letters that Unicode does not take apart (UAX #15), as French and its neighbours read them.
var unjoined = map[rune]string{
	'œ': "oe", 'æ': "ae", 'ß': "ss", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ı': "i", 'þ': "th",
}

// Fold makes the form in which texts are compared and searched: lower case without accents, œ as oe, and one space
// where there was anything but letters and digits. « L'École  Sacré-Cœur » becomes « l ecole sacre coeur ».
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	valid := strings.ToValidUTF8(s, " ") // norm leaves the letter behind a broken byte as it is
	for _, r := range norm.NFKD.String(valid) {
		r = unicode.ToLower(r)
		switch {
		case r >= utf8.RuneSelf && unicode.IsMark(r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		if r < utf8.RuneSelf {
			b.WriteByte(byte(r)) // most are: no need to look them up
		} else if pair, ok := unjoined[r]; ok {
			b.WriteString(pair)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
