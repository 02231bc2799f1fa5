package search

import (
	"context"

	"preau/internal/catalog/article"
	"preau/internal/kit/db"
)

// Suggestion is what is offered while somebody types.
type Suggestion struct {
	Texts    []string // what was typed, with its last word ended in the most frequent ways
	Articles []article.Article
}

// Suggest ends what is being typed, only by what the reader finds something with.
func (s *Service) Suggest(ctx context.Context, tx *db.Tx, q Query) (Suggestion, error) {
	sh, err := s.shelf()
	if err != nil {
		return Suggestion{}, err
	}
	got := sh.index.Suggest(q.asked(sh.tree.Load()))
	some, err := rows(ctx, tx, got.Articles)
	return Suggestion{got.Texts, some}, err
}
