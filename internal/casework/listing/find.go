package listing

import (
	"context"
	"regexp"
	"slices"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
)

// mostFound bounds what a search brings: more is narrowed by another word.
const mostFound = 400

// wholeNumber is a demand's number, as it is told on the telephone.
var wholeNumber = regexp.MustCompile(`^[0-9]{4}-[0-9]{6,9}$`)

// find are those that have all the words looked for, each in a circle of the reader, the latest first. What the reader may not read is no
// candidate; a whole number leads to its demand alone, also where nothing else of it may be read.
func (s *Service) find(ctx context.Context, query string, among []narrow) ([]narrow, error) {
	if wholeNumber.MatchString(query) {
		if i := slices.IndexFunc(among, func(n narrow) bool { return n.number == query }); i >= 0 {
			return among[i : i+1], nil
		}
	}
	slices.SortFunc(among, func(a, b narrow) int { return int(min(1, max(-1, b.key-a.key))) })
	var with []seal.Candidate
	byKey := make(map[string]narrow, len(among))
	for _, n := range among {
		if n.masked {
			continue
		}
		c := seal.Candidate{KeyID: n.keyID, Circles: []seal.Circle{seal.Thread, seal.Identity}}
		if n.on(demand.Officers) {
			c.Circles = append(c.Circles, seal.Operators)
		}
		with, byKey[n.keyID] = append(with, c), n
	}
	met, err := s.keys.Find(ctx, query, with)
	out := make([]narrow, 0, len(met))
	for _, k := range met[:min(len(met), mostFound)] {
		out = append(out, byKey[k])
	}
	return out, err
}
