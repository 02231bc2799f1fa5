package registers

import (
	"strings"
	"sync"
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
	table := latin()
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		if r >= latinEnd { // a broken byte, too
			return foldAny(s)
		}
		for i := range len(table[r]) {
			c := table[r][i]
			if c == ' ' {
				gap = true
				continue
			}
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteByte(c)
		}
	}
	return b.String()
}

// latinEnd ends the letters that European languages are written with (Latin Extended-A): nearly all texts have no others, and
// a million articles are folded when the program starts.
const latinEnd = 0x180

// latin is what each of these becomes, by itself; a space is a gap. None of them changes what stands beside it.
var latin = sync.OnceValue(func() *[latinEnd]string {
	var t [latinEnd]string
	for r := range rune(latinEnd) {
		t[r] = strings.TrimSuffix(strings.TrimPrefix(foldAny("x"+string(r)+"x"), "x"), "x")
	}
	return &t
})

// foldAny folds any text.
func foldAny(s string) string {
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
