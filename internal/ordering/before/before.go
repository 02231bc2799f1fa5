// Package before reads what an establishment ordered before, and who else of it asks for the same: what a validateur looks at before more
// is ordered (R214).
package before

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/money"
	"preau/internal/ordering/amount"
)

// Market is what the establishment ordered on a market since the school year began. Amounts of the establishment include delivery; those of
// the demandeur, whose articles share parcels with others', do not.
type Market struct {
	Number      int64
	Title       string
	Orders      int
	Net, Gross  money.Cents
	Own         amount.Total
	Last        []Order // the newest first
	ownPerRates []amount.PerRate
}

// Order is one that was made.
type Order struct {
	Number     string
	At         time.Time
	Net, Gross money.Cents
	State      string // of the table of orders
	market     int64
}

// Double is an article that somebody of an establishment asks for now, or had ordered lately.
type Double struct {
	Article  int64
	Basket   int64
	BasketID string
	OrgID    string
	Owner    string
	Label    string // class, teacher
	Units    int64
	At       time.Time // confirmed, or put in the order
	Order    string    // number; empty: it waits, too
}

const (
	mostOfOne   = 20 // of one article in one establishment: however often it is asked for, it hides none of another
	mostDoubles = 20_000
	lastShown   = 5 // orders of one market
	mostLast    = 200
)

// Basket is the one that is about to be ordered: who asks, and where.
type Basket struct{ OwnerID, OrgID string }

// SchoolYear is when the school year of an instant began, in its zone: on the first of August, when orders for the next one begin.
func SchoolYear(at time.Time) time.Time {
	year := at.Year()
	if at.Month() < time.August {
		year--
	}
	return time.Date(year, time.August, 1, 0, 0, 0, 0, at.Location())
}

// counts are the orders d that count as ordered: not those that were cancelled or refused.
const counts = `d.state NOT IN ('cancelled', 'refused')`

// Fill sums up what was ordered on some markets since an instant.
func Fill(ctx context.Context, tx *db.Tx, b Basket, since time.Time, markets []Market) error {
	numbers := make([]int64, len(markets))
	for i, m := range markets {
		numbers[i] = m.Number
	}
	if len(numbers) == 0 {
		return nil
	}
	var w db.Where
	w.And("d.org_id = ? AND d.created_at >= ? AND "+counts, b.OrgID, since)
	w.In("d.market", db.Any(numbers)...)
	where, args := w.SQL(1)
	sums, err := db.All(ctx, tx, func(p *Market) []any { return []any{&p.Number, &p.Orders, &p.Net, &p.Gross} }, `SELECT d.market, count(*), CAST(sum(d.net) AS BIGINT), CAST(sum(d.gross) AS BIGINT)
		FROM ordering_orders d WHERE `+where+` GROUP BY d.market`, args...)
	if err != nil {
		return fmt.Errorf("what was ordered before: %w", err)
	}
	last, err := db.All(ctx, tx, func(o *Order) []any { return []any{&o.market, &o.Number, &o.At, &o.Net, &o.Gross, &o.State} },
		`SELECT d.market, d.number, d.created_at, d.net, d.gross, d.state FROM ordering_orders d WHERE `+where+` ORDER BY d.created_at DESC, d.number DESC LIMIT `+fmt.Sprint(mostLast), args...)
	if err != nil {
		return fmt.Errorf("the last orders: %w", err)
	}
	type own struct {
		market int64
		rate   amount.PerRate
	}
	w.And("b.account_id = ? AND x.state <> 'cancelled'", b.OwnerID) // what the supplier does not deliver is none of it
	where, args = w.SQL(1)
	owns, err := db.All(ctx, tx, func(o *own) []any { return []any{&o.market, &o.rate.Rate, &o.rate.Net} }, `SELECT d.market, v.vat, CAST(sum((COALESCE(v.price, 0) * x.granted + 50) / 100) AS BIGINT)
		FROM ordering_baskets b JOIN ordering_basket_lines x ON x.basket_id = b.id JOIN ordering_order_lines l ON l.id = x.order_line_id JOIN ordering_orders d ON d.id = l.order_id
		JOIN catalog_versions v ON v.article = l.article AND v.from_edition = l.edition WHERE `+where+` GROUP BY d.market, v.vat`, args...)
	if err != nil {
		return fmt.Errorf("what the demandeur ordered before: %w", err)
	}
	for i := range markets {
		p := &markets[i]
		for _, x := range sums {
			if x.Number == p.Number {
				p.Orders, p.Net, p.Gross = x.Orders, x.Net, x.Gross
			}
		}
		for _, o := range last {
			if o.market == p.Number && len(p.Last) < lastShown {
				p.Last = append(p.Last, o)
			}
		}
		for _, o := range owns {
			if o.market == p.Number {
				p.ownPerRates = append(p.ownPerRates, o.rate)
			}
		}
		p.Own = amount.Sum(nil, p.ownPerRates...)
	}
	return nil
}

