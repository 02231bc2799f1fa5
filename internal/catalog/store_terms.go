package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"preau/internal/kit/db"
)

// belowOf are the sub-markets of a market that are in a state, by title.
func belowOf(ctx context.Context, tx *db.Tx, id string, state State) ([]Market, error) {
	out, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE m.parent_id = $1 AND m.state = $2 ORDER BY m.title_fold, m.id`, id, state)
	if err != nil {
		return nil, fmt.Errorf("sub-markets of %s: %w", id, err)
	}
	return out, nil
}

// tops are the markets but one that have none above them and were not withdrawn, by title.
func tops(ctx context.Context, tx *db.Tx, but string) ([]Above, error) {
	out, err := db.All(ctx, tx, func(a *Above) []any { return []any{&a.ID, &a.Number, &a.Title} },
		`SELECT id, number, title FROM catalog_markets WHERE parent_id IS NULL AND state = 'live' AND id <> $1 ORDER BY title_fold, id`, but)
	if err != nil {
		return nil, fmt.Errorf("markets to be below: %w", err)
	}
	return out, nil
}

func hasBelow(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM catalog_markets WHERE parent_id = $1`, id)
	if err != nil {
		return false, fmt.Errorf("sub-markets of %s: %w", id, err)
	}
	return n > 0, nil
}

// readable says in SQL what the rules call a reader: a market is shown to all, or an organisation of theirs adheres to it or to the one
// above, be it the adherent, below it, or its authority. A test holds it against Read.
func readable(ctx context.Context, tx *db.Tx, all bool, orgs []string, day string, among db.Where) ([]Market, error) {
	w := among
	switch {
	case all:
	case len(orgs) == 0:
		w.And("m.reserved = FALSE")
	default:
		list := "(?" + strings.Repeat(", ?", len(orgs)-1) + ")"
		args := slices.Concat([]any{day, day}, db.Any(orgs), db.Any(orgs))
		w.And(`m.reserved = FALSE OR EXISTS (SELECT 1 FROM catalog_adherents a WHERE a.market_id IN (m.id, m.parent_id)
			AND a.taken_at IS NULL AND a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?)
			AND a.org_id IN (SELECT ancestor FROM org_closure WHERE descendant IN `+list+` UNION SELECT descendant FROM org_closure WHERE ancestor IN `+list+`))`, args...)
	}
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE `+where+` ORDER BY m.title_fold, m.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("markets that are read: %w", err)
	}
	return out, nil
}

// numbered are the markets of some numbers, by title, whoever sees them.
func numbered(ctx context.Context, tx *db.Tx, numbers []int64) ([]Market, error) {
	var w db.Where
	w.In("m.number", db.Any(numbers)...)
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE `+where+` ORDER BY m.title_fold, m.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("markets by number: %w", err)
	}
	return out, nil
}

// fewMarkets are asked for one by one; of more, all are read.
const fewMarkets = 5

// adheringOf reads, of each market, the adhesion that runs or else the next one to begin: of some markets at least.
func adheringOf(ctx context.Context, tx *db.Tx, orgID, today string, some []string) (map[string]Adhering, error) {
	type row struct {
		id, from string
		now      bool
	}
	const on = `CASE WHEN m.starts_on > $2 THEN m.starts_on WHEN m.ends_on < $2 THEN m.ends_on ELSE $2 END`
	among, args := "", []any{orgID, today}
	if len(some) <= fewMarkets {
		var w db.Where
		w.In("m.id", db.Any(some)...)
		only, ids := w.SQL(len(args) + 1)
		among, args = " AND "+only, append(args, ids...)
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.id, &r.from, &r.now} }, `SELECT m.id, min(a.starts_on),
		CASE WHEN min(a.starts_on) <= `+on+` THEN TRUE ELSE FALSE END FROM org_closure c
		JOIN catalog_adherents a ON a.org_id = c.ancestor AND a.taken_at IS NULL
		JOIN catalog_markets m ON a.market_id IN (m.id, m.parent_id)
		WHERE c.descendant = $1 AND (a.ends_on = '' OR a.ends_on >= `+on+`)`+among+` GROUP BY m.id, m.starts_on, m.ends_on`, args...)
	if err != nil {
		return nil, fmt.Errorf("markets that %s adheres to: %w", orgID, err)
	}
	out := make(map[string]Adhering, len(rows))
	for _, r := range rows {
		out[r.id] = Adhering{Now: r.now, From: r.from}
	}
	return out, nil
}
