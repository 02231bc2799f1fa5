// Package identifier builds identifiers of the form prenom.nom.JJMMAA from a name and a birth date (R100, R101), reads them as people
// type them (R103), and hides their date from others (R104).
//
// Of each part of a name the letters stay, in lower case and without accents (é is e, œ is oe, ß is ss). Spaces, apostrophes, dots and
// digits inside a part fall away; a hyphen between two letters stays, in first and last names alike. A letter that is not Latin
// falls away too, since not every keyboard has it; a part of which nothing is left is « x ». A part has a hundred letters at most.
//
// An identifier says no century: nothing reads an age, or a day of birth, out of it.
package identifier

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"preau/internal/core/registers"
)

// longest is how many letters of a part stay: an identifier fits in the field where it is typed, whatever the name.
const longest = 100

// nothing stands for a part of a name without a Latin letter.
const nothing = "x"

// hidden stands where the date is, for others.
const hidden = "••••••"

// Example is made up: no such day is anybody's here.
const Example = "camille.dumont.140772"

// Form says how identifiers are built.
const Form = "prenom.nom.JJMMAA"

// Of builds the identifier of a name and a day of birth as it is stored, 1981-09-03: « anne-marie.dhaene.030981 ».
func Of(firstName, lastName, born string) string {
	return part(firstName) + "." + part(lastName) + "." + born[8:10] + born[5:7] + born[2:4]
}

// Nth is the identifier of the n-th person of a name and a birth date: the first has none but its own (R102).
func Nth(first string, n int) string {
	if n < 2 {
		return first
	}
	return first + "." + strconv.Itoa(n)
}

// part is one part of a name: its letters, and the hyphens between them.
func part(name string) string {
	var pieces []string
	for piece := range strings.FieldsFuncSeq(name, isHyphen) {
		if s := letters(piece); s != "" {
			pieces = append(pieces, s)
		}
	}
	s := strings.Join(pieces, "-")
	if len(s) > longest {
		s = strings.TrimRight(s[:longest], "-")
	}
	if s == "" {
		return nothing
	}
	return s
}

// isHyphen says what people and word processors type between the halves of a name.
func isHyphen(r rune) bool { return strings.ContainsRune("-‐‑‒–—―−﹣－", r) }

// letters are the Latin letters of a text, folded.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, registers.Fold(s))
}

// typed is a name, a date of six or eight figures, or in three groups, and perhaps the number of a namesake.
var typed = regexp.MustCompile(`^([^0-9]+?)(?:([0-9]{1,2})[ ./_-]+([0-9]{1,2})[ ./_-]+(?:[0-9]{2})?([0-9]{2})|([0-9]{4})(?:[0-9]{2})?([0-9]{2}))(?:[ ./_-]+0*([1-9][0-9]{0,4}))?$`)

// Key is what an identifier is recognised by however it is typed (R103): without dots, with spaces, capitals, accents, or a date of
// eight figures, with slashes. Two that are typed differently and have one key may still be two people's. Empty: no identifier.
func Key(login string) string {
	login = strings.TrimSpace(norm.NFKC.String(login))
	m := typed.FindStringSubmatch(login)
	if m == nil || strings.Contains(login, "@") {
		return ""
	}
	name := letters(m[1])
	if name == "" {
		return ""
	}
	date := m[5] + m[6]
	if m[2] != "" {
		date = two(m[2]) + two(m[3]) + m[4]
	}
	if n := m[7]; n != "" && n != "1" {
		return name + date + "." + n
	}
	return name + date
}

func two(figures string) string {
	if len(figures) < 2 {
		return "0" + figures
	}
	return figures
}

// dated is a name of an account that ends with what may be a date.
var dated = regexp.MustCompile(`^(.+\.)[0-9]{6}(\.[0-9]+)?$`)

// Masked is the name of an account as others see it: of an identifier neither the date nor the number of a namesake, which would
// tell that somebody else was born that day. It asks how the name looks and not how it was made: who chose such a name
// themselves, or has it since before the setting was changed, is protected alike.
func Masked(name string) string {
	if m := dated.FindStringSubmatch(name); m != nil {
		return m[1] + hidden
	}
	return name
}

// Suffix is what a namesake's identifier ends with: « .2 »; empty for the first.
func Suffix(name string) string {
	if m := dated.FindStringSubmatch(name); m != nil {
		return m[2]
	}
	return ""
}

// Stem is a typed identifier without its date: what others may look for. Other words are given back as they are.
func Stem(word string) string {
	if m := dated.FindStringSubmatch(word); m != nil {
		return m[1]
	}
	return word
}
