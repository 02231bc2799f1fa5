package communes

import (
	"slices"
	"strings"

	"preau/internal/core/registers"
)

// Found is a commune that was looked for.
type Found struct {
	Commune
	PostalCode string // the one that was typed, or the only one; empty when the commune has several and none was typed
}

// Label is the way a commune is written where it was chosen: « 75017, Paris »; the name alone while the postal code is open.
func (f Found) Label() string {
	if f.PostalCode == "" {
		return f.Name
	}
	return f.PostalCode + ", " + f.Name
}

// Search finds communes by words of their names and by their postal codes, in any order; beginnings suffice. « 354 malo »,
// « St Malo » and « saint-malo » all find Saint-Malo. Those that have the whole name come first, then those whose name begins
// so, then larger ones.
func (r *Register) Search(text string, limit int) []Found {
	q := read(text)
	rows := slices.Concat(r.hits(q)...)
	out := make([]Found, 0, min(limit, len(rows)))
	for _, row := range rows[:min(limit, len(rows))] {
		out = append(out, r.found(row, q))
	}
	return out
}

// Read takes what was typed as one commune. When several have the name, or the postal code, the fault is Several, and Search
// lists them to choose from.
func (r *Register) Read(text string) (Found, registers.Fault) {
	if strings.TrimSpace(text) == "" {
		return Found{}, registers.Fault{Register: registers.RegisterCommune, Kind: registers.Missing}
	}
	q := read(text)
	hits := r.hits(q)
	rows := hits[wholeName]
	if len(rows) == 0 {
		rows = slices.Concat(hits...)
	}
	switch len(rows) {
	case 0:
		return Found{}, registers.Fault{Register: registers.RegisterCommune, Kind: registers.Unknown}
	case 1:
		return r.found(rows[0], q), registers.Fault{}
	}
	return Found{}, registers.Fault{Register: registers.RegisterCommune, Kind: registers.Several, Count: len(rows)}
}

// query is what was typed, folded.
type query struct {
	words  []string // all of them
	names  []string
	postal string // the digits typed, at least the beginning of a postal code
}

// read parts names from digits; more than one group of digits is no query that anything meets.
func read(text string) query {
	var q query
	for _, w := range words(text) {
		q.words = append(q.words, w)
		if strings.Trim(w, "0123456789") == "" {
			q.postal = w
		} else {
			q.names = append(q.names, w)
		}
	}
	return q
}

// words are the folded words of what was typed. Saint is typed St as often as not; the register always writes it out.
func words(text string) []string {
	ws := strings.Fields(registers.Fold(text))
	for i, w := range ws {
		switch w {
		case "st":
			ws[i] = "saint"
		case "ste":
			ws[i] = "sainte"
		}
	}
	return ws
}

// The ranks of hits, best first.
const (
	wholeName = iota
	beginning
	elsewhere
	ranks
)

// hits are all rows that meet the query, by rank; within a rank in the order of the list.
func (r *Register) hits(q query) [][]int {
	r.open()
	name := " " + strings.Join(q.names, " ")
	out := make([][]int, ranks)
	for _, row := range r.words.Find(q.words) {
		rank := elsewhere
		if behind, begins := strings.CutPrefix(r.words.Line(row), name); begins && len(q.names) > 0 {
			rank = beginning
			if strings.HasPrefix(behind, "\t") {
				rank = wholeName
			}
		}
		out[rank] = append(out[rank], row)
	}
	return out
}

func (r *Register) found(row int, q query) Found {
	f := Found{Commune: r.commune(row)}
	if len(f.PostalCodes) == 1 {
		f.PostalCode = f.PostalCodes[0]
	} else if slices.Contains(f.PostalCodes, q.postal) {
		f.PostalCode = q.postal
	}
	return f
}
