package pdf

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// unknown stands, to be seen, for a letter that the face lacks: an emoji, Arabic, Chinese.
const unknown = '\u25a1'

// alike are letters that look the same, for those that the face lacks.
var alike = map[rune]rune{
	'\t': ' ', '\u2002': ' ', '\u2003': ' ', '\u2009': '\u00a0', '\u2007': '\u00a0', '\u202f': '\u00a0', '\u2011': '\u2010',
	'\u2028': '\n', '\u2029': '\n', '\u2043': '\u2010', '\u2027': '\u00b7', '\u201f': '\u201c', '\u201b': '\u2018',
}

// legible is a text in letters that both faces have. What cannot be seen is dropped; what cannot be shown is replaced by a sign
// that can be, so that nobody takes half a name for the whole.
func (f *faces) legible(s string) string {
	plain := true
	for _, r := range s {
		if r < ' ' || r > '~' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, string(unknown))) {
		f.put(&b, r)
	}
	return b.String()
}

func (f *faces) put(b *strings.Builder, r rune) {
	switch {
	case r == '\n', f.have(r):
		b.WriteRune(r)
	case alike[r] != 0:
		b.WriteRune(alike[r])
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
	default:
		b.WriteString(f.like(r))
	}
}

func (f *faces) have(r rune) bool { return f.regular.has(r) && f.bold.has(r) }

// like is the same letter spelt in simpler ones, such as of a ligature, or the sign of what is unknown.
func (f *faces) like(r rune) string {
	spelt := norm.NFKC.String(string(r))
	for _, x := range spelt {
		if !f.have(x) {
			return string(unknown)
		}
	}
	return spelt
}
