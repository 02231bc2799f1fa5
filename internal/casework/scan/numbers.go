package scan

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// gap is what people put between groups of digits.
const gap = `[ .·\-\x{2010}-\x{2013}\x{A0}\x{2009}\x{202F}]`

// nir is the number as it is grouped on cards: sex, year, month, département and commune (three digits of the former
// overseas), order, and perhaps the key. slashed is one whose groups are told apart by what dates have, too: by it all of them.
var nir, slashed = nirBy(gap + `?`), nirBy(`[/_]`)

func nirBy(gap string) *regexp.Regexp {
	return regexp.MustCompile(`^([1-478])` + gap + `(\d\d)` + gap + `(\d\d)` + gap + `(?:(\d\d|2[ABab])` + gap + `(\d{3})|(9[78]\d)` + gap + `(\d\d))` + gap + `(\d{3})(?:` + gap + `(\d\d))?`)
}

func nirs(text string) []Found {
	var out []Found
	for i := 0; i < len(text); i++ {
		if text[i] < '1' || text[i] > '8' || !begins(text, i) && !glued(text, i) {
			continue
		}
		n := nirAt(text[i:])
		if glued(text, i) && n < wholeNIR { // behind letters all of it, with its key
			n = 0
		}
		if n > 0 {
			out = append(out, Found{NIR, i, i + n})
			i += n - 1
		}
	}
	return out
}

// wholeNIR is a number in one, with its key.
const wholeNIR = 15

// glued says that a whole number of an ordinary person stands behind letters without a space (« NIR161… »).
func glued(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	if at == 0 || !unicode.IsLetter(r) || len(text) < at+wholeNIR {
		return false
	}
	m := nir.FindStringSubmatch(text[at : at+wholeNIR])
	return len(m) > 0 && len(m[0]) == wholeNIR && m[9] == key(m[0][:wholeNIR-2]) && ordinary(m[1], m[3], m[4]+m[6])
}

// nirAt is the length of a number that the text begins with; 0 when it is none. With its key it may be any; without one,
// or with a wrong one, it must be that of a person whose sex, month and département are ordinary.
func nirAt(text string) int {
	m := nir.FindStringSubmatchIndex(text)
	if m == nil {
		m = slashed.FindStringSubmatchIndex(text)
	}
	if m == nil {
		return 0
	}
	part := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return text[m[2*i]:m[2*i+1]]
	}
	number := part(1) + part(2) + part(3) + part(4) + part(5) + part(6) + part(7) + part(8)
	if m[18] >= 0 && ends(text, m[1]) && part(9) == key(number) {
		return m[1]
	}
	short := m[17] // the end of the order
	if m[18] >= 0 && ends(text, m[1]) && text[short:m[18]] == "" {
		short = m[1] // fifteen digits in one: a key that was mistyped
	}
	if !ends(text, short) || !ordinary(part(1), part(3), part(4)+part(6)) {
		return 0
	}
	return short
}

func ordinary(sex, month, dept string) bool {
	if sex != "1" && sex != "2" || dept == "00" || dept == "96" {
		return false
	}
	m, err := strconv.Atoi(month)
	return err == nil && m >= 1 && m <= 12
}

// key is 97 less the rest of the number by 97, Corsica's letters read as 19 and 18.
func key(number string) string {
	number = strings.NewReplacer("2A", "19", "2B", "18").Replace(strings.ToUpper(number[:7])) + number[7:]
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return ""
	}
	k := strconv.FormatInt(97-n%97, 10)
	return strings.Repeat("0", 2-len(k)) + k
}

// phoneGap is also the slash, as Belgians write it.
const phoneGap = `[ ./·\-\x{2010}-\x{2013}\x{A0}\x{2009}\x{202F}]`

// phone is a number as it is written in France and Belgium. Groups are those in use, so that a date and the number behind it are none.
var phone = regexp.MustCompile(`^(?:` +
	`(?:\+|00)` + phoneGap + `?3[23]` + phoneGap + `?(?:\(0\)|0)?` + phoneGap + `?[1-9](?:` + phoneGap + `?\d){7,8}` + // from abroad
	`|0[1-9]\d{8}` + // ten in one
	`|0[1-9](?:` + phoneGap + `{1,3}\d\d){4}` + // in twos
	`|0[1-9](?:[,_]\d\d){4}` +
	`|0[67]` + phoneGap + `(?:\d{4}` + phoneGap + `\d{4}|\d{3}` + phoneGap + `\d{3}` + phoneGap + `\d\d)` + // mobiles in fours, in threes
	`|0[67](?: \d\d \d\d |\.\d\d\.\d\d\.|-\d\d-\d\d-)\d{4}` +
	`|\(0\)` + phoneGap + `?[1-9](?:` + phoneGap + `?\d\d){4}` +
	`|33[67]\d{8}` + // without its plus
	`|33 [67](?: \d\d){4}` +
	`|0 [67]\d\d \d{3} \d{3}` +
	`|0[1-9]\d\d` + phoneGap + `(?:\d\d` + phoneGap + `\d\d` + phoneGap + `\d\d|\d{3}` + phoneGap + `\d{3}|\d{6})` + // Belgian mobiles
	`|0[1-9]` + phoneGap + `\d{8}` +
	`|0[2349]` + phoneGap + `\d{3}` + phoneGap + `?\d\d` + phoneGap + `?\d\d` + // Brussels, Antwerp, Liège, Ghent
	`|0[15678]\d` + phoneGap + `\d\d` + phoneGap + `?\d\d` + phoneGap + `?\d\d` + // other Belgian zones
	`|\+` + phoneGap + `?[124-9](?:` + phoneGap + `{0,2}\d){8,13}` + // from overseas, and from elsewhere
	`|\+3[014-9](?:` + phoneGap + `{0,2}\d){7,12}` +
	`|00(?:262|508|590|594|596|681|687|689)(?:` + phoneGap + `?\d){6,9}` +
	`)`)

func phones(text string) []Found {
	var out []Found
	for i := 0; i < len(text); i++ {
		if !strings.ContainsRune("0+(3", rune(text[i])) || !begins(text, i) {
			continue
		}
		if m := phone.FindStringIndex(text[i:]); m != nil && ends(text[i:], m[1]) {
			out = append(out, Found{Phone, i, i + m[1]})
			i += m[1] - 1
		}
	}
	return out
}

// begins says that no number or word goes on at a byte.
func begins(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	if at > 0 && (unicode.IsDigit(r) || unicode.IsLetter(r)) {
		return false
	}
	return at < 2 || !strings.ContainsRune(".,/+", r) || !unicode.IsDigit(rune(text[at-2])) // within an amount or a date
}

// ends says that no number or word goes on behind a byte.
func ends(text string, at int) bool {
	r, n := utf8.DecodeRuneInString(text[at:])
	if unicode.IsDigit(r) || unicode.IsLetter(r) {
		return false
	}
	return r != ',' && r != '/' || at+n >= len(text) || !unicode.IsDigit(rune(text[at+n]))
}

// email is an address, also when it hides its @.
var email = regexp.MustCompile(`(?i)[\p{L}\p{N}][\p{L}\p{N}._%+\-]*(?:@|\s?[(\[{]\s?(?:at|arobase|@)\s?[)\]}]\s?|\sarobase\s)[\p{L}\p{N}](?:[\p{L}\p{N}\-]*\.)+\p{L}{2,}`)

func emails(text string) []Found {
	var out []Found
	for _, m := range email.FindAllStringIndex(text, -1) {
		out = append(out, Found{Email, m[0], m[1]})
	}
	return out
}
