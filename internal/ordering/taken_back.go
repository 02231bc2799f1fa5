package ordering

import (
	"context"
	"fmt"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Use is what a demandeur orders from in an establishment: a market, by its number.
type Use struct {
	AccountID, OrgID string
	Market           int64
}

// Taken is a right that somebody had and has no more. By is empty where it ended by itself, At where nobody knows any more.
type Taken struct {
	At time.Time
	By string
}

// TakenOf are those of some uses that were allowed when they were confirmed, and would not be now: the role or the market was taken
// back since (R197).
func TakenOf(ctx context.Context, tx *db.Tx, of []Use) (map[Use]Taken, error) {
	out := map[Use]Taken{}
	if len(of) == 0 {
		return out, nil
	}
	markets, err := refsOf(ctx, tx, of)
	if err != nil {
		return nil, err
	}
	rights, err := rightsOf(ctx, tx, of)
	if err != nil {
		return nil, err
	}
	for _, u := range of {
		last, holds := Taken{}, false
		for _, r := range rights {
			if r.account != u.AccountID || r.org != u.OrgID || !slices.Contains(markets[u.Market], r.market) {
				continue
			}
			end, over := r.end(tx.Now())
			holds = holds || !over
			if over && end.At.After(last.At) {
				last = end
			}
		}
		if !holds {
			out[u] = last
		}
	}
	return out, nil
}

// refsOf are what rights to some markets name, by number: the market, or the one above it.
func refsOf(ctx context.Context, tx *db.Tx, of []Use) (map[int64][]string, error) {
	var numbers []int64
	for _, u := range of {
		numbers = append(numbers, u.Market)
	}
	slices.Sort(numbers)
	var w db.Where
	w.In("number", db.Any(slices.Compact(numbers))...)
	where, args := w.SQL(1)
	type row struct {
		number    int64
		id, above string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.number, &r.id, &r.above} }, `SELECT number, id, COALESCE(parent_id, '') FROM catalog_markets WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("markets by number: %w", err)
	}
	out := map[int64][]string{}
	for _, r := range rows {
		out[r.number] = []string{r.id}
		if r.above != "" {
			out[r.number] = append(out[r.number], r.above)
		}
	}
	return out, nil
}

// right is a market that a demandeur was given, with the ends of the role and of the market; zero: none.
type right struct {
	account, org, market  string
	roleEnds, marketEnds  time.Time
	roleBy, marketBy      string
	roleTaken, thingTaken time.Time
}

// end is when the right ended, and whose act it was; false: it counts now.
func (r right) end(now time.Time) (Taken, bool) {
	var first Taken
	for _, e := range []Taken{{r.roleTaken, r.roleBy}, {r.thingTaken, r.marketBy}, {r.roleEnds, ""}, {r.marketEnds, ""}} {
		if !e.At.IsZero() && !e.At.After(now) && (first.At.IsZero() || e.At.Before(first.At)) {
			first = e
		}
	}
	return first, !first.At.IsZero()
}

// rightsOf are all rights that some demandeurs have, or had, to markets in some establishments.
func rightsOf(ctx context.Context, tx *db.Tx, of []Use) ([]right, error) {
	var accounts, orgs []string
	for _, u := range of {
		accounts, orgs = append(accounts, u.AccountID), append(orgs, u.OrgID)
	}
	slices.Sort(accounts)
	slices.Sort(orgs)
	var w db.Where
	w.And("g.role = ? AND g.place_kind = ? AND g.starts_at <= ? AND l.starts_at <= ?", Requester, access.Organisation, tx.Now(), tx.Now())
	w.In("g.account_id", db.Any(slices.Compact(accounts))...)
	w.In("g.place_id", db.Any(slices.Compact(orgs))...)
	where, args := w.SQL(1)
	rows, err := db.All(ctx, tx, func(r *right) []any {
		return []any{&r.account, &r.org, &r.market, &r.roleEnds, &r.marketEnds, &r.roleTaken, &r.roleBy, &r.thingTaken, &r.marketBy}
	}, `SELECT g.account_id, g.place_id, l.ref, g.ends_at, l.ends_at, g.taken_at, g.taken_name, l.taken_at, l.taken_name
		FROM access_grants g JOIN access_grant_limits l ON l.grant_id = g.id AND l.kind = 'market' WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("rights to markets: %w", err)
	}
	return rows, nil
}
