package order

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/money"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/basket"
)

// Key names a line of « Commandes à créer »: what a basket wants of one supplier (R200).
type Key struct {
	Basket   int64 // its number
	Supplier string
}

// String is the key in a form.
func (k Key) String() string { return strconv.FormatInt(k.Basket, 10) + "." + k.Supplier }

// ParseKey reads a key; false for what is none.
func ParseKey(s string) (Key, bool) {
	n, ref, ok := strings.Cut(s, ".")
	number, err := strconv.ParseInt(n, 10, 64)
	return Key{number, ref}, ok && err == nil && number > 0 && ref != ""
}

// Waiting is a line of « Commandes à créer ».
type Waiting struct {
	Key
	Name   string // of the supplier
	Basket basket.Basket
	Lines  []basket.Line // that wait
	Total  amount.Total  // of what was granted, without delivery
}

// Desk is « Commandes à créer » (R200), for who validates: their establishments' alone (R215).
type Desk struct {
	Waiting []Waiting
	Total   int // lines on all pages
	Amount  money.Cents
}

// at is a condition on baskets b of the establishments where who validates, and of the sites where their role is limited to some.
func at(who access.Actor, w *db.Where) bool {
	role, _ := ordering.Roles.ByKey(ordering.Validator)
	var parts []string
	var args []any
	for _, g := range who.Grants {
		if g.Role != ordering.Validator || g.Place.Kind != access.Organisation {
			continue
		}
		part, more := "b.org_id = ?", []any{g.Place.ID}
		if g.Limited || role.Unlimited == access.ReachNone {
			part += " AND (b.site_id IS NULL"
			for _, l := range g.Limits {
				part, more = part+" OR b.site_id = ?", append(more, l.Ref)
			}
			part += ")"
		}
		parts, args = append(parts, "("+part+")"), append(args, more...)
	}
	if len(parts) == 0 {
		return false
	}
	w.And("("+strings.Join(parts, " OR ")+")", args...)
	return true
}

// waiting is from where « Commandes à créer » reads; at narrows it.
const waiting = `ordering_baskets b JOIN ordering_basket_lines l ON l.basket_id = b.id AND l.state = 'confirmed' JOIN catalog_markets m ON m.number = l.market
	JOIN org_organisations u ON u.id = m.supplier_id`

// ToCreate is one page of « Commandes à créer »: grouped by supplier, the first confirmed first.
func (s *Service) ToCreate(ctx context.Context, who access.Actor, page, size int) (Desk, error) {
	if !who.SignedIn() {
		return Desk{}, apperr.UnauthenticatedErr()
	}
	var d Desk
	var w db.Where
	w.And("b.state IN ('confirmed', 'partly')")
	if !at(who, &w) {
		return d, nil
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		where, args := w.SQL(1)
		n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM (SELECT DISTINCT b.id, u.id FROM `+waiting+` WHERE `+where+`) x`, args...)
		if err != nil {
			return fmt.Errorf("count what waits: %w", err)
		}
		d.Total = int(n)
		type row struct {
			id string
			Waiting
		}
		rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.id, &r.Key.Basket, &r.Supplier, &r.Name} }, fmt.Sprintf(`SELECT b.id, b.number, u.ref, u.name
			FROM `+waiting+` WHERE `+where+` GROUP BY b.id, b.number, b.confirmed_at, u.ref, u.name, u.name_fold ORDER BY u.name_fold, b.confirmed_at, b.number LIMIT $%d OFFSET $%d`,
			len(args)+1, len(args)+2), append(args, size, (page-1)*size)...)
		if err != nil {
			return fmt.Errorf("what waits: %w", err)
		}
		ids := make([]string, 0, len(rows))
		for _, r := range rows {
			d.Waiting, ids = append(d.Waiting, r.Waiting), append(ids, r.id)
		}
		return d.complete(ctx, tx, ids)
	})
	return d, err
}

// complete reads the lines of what waits; ids are those of the baskets, row by row.
func (d *Desk) complete(ctx context.Context, tx *db.Tx, ids []string) error {
	cases, err := basket.Cases(ctx, tx, ids)
	if err != nil {
		return err
	}
	suppliers, err := suppliersOf(ctx, tx, cases)
	if err != nil {
		return err
	}
	for i, id := range ids {
		w := &d.Waiting[i]
		w.Basket = cases[id].Basket
		for _, l := range cases[id].Lines {
			if l.State == basket.LineConfirmed && suppliers[l.Article.Market].Ref == w.Supplier {
				w.Lines = append(w.Lines, l)
			}
		}
		w.Total = cost(w.Lines)
		d.Amount += w.Total.Gross
	}
	return nil
}

// cost is what lines of baskets cost, at the prices that were agreed to.
func cost(lines []basket.Line) amount.Total {
	all := make([]amount.Line, len(lines))
	for i, l := range lines {
		all[i] = amount.Line{Price: max(l.Article.Price, 0), Quantity: l.Granted, Rate: l.Article.VAT}
	}
	return amount.Sum(all)
}

// terms are what an order of a market means.
type terms struct {
	Market
	Supplier
	Country       string // of the supplier
	Franco, Costs *money.Cents
	Runs          bool // on the day
}

// suppliersOf are the markets of some baskets' lines, by number.
func suppliersOf(ctx context.Context, tx *db.Tx, cases map[string]basket.Case) (map[int64]terms, error) {
	var numbers []int64
	for _, c := range cases {
		for _, l := range c.Lines {
			if !slices.Contains(numbers, l.Article.Market) {
				numbers = append(numbers, l.Article.Market)
			}
		}
	}
	return termsOf(ctx, tx, numbers, "")
}

// termsOf are the markets of some numbers; day is the one on which they are to run.
func termsOf(ctx context.Context, tx *db.Tx, numbers []int64, day string) (map[int64]terms, error) {
	out := map[int64]terms{}
	if len(numbers) == 0 {
		return out, nil
	}
	var w db.Where
	w.In("m.number", db.Any(numbers)...)
	where, args := w.SQL(2)
	rows, err := db.All(ctx, tx, func(t *terms) []any {
		return []any{&t.Number, &t.Title, &t.Reference, &t.ID, &t.Ref, &t.Name, &t.Email, &t.Country, &t.Franco, &t.Costs, &t.Runs}
	}, `SELECT m.number, m.title, m.reference, u.id, u.ref, u.name, u.email, u.country, m.franco, m.costs,
		CASE WHEN m.state = 'live' AND m.starts_on <= $1 AND m.ends_on >= $1 THEN TRUE ELSE FALSE END
		FROM catalog_markets m JOIN org_organisations u ON u.id = m.supplier_id WHERE `+where, append([]any{day}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("terms of markets: %w", err)
	}
	for _, t := range rows {
		out[t.Number] = t
	}
	return out, nil
}

// delivery is what bringing costs: below the franco, at the usual rate of the supplier's country.
func (t terms) delivery(net money.Cents) amount.PerRate {
	usual := int64(2100)
	if t.Country == "FR" {
		usual = 2000
	}
	d := amount.PerRate{Rate: usual}
	if t.Costs != nil && (t.Franco == nil || net < *t.Franco) {
		d.Net = *t.Costs
	}
	return d
}

// first orders baskets as they were confirmed.
func first(a, b basket.Basket) int {
	return cmp.Or(a.ConfirmedAt.Compare(b.ConfirmedAt), cmp.Compare(a.Number, b.Number))
}
