package listing

import (
	"context"

	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// mostFound bounds what a search brings: more is narrowed by another word.
const mostFound = 400

// find are the keys of what has all the words looked for, each in a circle of the reader; nil when nothing is looked for. What the reader
// may not read is no candidate.
func (s *Service) find(ctx context.Context, who access.Actor, f Filter) ([]string, error) {
	if f.Query == "" {
		return nil, nil
	}
	var among []candidate
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		among, err = candidates(ctx, tx, who, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	with := make([]seal.Candidate, len(among))
	for i, c := range among {
		with[i] = seal.Candidate{KeyID: c.keyID, Circles: []seal.Circle{seal.Thread, seal.Identity}}
		if c.inner {
			with[i].Circles = append(with[i].Circles, seal.Operators)
		}
	}
	met, err := s.keys.Find(ctx, f.Query, with)
	return append([]string{}, met[:min(len(met), mostFound)]...), err
}
