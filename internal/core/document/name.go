package document

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"preau/internal/core/document/msg"
	"preau/internal/kit/i18n"
)

// longestName is what file systems take, in bytes.
const longestName = 255

// nameless is the name of a file whose own has nothing that can be kept.
const nameless = "document"

// ending is what a reader takes for a file's type at the end of a name; ".2" of « version 1.2 » is none.
var ending = regexp.MustCompile(`^\.[a-z][a-z0-9]{0,4}$`)

// reserved are the names that Windows keeps for devices, whatever follows them.
var reserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?$`)

// nameFor is the name under which a file of a type is shown and saved: its last part, in visible characters that every
// system takes, with an ending of its type. An ending that speaks of another type is a lie, and refused.
func nameFor(name string, t Type) (string, error) {
	name = visibleName(name)
	stem, end := name, strings.ToLower(path.Ext(name))
	switch {
	case slices.Contains(t.Endings, end):
		stem = name[:len(name)-len(end)]
	case ending.MatchString(end):
		return "", refuse(msg.FaultLies, "ending", end, "type", i18n.M(t.Label))
	default:
		end = t.Endings[0]
	}
	return fitted(stem, end), nil
}

// renamed is the name of a file that was made anew as another type.
func renamed(name string, t Type) string {
	if end := strings.ToLower(path.Ext(name)); !slices.Contains(t.Endings, end) {
		return fitted(name[:len(name)-len(end)], t.Endings[0])
	}
	return name
}

func visibleName(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Variation_Selector), r == utf8.RuneError:
			return -1 // marks of writing direction hide what a name ends in
		case strings.ContainsRune(`<>:"|?*`, r):
			return '-'
		}
		return r
	}, norm.NFC.String(name))
	return strings.TrimRight(strings.Join(strings.Fields(name), " "), ". ")
}

// fitted joins a stem and an ending to a name that is long enough for nobody to be lost, and no longer than a file
// system takes.
func fitted(stem, end string) string {
	stem = strings.Trim(stem, ". ")
	for most := longestName - len(end) - 1; len(stem) > most; {
		_, last := utf8.DecodeLastRuneInString(stem)
		stem = strings.TrimRight(stem[:len(stem)-last], ". ")
	}
	if stem == "" {
		stem = nameless
	}
	if reserved.MatchString(stem) {
		stem = "_" + stem
	}
	return stem + end
}