// Among are who of some establishments asks for some articles, what waits or was put in an order since an instant, by article, the newest first.
// What waits is found by what is kept of it, and what was ordered by the establishments' orders: articles are asked for everywhere.
func Among(ctx context.Context, tx *db.Tx, orgIDs []string, articles []int64, since time.Time) (map[int64][]Double, error) {
	out := map[int64][]Double{}
	if len(articles) == 0 {
		return out, nil
	}
	articles = slices.Clone(articles)
	slices.Sort(articles)
	var waits, ordered db.Where
	waits.And("x.state = 'confirmed' AND x.basket_id IN (SELECT k.basket_id FROM ordering_waiting k WHERE k.org_id IN (?"+strings.Repeat(", ?", len(orgIDs)-1)+"))", db.Any(orgIDs)...)
	waits.In("x.article", db.Any(slices.Compact(articles))...)
	ordered.And("d.created_at >= ? AND x.state <> 'cancelled' AND "+counts, since)
	ordered.In("d.org_id", db.Any(orgIDs)...)
	ordered.In("l.article", db.Any(slices.Compact(articles))...)
	where, args := waits.SQL(1)
	then, more := ordered.SQL(len(args) + 1)
	all, err := db.All(ctx, tx, func(d *Double) []any {
		return []any{&d.Article, &d.Basket, &d.BasketID, &d.OrgID, &d.Owner, &d.Label, &d.Units, &d.At, &d.Order}
	}, `SELECT article, number, id, org_id, owner_name, label, granted, at, placed FROM (SELECT y.*, row_number() OVER (PARTITION BY y.article, y.org_id ORDER BY y.at DESC, y.number) AS place
		FROM (SELECT x.article AS article, b.number AS number, b.id AS id, b.org_id AS org_id, b.owner_name AS owner_name, b.label AS label, x.granted AS granted, b.confirmed_at AS at, '' AS placed
		FROM ordering_basket_lines x JOIN ordering_baskets b ON b.id = x.basket_id WHERE `+where+`
		UNION ALL SELECT x.article, b.number, b.id, b.org_id, b.owner_name, b.label, x.granted, d.created_at, d.number
		FROM ordering_orders d JOIN ordering_order_lines l ON l.order_id = d.id JOIN ordering_basket_lines x ON x.order_line_id = l.id
		JOIN ordering_baskets b ON b.id = x.basket_id WHERE `+then+`) y) z
		WHERE place <= `+fmt.Sprint(mostOfOne)+` ORDER BY article, at DESC, number LIMIT `+fmt.Sprint(mostDoubles), append(args, more...)...)
	if err != nil {
		return nil, fmt.Errorf("who else asks for the same: %w", err)
	}
	for _, d := range all {
		out[d.Article] = append(out[d.Article], d)
	}
	return out, nil
}
