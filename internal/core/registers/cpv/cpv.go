// Package cpv is the list of the Common Procurement Vocabulary of 2008, with French labels: what public buyers say they
// buy. It is made for reading a code that was typed, for finding one by words, and for going up and down its tree.
//
// NOTICE names the source and its licence.
package cpv

import (
	_ "embed" // the list
	"slices"
	"strings"
	"sync"

	"preau/internal/core/registers"
	"preau/internal/core/registers/packed"
	"preau/internal/core/registers/wordlist"
)

// Entry is one code of the list.
type Entry struct {
	Code  registers.CPV
	Label string // in French
}

// List is the vocabulary. The zero value is ready: it is unpacked when it is first asked, in some 15 ms, and takes 1 MB.
type List struct {
	once  sync.Once
	rows  []string       // code and label, by code
	words *wordlist.List // of each row: its code, then its label
}

//go:embed cpv.tsv.gz
var list []byte

// Notice names the source and its licence.
func Notice() string { return notice }

//go:embed NOTICE
var notice string

// ByCode finds a code.
func (l *List) ByCode(code registers.CPV) (Entry, bool) {
	at, found := l.at(code)
	if !found {
		return Entry{}, false
	}
	return l.entry(at), true
}

// Read takes a code as it was typed, with or without its control digit, and refuses one that is not in the list.
func (l *List) Read(text string) (Entry, registers.Fault) {
	code, fault := registers.ParseCPV(text)
	if !fault.OK() {
		return Entry{}, fault
	}
	e, ok := l.ByCode(code)
	if !ok {
		return Entry{}, registers.Fault{Register: registers.RegisterCPV, Kind: registers.Unknown}
	}
	return e, registers.Fault{}
}

// Above are the codes of the list that hold this one, from its division down to the nearest.
func (l *List) Above(code registers.CPV) []Entry {
	var out []Entry
	for _, wider := range code.Wider() {
		if e, ok := l.ByCode(wider); ok {
			out = append(out, e)
		}
	}
	slices.Reverse(out)
	return out
}

// Below are the codes right under this one, of which it is the nearest above; under the empty code, the divisions.
func (l *List) Below(code registers.CPV) []Entry {
	var out []Entry
	at, _ := l.at(code)
	for ; at < len(l.rows) && strings.HasPrefix(l.rows[at], code.Digits()); at++ {
		if e := l.entry(at); e.Code != code && l.nearest(e.Code) == code {
			out = append(out, e)
		}
	}
	return out
}

// nearest is the narrowest code of the list that holds this one, empty for a division.
func (l *List) nearest(code registers.CPV) registers.CPV {
	for _, wider := range code.Wider() {
		if _, ok := l.at(wider); ok {
			return wider
		}
	}
	return ""
}

const codeLength = 8

// at is where a code is, or would be.
func (l *List) at(code registers.CPV) (int, bool) {
	l.open()
	return slices.BinarySearchFunc(l.rows, string(code), func(row, code string) int {
		return strings.Compare(row[:codeLength], code)
	})
}

func (l *List) entry(i int) Entry {
	code, label, _ := strings.Cut(l.rows[i], "\t")
	return Entry{Code: registers.CPV(code), Label: label}
}

// open unpacks the list once.
func (l *List) open() {
	l.once.Do(func() {
		l.rows = packed.Rows(list)
		l.words = wordlist.New(len(l.rows), func(i int) string { return registers.Fold(l.rows[i]) })
	})
}
