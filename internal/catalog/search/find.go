package search

import (
	"context"
	"slices"

	"preau/internal/catalog/article"
	"preau/internal/catalog/index"
	"preau/internal/kit/db"
)

// Found is a page of what is found, with counts of the whole. Each kind is counted without its own filter, so that one sees what
// else there is.
type Found struct {
	Total    int
	Articles []article.Article // as the tables have them now; what went meanwhile is left out

	Markets []MarketCount // the most first
	Tree    []Node        // by name
	Brands  []Count[string]
	VATs    []Count[int64]
	Greens  []Count[article.Green]
	Bands   []Band
	Mine    int // that the reader may order

	References int      // how many, the first of all, were met by their reference or EAN as a whole
	Meant      []Meant  // words that were read otherwise than they were typed
	Dropped    []string // words without which something was found, when nothing was with all
	Elsewhere  int      // found in Query.Wider by what found nothing here, or not with all that was typed
	Instead    string   // « vouliez-vous dire »: what was perhaps meant, though what was typed was found as well
}

// Meant is a word that stands for one that was typed.
type Meant = index.Meant

// Count is how many there are of something.
type Count[K any] = index.Count[K]

// MarketCount is how many there are of a market.
type MarketCount struct {
	Number int64
	Title  string
	N      int
}

// Band is how many there are of a range of prices, in ten-thousandths of a euro.
type Band struct {
	From, Below int64 // Below 0: no end
	N           int
}

// Find answers a query. It asks the database two things: the rows of the page, and the markets' titles.
func (s *Service) Find(ctx context.Context, tx *db.Tx, q Query) (Found, error) {
	sh, err := s.shelf()
	if err != nil {
		return Found{}, err
	}
	t := sh.tree.Load()
	f := sh.index.Find(q.asked(t))
	elsewhere := 0
	if f.Total == 0 || len(f.Dropped) > 0 {
		var all bool
		elsewhere, all = wider(sh.index, t, q, f.Total == 0)
		if !all && q.From == 0 && !q.Again && !q.Filter.narrows() {
			s.misses.add(q.Text)
		}
	}
	out := Found{
		Total: f.Total, Tree: t.counted(f.Categories), Brands: kept(f.Brands, q.Filter.Brands), Bands: bands(f.Bands[:]), Mine: f.Mine,
		References: f.References, Meant: f.Meant, Dropped: f.Dropped, Instead: f.Instead, Elsewhere: elsewhere,
	}
	for _, c := range f.VATs {
		out.VATs = append(out.VATs, Count[int64]{Key: int64(c.Key), N: c.N})
	}
	for bit, n := range f.Green {
		if label := article.Green(1 << bit); n > 0 || q.Filter.Green.Has(label) {
			out.Greens = append(out.Greens, Count[article.Green]{Key: label, N: n})
		}
	}
	if out.Markets, err = marketCounts(ctx, tx, kept(f.Markets, q.Filter.Markets)); err != nil {
		return Found{}, err
	}
	out.Articles, err = rows(ctx, tx, f.IDs)
	return out, err
}

// wider counts what a query finds in all that is there for the reader, when it found nothing in a part of it, or not with all that was
// typed; all says that everything typed was met there: then nobody misses it (R154).
func wider(of *index.Index, t *tree, q Query, nothing bool) (n int, all bool) {
	if q.Wider == nil || q.Filter.narrows() {
		return 0, false
	}
	q.Visible = q.Wider
	x := q.asked(t)
	x.Size = 0
	f := of.Find(x)
	all = f.Total > 0 && len(f.Dropped) == 0
	if all || nothing {
		return f.Total, all
	}
	return 0, false
}

// Tree is the tree of what a query finds, with counts: the left tree of a market.
func (s *Service) Tree(q Query) ([]Node, error) {
	sh, err := s.shelf()
	if err != nil {
		return nil, err
	}
	t := sh.tree.Load()
	x := q.asked(t)
	x.Size = 0
	return t.counted(sh.index.Find(x).Categories), nil
}

// rows are articles of some numbers, in their order, as the tables have them.
func rows(ctx context.Context, tx *db.Tx, ids []int64) ([]article.Article, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	live, err := article.Live(ctx, tx, ids)
	out := make([]article.Article, 0, len(ids))
	for _, n := range ids {
		if a, ok := live[n]; ok {
			out = append(out, a)
		}
	}
	return out, err
}

// kept are counts with the chosen ones that nothing is counted of, so that a choice can be taken back.
func kept[K comparable](counts []Count[K], chosen []K) []Count[K] {
	for _, k := range chosen {
		if !slices.ContainsFunc(counts, func(c Count[K]) bool { return c.Key == k }) {
			counts = append(counts, Count[K]{Key: k})
		}
	}
	return counts
}

// bands are the counts with where their prices begin and end.
func bands(counts []int) []Band {
	ends := index.Bands()
	out := make([]Band, len(counts))
	for i, n := range counts {
		out[i].N = n
		if i > 0 {
			out[i].From = ends[i-1]
		}
		if i < len(ends) {
			out[i].Below = ends[i]
		}
	}
	return out
}
