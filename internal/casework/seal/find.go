package seal

import (
	"context"
	"slices"
	"strings"

	"preau/internal/kit/db"
)

// Index adds the words of texts to those by which a demand is found in a circle.
func (s *Service) Index(ctx context.Context, tx *db.Tx, k Key, c Circle, texts ...string) error {
	if k.Gone() {
		return gone()
	}
	var hashes [][]byte
	for _, w := range words(strings.Join(texts, "\n")) {
		hashes = append(hashes, k.hash(c, w))
	}
	return insertTokens(ctx, tx, k.id, c, hashes)
}

// Reindex is Index in the place of all that the circle had: a text was corrected.
func (s *Service) Reindex(ctx context.Context, tx *db.Tx, k Key, c Circle, texts ...string) error {
	if err := removeCircle(ctx, tx, k.id, c); err != nil {
		return err
	}
	return s.Index(ctx, tx, k, c, texts...)
}

// Candidate is a demand that the searcher may read, and as which circles. What they may not read is no candidate.
type Candidate struct {
	Key     Key
	Circles []Circle
}

// Find gives the ids of the keys of those candidates that have all the words asked for, each in any circle open to the
// searcher. Without words nothing is found.
func (s *Service) Find(ctx context.Context, tx *db.Tx, query string, among []Candidate) ([]string, error) {
	left := slices.DeleteFunc(slices.Clone(among), func(c Candidate) bool { return c.Key.Gone() })
	ws := asked(query)
	slices.SortStableFunc(ws, func(a, b string) int { return len(b) - len(a) }) // long words are rare: fewer are left for the others
	if len(ws) == 0 {
		return nil, nil
	}
	for _, w := range ws {
		var hashes [][]byte
		for _, c := range left {
			for _, circle := range c.Circles {
				hashes = append(hashes, c.Key.hash(circle, w))
			}
		}
		met, err := keysWith(ctx, tx, hashes)
		if err != nil {
			return nil, err
		}
		left = slices.DeleteFunc(left, func(c Candidate) bool { return !met[c.Key.id] })
	}
	out := make([]string, len(left))
	for i, c := range left {
		out[i] = c.Key.id
	}
	return out, nil
}
