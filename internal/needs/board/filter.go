package board

import (
	"slices"
	"strings"

	"preau/internal/core/registers"
	"preau/internal/needs/group"
)

// Lines are the lot's lines whose texts hold all words of text; those that somebody wants, when wanted.
func (c Consolidation) Lines(text string, wanted bool) []group.Line {
	want := registers.Fold(text)
	var out []group.Line
	for _, l := range c.Lot.Lines {
		if (!wanted || c.Totals[l.Number] > 0) && holds(want, l.Title, l.Section, l.Note) {
			out = append(out, l)
		}
	}
	return out
}

// Of is the consolidation of the members whose name or place holds all words of text. Its totals are theirs; how many
// sheets there are, and are left out, stays what it is.
func (c Consolidation) Of(text string) Consolidation {
	want := registers.Fold(text)
	if want == "" {
		return c
	}
	var kept []int
	some := c
	some.Members, some.Cells, some.Totals = nil, map[int64][]int64{}, map[int64]int64{}
	for i, m := range c.Members {
		if holds(want, m.Name, m.Commune, m.Address.Address, m.Address.PostalCode) {
			kept = append(kept, i)
			some.Members = append(some.Members, m)
		}
	}
	for _, l := range c.Lot.Lines {
		cells := make([]int64, len(kept))
		for to, from := range kept {
			cells[to] = c.Cells[l.Number][from]
			some.Totals[l.Number] += cells[to]
		}
		some.Cells[l.Number] = cells
	}
	return some
}

// holds says whether the folded words all stand in some of the texts.
func holds(want string, texts ...string) bool {
	in := " " + registers.Fold(strings.Join(texts, " "))
	return !slices.ContainsFunc(strings.Fields(want), func(word string) bool { return !strings.Contains(in, " "+word) })
}
