// Package scan finds what a title or a description should not say of the usager: their number in the national register
// (NIR), telephone numbers, addresses of mail, and their own name (C022). It is pure. What it finds is shown to the sender,
// who corrects or confirms, so it would rather ask once too often; dates, postcodes and amounts it must leave alone.
package scan

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind is what was found.
type Kind string

// The kinds.
const (
	NIR   Kind = "nir"
	Phone Kind = "phone"
	Email Kind = "email"
	Name  Kind = "name"
)

// Found is one thing that was found, from byte Start up to byte End of the text.
type Found struct {
	Kind       Kind
	Start, End int
}

// In is what was found, as it stands in the text.
func (f Found) In(text string) string { return text[f.Start:f.End] }

// Text looks through a text. names are the usager's, as they were typed in the identity block. What was found comes in the
// text's order, and nothing is found twice.
func Text(text string, names ...string) []Found {
	if narrow, at := narrowed(text); at != nil {
		out := Text(narrow, names...)
		for i := range out {
			out[i].Start, out[i].End = at[out[i].Start], at[out[i].End]
		}
		return out
	}
	var out []Found
	for _, find := range []func(string) []Found{emails, nirs, phones} {
		for _, f := range find(text) {
			if !slices.ContainsFunc(out, f.meets) {
				out = append(out, f)
			}
		}
	}
	for _, f := range namesIn(text, names) {
		if !slices.ContainsFunc(out, f.meets) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b Found) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

func (f Found) meets(o Found) bool { return f.Start < o.End && o.Start < f.End }

// wide is how far the wide digits and signs of East Asian keyboards (１, ＠) are from those that they stand for.
const wide = '０' - '0'

// narrowed is a text with its wide digits and signs as the others are written, and for each byte of it where it stood; nil where it has none.
func narrowed(text string) (string, []int) {
	if !strings.ContainsFunc(text, isWide) {
		return text, nil
	}
	var out strings.Builder
	var at []int
	for i, r := range text {
		n := 1
		if isWide(r) {
			out.WriteRune(r - wide)
		} else {
			n = max(utf8.RuneLen(r), 1)
			if r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)) { // a byte that is no letter stays as it is
				n = 1
			}
			out.WriteString(text[i : i+n])
		}
		for b := range n {
			at = append(at, i+b)
		}
	}
	return out.String(), append(at, len(text))
}

func isWide(r rune) bool { return r >= '！' && r <= '＠' }
