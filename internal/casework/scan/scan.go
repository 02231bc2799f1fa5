// Package scan finds what a title or a description should not say of the usager: their number in the national register
// (NIR), telephone numbers, addresses of mail, and their own name (C022). It is pure. What it finds is shown to the sender,
// who corrects or confirms, so it would rather ask once too often; dates, postcodes and amounts it must leave alone.
package scan

import (
	"cmp"
	"slices"
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
