package order

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/money"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/basket"
)

// Review is a basket as who validates it looks at it before it is ordered: what waits of it, what was ordered before on its markets, and
// what others ask for, too, or had lately (R214).
type Review struct {
	Basket  basket.Basket
	Waiting []Waiting // by supplier
	Since   time.Time // when the school year began
	Past    []Past    // by market
	Doubles map[int64][]Double
}

// Past is what the establishment ordered on a market since the school year began. Amounts of the establishment include delivery; those of
// the demandeur, whose articles share parcels with others', do not.
type Past struct {
	Market      string // title
	Orders      int
	Net, Gross  money.Cents
	Own         amount.Total
	Last        []PastOrder // the newest first
	number      int64
	ownPerRates []amount.PerRate
}

// PastOrder is an order that was made.
type PastOrder struct {
	Number     string
	At         time.Time
	Net, Gross money.Cents
	State      State
	market     int64
}

// Double is an article that somebody else of the establishment asks for now, or had ordered lately.
type Double struct {
	Article int64
	Basket  int64
	Owner   string
	Label   string // class, teacher
	Units   int64
	At      time.Time // confirmed, or put in the order
	Order   string    // number; empty: it waits, too
}

const (
	lately      = 30 * 24 * time.Hour
	mostDoubles = 200
	lastShown   = 5 // orders of one market
	mostLast    = 200
)

// Review is one basket of « Commandes à créer ».
func (s *Service) Review(ctx context.Context, who access.Actor, number int64) (Review, error) {
	v := Review{Doubles: map[int64][]Double{}}
	if !who.SignedIn() {
		return v, apperr.UnauthenticatedErr()
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		c, err := basket.Validating(ctx, tx, who, number)
		if apperr.Is(err, apperr.Conflict) {
			return conflict()
		}
		if err != nil {
			return err
		}
		v.Basket, v.Since = c.Basket, SchoolYear(tx.Now().In(s.o.Zone()))
		if v.Waiting, err = waitingOf(ctx, tx, c); err != nil {
			return err
		}
		if err := v.past(ctx, tx, c); err != nil {
			return err
		}
		return v.doubles(ctx, tx, tx.Now().Add(-lately))
	})
	return v, err
}

// SchoolYear is when the school year of an instant began, in its zone: on the first of August, when orders for the next one begin.
func SchoolYear(at time.Time) time.Time {
	year := at.Year()
	if at.Month() < time.August {
		year--
	}
	return time.Date(year, time.August, 1, 0, 0, 0, 0, at.Location())
}

// waitingOf are the parts of a basket that wait, by supplier.
func waitingOf(ctx context.Context, tx *db.Tx, c basket.Case) ([]Waiting, error) {
	cases := map[string]basket.Case{c.ID: c}
	suppliers, err := suppliersOf(ctx, tx, cases, "")
	if err != nil {
		return nil, err
	}
	var d Desk
	for _, l := range c.Lines {
		t := suppliers[l.Article.Market]
		if l.State == basket.LineConfirmed && !slices.ContainsFunc(d.Waiting, func(w Waiting) bool { return w.Supplier == t.Ref }) {
			d.Waiting = append(d.Waiting, Waiting{Key: Key{c.Number, t.Ref}, Name: t.Name})
		}
	}
	slices.SortFunc(d.Waiting, func(a, b Waiting) int { return cmp.Compare(a.Name, b.Name) })
	ids := slices.Repeat([]string{c.ID}, len(d.Waiting))
	return d.Waiting, d.fill(ctx, tx, ids, cases, suppliers)
}

// markets are those of what waits, by number, as they come.
func (v *Review) markets() []int64 {
	var out []int64
	for _, w := range v.Waiting {
		for _, l := range w.Lines {
			if !slices.Contains(out, l.Article.Market) {
				out = append(out, l.Article.Market)
				v.Past = append(v.Past, Past{Market: l.Market, number: l.Article.Market})
			}
		}
	}
	return out
}

// counts are the orders d that count as ordered: not those that were cancelled or refused.
const counts = `d.state NOT IN ('cancelled', 'refused')`

