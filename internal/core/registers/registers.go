// Package registers knows the numbers by which public registers name schools, companies and books, and how people type
// them. Each function takes what was typed and gives the one form that is stored, or says what is wrong with it.
//
// All of it is pure: nothing here asks a register whether the number is in use. Normalising a normal form changes nothing.
package registers

import (
	"strings"
	"unicode"

	"preau/internal/core/registers/msg"
	"preau/internal/kit/i18n"
)

// Fault is what is wrong with a number that was typed. OK is the empty string.
type Fault string

// The faults, from the first that is looked for to the last.
const (
	OK      Fault = ""
	Missing Fault = "missing" // nothing was typed
	Shape   Fault = "shape"   // not the right characters, or not the right count of them
	Check   Fault = "check"   // the control character does not match: a slip of the fingers
	Refused Fault = "refused" // well formed, but a filler such as 000000000
)

// Register is a kind of number.
type Register string

// The registers known here.
const (
	RegisterUAI   Register = "uai"
	RegisterSIREN Register = "siren"
	RegisterSIRET Register = "siret"
	RegisterFASE  Register = "fase"
	RegisterBCE   Register = "bce"
	RegisterPhone Register = "phone"
	RegisterEAN   Register = "ean"
	RegisterISBN  Register = "isbn"
)

// shapes tell what each number looks like; the sentence serves for every fault but that of the control character.
var shapes = map[Register]i18n.Key{
	RegisterUAI:   msg.ShapeUai,
	RegisterSIREN: msg.ShapeSiren,
	RegisterSIRET: msg.ShapeSiret,
	RegisterFASE:  msg.ShapeFase,
	RegisterBCE:   msg.ShapeBce,
	RegisterPhone: msg.ShapePhone,
	RegisterEAN:   msg.ShapeEan,
	RegisterISBN:  msg.ShapeIsbn,
}

// Explain is the sentence for a fault, written for the person who typed the number. It is empty for OK.
func Explain(r Register, f Fault) i18n.Msg {
	switch f {
	case OK:
		return i18n.Msg{}
	case Check:
		if r == RegisterUAI {
			return i18n.M(msg.CheckLetter)
		}
		return i18n.M(msg.CheckDigit)
	case Refused:
		return i18n.M(msg.RefusedFiller)
	case Missing, Shape:
	}
	return i18n.M(shapes[r])
}

// bare drops what people put between the digits of a number: any space, the separators named in also, and the
// invisible marks of direction that come along when a number is copied from an address book.
func bare(s, also string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(also, r) {
			return -1
		}
		return r
	}, s)
}

// separators stand between groups of digits on letterheads: dots, and hyphens of each width.
const separators = ".-\u2010\u2011\u2012\u2013"

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// value reads digits that are known to be digits, 18 at most.
func value(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// digitsOf checks that s is exactly n digits once its separators are dropped.
func digitsOf(s string, n int) (string, Fault) {
	s = bare(s, separators)
	switch {
	case s == "":
		return "", Missing
	case len(s) != n || !allDigits(s):
		return "", Shape
	}
	return s, OK
}
