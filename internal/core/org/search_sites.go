package org

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"preau/internal/core/registers"
	"preau/internal/kit/db"
)

// FoundSite is a site that a text speaks of, with its organisation.
type FoundSite struct {
	Site
	Org Organisation
}

// SitesAmong are the open sites of organisations that Search found for a text, those alone that have a word of it
// themselves (name, postal code, commune, number): those with the most of its words first. They are limit at most.
func SitesAmong(ctx context.Context, tx *db.Tx, found []Organisation, text string, limit int) ([]FoundSite, error) {
	ids := make([]string, len(found))
	for i, o := range found {
		ids[i] = o.ID
	}
	byOrg, err := SitesOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	words := terms(text)
	var out []FoundSite
	met := map[string]int{}
	for _, o := range found {
		for _, s := range byOrg[o.ID] {
			if met[s.ID] = s.meets(words); met[s.ID] > 0 {
				out = append(out, FoundSite{s, o})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b FoundSite) int { return cmp.Compare(met[b.ID], met[a.ID]) })
	return out[:min(len(out), limit)], nil
}

// meets is how many of the words begin one of the site's own.
func (s Site) meets(words []term) int {
	own := strings.Fields(registers.Fold(strings.Join([]string{s.Name, s.PostalCode, s.Commune, s.FASE, s.UAI}, " ")))
	n := 0
	for _, w := range words {
		if slices.ContainsFunc(own, func(o string) bool {
			return o == w.word || !w.whole && (strings.HasPrefix(o, w.word) || twins[o] == w.word)
		}) {
			n++
		}
	}
	return n
}