// past sums up what was ordered on the markets of what waits.
func (v *Review) past(ctx context.Context, tx *db.Tx, c basket.Case) error {
	numbers := v.markets()
	if len(numbers) == 0 {
		return nil
	}
	var w db.Where
	w.And("d.org_id = ? AND d.created_at >= ? AND "+counts, c.Org.ID, v.Since)
	w.In("d.market", db.Any(numbers)...)
	where, args := w.SQL(1)
	sums, err := db.All(ctx, tx, func(p *Past) []any { return []any{&p.number, &p.Orders, &p.Net, &p.Gross} }, `SELECT d.market, count(*), CAST(sum(d.net) AS BIGINT), CAST(sum(d.gross) AS BIGINT)
		FROM ordering_orders d WHERE `+where+` GROUP BY d.market`, args...)
	if err != nil {
		return fmt.Errorf("what was ordered before: %w", err)
	}
	last, err := db.All(ctx, tx, func(o *PastOrder) []any { return []any{&o.market, &o.Number, &o.At, &o.Net, &o.Gross, &o.State} },
		`SELECT d.market, d.number, d.created_at, d.net, d.gross, d.state FROM ordering_orders d WHERE `+where+` ORDER BY d.created_at DESC, d.number DESC LIMIT `+fmt.Sprint(mostLast), args...)
	if err != nil {
		return fmt.Errorf("the last orders: %w", err)
	}
	type own struct {
		market int64
		rate   amount.PerRate
	}
	w.And("b.account_id = ?", c.OwnerID)
	where, args = w.SQL(1)
	owns, err := db.All(ctx, tx, func(o *own) []any { return []any{&o.market, &o.rate.Rate, &o.rate.Net} }, `SELECT d.market, v.vat, CAST(sum((COALESCE(v.price, 0) * x.granted + 50) / 100) AS BIGINT)
		FROM ordering_baskets b JOIN ordering_basket_lines x ON x.basket_id = b.id JOIN ordering_order_lines l ON l.id = x.order_line_id JOIN ordering_orders d ON d.id = l.order_id
		JOIN catalog_versions v ON v.article = l.article AND v.from_edition = l.edition WHERE `+where+` GROUP BY d.market, v.vat`, args...)
	if err != nil {
		return fmt.Errorf("what the demandeur ordered before: %w", err)
	}
	for i := range v.Past {
		p := &v.Past[i]
		for _, x := range sums {
			if x.number == p.number {
				p.Orders, p.Net, p.Gross = x.Orders, x.Net, x.Gross
			}
		}
		for _, o := range last {
			if o.market == p.number && len(p.Last) < lastShown {
				p.Last = append(p.Last, o)
			}
		}
		for _, o := range owns {
			if o.market == p.number {
				p.ownPerRates = append(p.ownPerRates, o.rate)
			}
		}
		p.Own = amount.Sum(nil, p.ownPerRates...)
	}
	return nil
}

// doubles reads who else of the establishment asks for the articles that wait, or has had them ordered since an instant.
func (v *Review) doubles(ctx context.Context, tx *db.Tx, since time.Time) error {
	all, err := db.All(ctx, tx, func(d *Double) []any {
		return []any{&d.Article, &d.Basket, &d.Owner, &d.Label, &d.Units, &d.At, &d.Order}
	}, `SELECT x.article, b.number, b.owner_name, b.label, x.granted, COALESCE(d.created_at, b.confirmed_at), COALESCE(d.number, '')
		FROM ordering_basket_lines x JOIN ordering_baskets b ON b.id = x.basket_id LEFT JOIN ordering_order_lines l ON l.id = x.order_line_id LEFT JOIN ordering_orders d ON d.id = l.order_id
		WHERE x.article IN (SELECT y.article FROM ordering_basket_lines y WHERE y.basket_id = $1 AND y.state = 'confirmed') AND b.org_id = $2 AND b.id <> $1
		AND (x.state = 'confirmed' OR d.created_at >= $3 AND `+counts+`) ORDER BY x.article, COALESCE(d.created_at, b.confirmed_at) DESC, b.number LIMIT `+fmt.Sprint(mostDoubles),
		v.Basket.ID, v.Basket.Org.ID, since)
	if err != nil {
		return fmt.Errorf("who else asks for the same: %w", err)
	}
	for _, d := range all {
		v.Doubles[d.Article] = append(v.Doubles[d.Article], d)
	}
	return nil
}
