package password

import (
	"bufio"
	_ "embed"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed common.txt
var commonFile string

// Weakness is why a password is refused. OK is the empty string.
type Weakness string

// The weaknesses, from the first that is looked for to the last.
const (
	OK       Weakness = ""
	TooShort Weakness = "too_short"
	TooLong  Weakness = "too_long"
	Pattern  Weakness = "pattern"  // one key held down, a block repeated, a run along the keyboard or the alphabet
	Common   Weakness = "common"   // on every attacker's list
	Breached Weakness = "breached" // on the operator's list of what came out elsewhere
	Personal Weakness = "personal" // mostly the name, the address or the service's title
)

// Checker knows the words that passwords are commonly made of.
type Checker struct {
	words    map[string]bool
	top      map[string]bool // whole passwords, folded
	breaches *Breaches
	log      *slog.Logger
}

// NewChecker reads the embedded lists. breaches may be nil; where it cannot be read the log says so, and nobody is kept from choosing a password.
func NewChecker(breaches *Breaches, log *slog.Logger) *Checker {
	c := &Checker{words: map[string]bool{}, top: map[string]bool{}, breaches: breaches, log: log}
	for line := range strings.Lines(topFile) {
		c.top[folded(strings.TrimSpace(line))] = true
	}
	for s := bufio.NewScanner(strings.NewReader(commonFile)); s.Scan(); {
		line := strings.TrimSpace(s.Text())
		if line != "" && !strings.HasPrefix(line, "#") {
			c.words[line] = true
		}
	}
	return c
}

// Check looks at a password. about is what others know of the account: its names, its address, the service's title.
func (c *Checker) Check(pw string, about ...string) Weakness {
	switch n := utf8.RuneCountInString(normal(pw)); {
	case n < MinLength:
		return TooShort
	case n > MaxLength:
		return TooLong
	}
	plain := folded(pw)
	switch {
	case few(plain), runs(plain), few(block(plain)), runs(block(plain)):
		return Pattern
	case c.top[plain], c.common(plain):
		return Common
	case personal(plain, about):
		return Personal
	case c.breached(pw):
		return Breached
	}
	return OK
}

func (c *Checker) breached(pw string) bool {
	has, err := c.breaches.Has(pw)
	if err != nil {
		c.log.Error("the list of breached passwords cannot be read", "err", err)
	}
	return has
}

// common looks for one or two words of the list, whatever digits and signs stand around them, and whatever digits and
// signs stand for letters.
func (c *Checker) common(plain string) bool {
	for _, s := range []string{plain, block(plain)} {
		core := strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
		if c.twoWords(only(s, unicode.IsLetter)) || c.twoWords(only(unleet.Replace(s), unicode.IsLetter)) ||
			c.twoWords(only(unleet.Replace(core), unicode.IsLetter)) {
			return true
		}
	}
	return false
}

func (c *Checker) twoWords(letters string) bool {
	if letters == "" {
		return false
	}
	if c.words[letters] {
		return true
	}
	for i := range letters {
		if i > 0 && c.words[letters[:i]] && c.words[letters[i:]] {
			return true
		}
	}
	return false
}

// unleet undoes the usual disguises of letters.
var unleet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// folded drops case and accents.
func folded(s string) string {
	return only(strings.ToLower(norm.NFKD.String(s)), func(r rune) bool { return !unicode.IsMark(r) })
}

func only(s string, keep func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if keep(r) {
			return r
		}
		return -1
	}, s)
}

// few says whether hardly any different characters are used.
func few(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return s != "" && len(seen) <= 4
}

// block is the shortest text that s is a repetition of, s itself when it is none.
func block(s string) string {
	r := []rune(s)
	for size := 1; size <= len(r)/2; size++ {
		if repeats(r, size) {
			return string(r[:size])
		}
	}
	return s
}

// repeats says whether r is its first size runes over and over, the last time perhaps cut.
func repeats(r []rune, size int) bool {
	for i := size; i < len(r); i++ {
		if r[i] != r[i-size] {
			return false
		}
	}
	return true
}

// rows are the digits, the alphabet, and the rows of French, Belgian, English and German keyboards.
var rows = []string{
	"1234567890", "abcdefghijklmnopqrstuvwxyz",
	"azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm",
}

// runs says whether three steps in four go to the neighbour on a row, or stay.
func runs(s string) bool {
	r := []rune(s)
	steps := 0
	for i := 1; i < len(r); i++ {
		if r[i] == r[i-1] || neighbours(r[i-1], r[i]) {
			steps++
		}
	}
	return len(r) > 1 && steps*4 >= (len(r)-1)*3
}

func neighbours(a, b rune) bool {
	there, back := string([]rune{a, b}), string([]rune{b, a})
	for _, row := range rows {
		if strings.Contains(row, there) || strings.Contains(row, back) {
			return true
		}
	}
	return false
}

// personal says whether less than half of the password is left without the words known about its owner.
func personal(plain string, about []string) bool {
	left, whole := plain, only(plain, alnum)
	for _, a := range about {
		for _, w := range words(a) {
			left = strings.ReplaceAll(left, w, "")
		}
	}
	rest := only(left, alnum)
	return utf8.RuneCountInString(rest)*2 < utf8.RuneCountInString(whole)
}

func alnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// words are a text's whole, its parts, and its parts run together, longest first; those under four letters say nothing.
func words(s string) []string {
	f := folded(s)
	local, _, _ := strings.Cut(f, "@")
	out := []string{f, local, only(f, alnum), only(local, alnum)}
	out = append(out, strings.FieldsFunc(f, func(r rune) bool { return !alnum(r) })...)
	kept := out[:0]
	for _, w := range out {
		if utf8.RuneCountInString(w) >= 4 {
			kept = append(kept, w)
		}
	}
	return kept
}
