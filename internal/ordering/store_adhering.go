package ordering

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/kit/db"
)

// Adherence is an establishment's to a market, by its number.
type Adherence struct {
	OrgID  string
	Market int64
}

// Adhering are those of some that count on a day: the establishment adheres itself or by an organisation above, to the market or to the one
// above (R170).
func Adhering(ctx context.Context, tx *db.Tx, of []Adherence, day string) (map[Adherence]bool, error) {
	out := map[Adherence]bool{}
	if len(of) == 0 {
		return out, nil
	}
	var orgs, markets []any
	for _, a := range of {
		if !slices.Contains(orgs, any(a.OrgID)) {
			orgs = append(orgs, a.OrgID)
		}
		if !slices.Contains(markets, any(a.Market)) {
			markets = append(markets, a.Market)
		}
	}
	var w db.Where
	w.And("a.taken_at IS NULL AND a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?)", day, day)
	w.In("c.descendant", orgs...)
	w.In("m.number", markets...)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, func(a *Adherence) []any { return []any{&a.OrgID, &a.Market} }, `SELECT DISTINCT c.descendant, m.number FROM catalog_adherents a
		JOIN catalog_markets m ON a.market_id IN (m.id, m.parent_id) JOIN org_closure c ON c.ancestor = a.org_id WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("who adheres to markets: %w", err)
	}
	for _, a := range all {
		out[a] = true
	}
	return out, nil
}
