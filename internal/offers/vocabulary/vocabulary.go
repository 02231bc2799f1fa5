// Package vocabulary is the four lists of words that offers are described by: the operator's, edited by administrators (1.6).
package vocabulary

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/kit/db"
)

// List names a list.
type List string

// The lists.
const (
	Settings   List = "setting"   // « type de terrain d'action »
	Topics     List = "topic"     // « thématiques »
	Audiences  List = "audience"  // « publics »
	Programmes List = "programme" // « filières »
)

// Lists are all lists, in the order of the form.
func Lists() []List { return []List{Settings, Topics, Audiences, Programmes} }

// Term is a word of a list.
type Term struct {
	ID       string
	List     List
	Number   int64 // in forms and addresses
	Label    string
	Position int64
	Retired  bool // no longer offered; the offers that have it keep it
	Version  int64
}

// All is every word, by list and in the operator's order.
type All []Term

// Of are the words of a list: those that are offered, and those among has, which an offer keeps.
func (a All) Of(l List, has ...string) []Term {
	var out []Term
	for _, t := range a {
		if t.List == l && (!t.Retired || slices.Contains(has, t.ID)) {
			out = append(out, t)
		}
	}
	return out
}

// Label is the word of an id; empty for one that is not there.
func (a All) Label(id string) string {
	for _, t := range a {
		if t.ID == id {
			return t.Label
		}
	}
	return ""
}

// Labels are the words of some ids, in the list's order.
func (a All) Labels(ids []string) []string {
	var out []string
	for _, t := range a {
		if slices.Contains(ids, t.ID) {
			out = append(out, t.Label)
		}
	}
	return out
}

// Read is every word.
func Read(ctx context.Context, tx *db.Tx) (All, error) {
	out, err := db.All(ctx, tx, func(t *Term) []any {
		return []any{&t.ID, &t.List, &t.Number, &t.Label, &t.Position, &t.Retired, &t.Version}
	}, `SELECT id, list, number, label, position, retired, version FROM offers_terms ORDER BY list, position, number`)
	if err != nil {
		return nil, fmt.Errorf("words of offers: %w", err)
	}
	return out, nil
}
