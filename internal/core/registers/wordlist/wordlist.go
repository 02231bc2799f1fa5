// Package wordlist finds lines by the beginnings of their words, in some tens of thousands of lines that never change. They
// lie in one string, which is searched from one end to the other: no index to build or keep, and still well under a
// millisecond, since strings.Index compares many bytes at once.
package wordlist

import (
	"slices"
	"strings"
)

// List is the lines, folded: each word has a space before it, each line a newline behind.
type List struct {
	text string
	ends []uint32 // of each line, behind its newline
}

// usualLine is about how many bytes a line has.
const usualLine = 32

// New makes the list of n folded lines, which hold no newline.
func New(n int, line func(i int) string) *List {
	var text strings.Builder
	text.Grow(n * usualLine)
	l := &List{ends: make([]uint32, n)}
	for i := range n {
		text.WriteByte(' ')
		text.WriteString(line(i))
		text.WriteByte('\n')
		l.ends[i] = uint32(text.Len())
	}
	l.text = text.String()
	return l
}

// Len is how many lines there are.
func (l *List) Len() int { return len(l.ends) }

// Line is a line with the space before it.
func (l *List) Line(i int) string {
	from := uint32(0)
	if i > 0 {
		from = l.ends[i-1]
	}
	return l.text[from : l.ends[i]-1]
}

// Find gives the number of each line that has, for each of the words, a word that begins so. Without words it gives none.
// The first word leads the search, so it is quickest when that is the rarest.
func (l *List) Find(words []string) []int {
	if len(words) == 0 {
		return nil
	}
	lead, others := " "+words[0], words[1:]
	var found []int
	line := 0
	for at := 0; ; {
		next := strings.Index(l.text[at:], lead)
		if next < 0 {
			return found
		}
		line += passed(l.ends[line:], uint32(at+next))
		if len(others) == 0 || hasAll(l.Line(line), others) {
			found = append(found, line)
		}
		at = int(l.ends[line])
	}
}

// passed counts the ends up to at. It looks in steps that double, since the next hit is often near.
func passed(ends []uint32, at uint32) int {
	step := 1
	for step < len(ends) && ends[step] <= at {
		step *= 2
	}
	from := step / 2
	n, _ := slices.BinarySearch(ends[from:min(step+1, len(ends))], at+1)
	return from + n
}

func hasAll(line string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(line, " "+w) {
			return false
		}
	}
	return true
}
