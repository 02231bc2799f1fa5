package search

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// marketPlaces are the places of the markets among all, by number: as their lists stand.
func marketPlaces(ctx context.Context, tx *db.Tx) (map[int64]int, error) {
	all, err := db.All(ctx, tx, func(n *int64) []any { return []any{n} }, `SELECT number FROM catalog_markets ORDER BY title_fold, number`)
	if err != nil {
		return nil, fmt.Errorf("places of markets: %w", err)
	}
	out := make(map[int64]int, len(all))
	for i, n := range all {
		out[n] = i
	}
	return out, nil
}

// marketCounts are counts by market with the markets' titles; what is no market is left out.
func marketCounts(ctx context.Context, tx *db.Tx, counts []Count[int64]) ([]MarketCount, error) {
	if len(counts) == 0 {
		return nil, nil
	}
	counts = counts[:min(len(counts), mostMarkets)]
	numbers := make([]int64, len(counts))
	for i, c := range counts {
		numbers[i] = c.Key
	}
	var w db.Where
	w.In("number", db.Any(numbers)...)
	where, args := w.SQL(1)
	named, err := db.All(ctx, tx, func(m *MarketCount) []any { return []any{&m.Number, &m.Title} }, `SELECT number, title FROM catalog_markets WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("titles of markets: %w", err)
	}
	titles := make(map[int64]string, len(named))
	for _, m := range named {
		titles[m.Number] = m.Title
	}
	out := make([]MarketCount, 0, len(counts))
	for _, c := range counts {
		if title, ok := titles[c.Key]; ok {
			out = append(out, MarketCount{c.Key, title, c.N})
		}
	}
	return out, nil
}

// mostMarkets is how many markets are told.
const mostMarkets = 300
