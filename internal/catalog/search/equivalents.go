package search

import (
	"context"
	"slices"

	"preau/internal/catalog/article"
	"preau/internal/catalog/index"
	"preau/internal/kit/db"
)

// MostEquivalents is how many articles are offered for another.
const MostEquivalents = 6

// Equivalents are articles that can stand in for one, the best first: those that its supplier names, then those of the same family
// whose titles are nearest. Only what can be ordered by somebody is offered, of the markets that the reader sees (nil: all).
func (s *Service) Equivalents(ctx context.Context, tx *db.Tx, of article.Article, visible []int64) ([]article.Article, error) {
	sh, err := s.shelf()
	if err != nil {
		return nil, err
	}
	var numbers []int64
	if refs := of.EquivalentsOf(); len(refs) > 0 && (visible == nil || slices.Contains(visible, of.Market)) {
		named, err := article.Referred(ctx, tx, of.Market, refs[:min(len(refs), MostEquivalents)])
		if err != nil {
			return nil, err
		}
		for _, ref := range refs {
			if a, ok := named[ref]; ok {
				numbers = append(numbers, a.Number)
			}
		}
	}
	t := sh.tree.Load()
	near := sh.index.Like(of.Title, index.Query{
		Visible: visible, Size: 2*MostEquivalents + 1, Filter: index.Filter{Categories: t.reach([]int64{t.family(of.Category)})},
	})
	for _, n := range near {
		if !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	all, err := rows(ctx, tx, numbers)
	all = slices.DeleteFunc(all, func(a article.Article) bool { return a.Number == of.Number || a.Closed() })
	return all[:min(len(all), MostEquivalents)], err
}
