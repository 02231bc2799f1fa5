package ordering

import (
	"context"
	"fmt"
	"slices"
	"time"

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

// Moment is an instant, and its day in the operator's zone.
type Moment struct {
	At  time.Time
	Day string
}

// AdheresStill says whether an establishment adhered at a moment, and whether it does now. Whom it was below then is not kept: those it is
// below now count.
func AdheresStill(ctx context.Context, tx *db.Tx, of Adherence, then, now Moment) (did, does bool, err error) {
	type row struct{ did, does bool }
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.did, &r.does} }, `SELECT
		CASE WHEN (a.taken_at IS NULL OR a.taken_at > $3) AND a.starts_on <= $4 AND (a.ends_on = '' OR a.ends_on >= $4) THEN TRUE ELSE FALSE END,
		CASE WHEN a.taken_at IS NULL AND a.starts_on <= $5 AND (a.ends_on = '' OR a.ends_on >= $5) THEN TRUE ELSE FALSE END
		FROM catalog_adherents a JOIN catalog_markets m ON a.market_id IN (m.id, m.parent_id) JOIN org_closure c ON c.ancestor = a.org_id
		WHERE c.descendant = $1 AND m.number = $2`, of.OrgID, of.Market, then.At, then.Day, now.Day)
	if err != nil {
		return false, false, fmt.Errorf("whether %s adhered: %w", of.OrgID, err)
	}
	for _, r := range rows {
		did, does = did || r.did, does || r.does
	}
	return did, does, nil
}
