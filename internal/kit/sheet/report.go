package sheet

import (
	"iter"
	"strings"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet/msg"
)

// Bad is one thing wrong in a file: a cell, or a line when Letter is "".
type Bad struct {
	Line   int
	Letter string
	Header string // the column's title in the file
	Value  string // shortened
	Reason i18n.Msg
}

// Report is what a dry run found. All is counted; of what is bad, the first things are kept.
type Report struct {
	Lines    int // read
	BadLines int // with something wrong
	Faults   int // things wrong
	Kept     []Bad
	Keep     int // how many at most, 0 for 1,000
}

// kept is how many bad things a report keeps when nobody says how many.
const kept = 1000

// Add counts a line with what is wrong with it, which may be nothing.
func (r *Report) Add(bad []Bad) {
	r.Lines++
	if len(bad) == 0 {
		return
	}
	r.BadLines++
	r.Faults += len(bad)
	keep := r.Keep
	if keep == 0 {
		keep = kept
	}
	r.Kept = append(r.Kept, bad[:min(len(bad), max(0, keep-len(r.Kept)))]...)
}

// Reasons says for each line, in the file's order, what is wrong with it, as GiveBack writes it.
func (r *Report) Reasons(t *i18n.T) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := 0; i < len(r.Kept); {
			n := i
			for n < len(r.Kept) && r.Kept[n].Line == r.Kept[i].Line {
				n++
			}
			if !yield(r.Kept[i].Line, Say(t, r.Kept[i:n])) {
				return
			}
			i = n
		}
	}
}

// Say writes what is wrong with a line in one text: « UAI : Cette cellule doit être remplie. »
func Say(t *i18n.T, bad []Bad) string {
	said := make([]string, len(bad))
	for i, b := range bad {
		if said[i] = t.M(b.Reason); b.Header != "" {
			said[i] = t.S(msg.ErrorOf, "header", b.Header, "reason", b.Reason)
		}
	}
	return strings.Join(said, " ")
}
