package order

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/money"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/queue"
	"preau/internal/ordering/sight"
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
	// Doubles is how many of its articles somebody else of the establishment asks for, too, or had ordered lately (R214); only ToCreate looks.
	Doubles int
	Lost    []Lost // markets of theirs that the demandeur has no right to any more
	// NoBuyer says that nobody sends orders of its establishment yet (R216); only ToCreateAfter looks.
	NoBuyer bool
}

// Lost is a market that a demandeur had when they confirmed, and has no more: who validates orders or refuses what is of it (R197).
type Lost struct {
	Market string // title
	ordering.Taken
}

// LostOf is the right to a line's market, where the demandeur has it no more.
func (w Waiting) LostOf(l basket.Line) *ordering.Taken {
	for _, x := range w.Lost {
		if x.Market == l.Market {
			return &x.Taken
		}
	}
	return nil
}

// Desk is « Commandes à créer » (R200), for who validates: their establishments' alone (R215).
type Desk struct {
	Waiting []Waiting
	Total   int // lines on all pages
	Amount  money.Cents
}

// ToCreate is one page of « Commandes à créer »: grouped by supplier, the first confirmed first. Of what waits on other pages only the
// count is read.
func (s *Service) ToCreate(ctx context.Context, who access.Actor, page, size int) (Desk, error) {
	if !who.SignedIn() {
		return Desk{}, apperr.UnauthenticatedErr()
	}
	var d Desk
	var w db.Where
	if !sight.ToValidate(who, &w) {
		return d, nil
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		lines, total, err := queue.Page(ctx, tx, w, page, size)
		if err != nil {
			return err
		}
		if d, err = deskOf(ctx, tx, lines); err != nil {
			return err
		}
		d.Total = total
		return d.doubled(ctx, tx)
	})
	return d, err
}

// ToCreateAfter are the lines of « Commandes à créer » behind one that was given before, by basket and supplier: for programs, which read
// page after page while baskets are confirmed. The zero key begins.
func (s *Service) ToCreateAfter(ctx context.Context, who access.Actor, after Key, size int) ([]Waiting, error) {
	if !who.SignedIn() {
		return nil, apperr.UnauthenticatedErr()
	}
	var d Desk
	var w db.Where
	if !sight.ToValidate(who, &w) {
		return nil, nil
	}
	if after.Basket > 0 {
		w.And("(k.number, u.ref) > (?, ?)", after.Basket, after.Supplier)
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		where, args := w.SQL(1)
		type deskRow struct {
			id string
			Waiting
		}
		rows, err := db.All(ctx, tx, func(r *deskRow) []any { return []any{&r.id, &r.Key.Basket, &r.Supplier, &r.Name} }, fmt.Sprintf(`SELECT DISTINCT k.id, k.number, u.ref, u.name
			FROM ordering_waiting b JOIN ordering_baskets k ON k.id = b.basket_id JOIN catalog_markets m ON m.number = b.market JOIN org_organisations u ON u.id = m.supplier_id
			WHERE `+where+` ORDER BY k.number, u.ref LIMIT $%d`, len(args)+1), append(args, size)...)
		if err != nil {
			return fmt.Errorf("what waits: %w", err)
		}
		ids := make([]string, 0, len(rows))
		for _, r := range rows {
			d.Waiting, ids = append(d.Waiting, r.Waiting), append(ids, r.id)
		}
		if err := d.complete(ctx, tx, ids); err != nil {
			return err
		}
		return d.manned(ctx, tx)
	})
	return d.Waiting, err
}

// complete reads the lines of what waits; ids are those of the baskets, row by row.
func (d *Desk) complete(ctx context.Context, tx *db.Tx, ids []string) error {
	cases, err := basket.Cases(ctx, tx, ids)
	if err != nil {
		return err
	}
	suppliers, err := suppliersOf(ctx, tx, cases, "")
	if err != nil {
		return err
	}
	return d.fill(ctx, tx, ids, cases, suppliers)
}

// manned notes where nobody sends what will be ordered (R216).
func (d *Desk) manned(ctx context.Context, tx *db.Tx) error {
	none := map[string]bool{}
	for i := range d.Waiting {
		w := &d.Waiting[i]
		if _, asked := none[w.Basket.Org.ID]; !asked {
			buyers, err := access.Holders(ctx, tx, ordering.Buyer, w.Basket.Org.Place())
			if err != nil {
				return err
			}
			none[w.Basket.Org.ID] = len(buyers) == 0
		}
		w.NoBuyer = none[w.Basket.Org.ID]
	}
	return nil
}

// fill gives what waits its lines and what they cost.
func (d *Desk) fill(ctx context.Context, tx *db.Tx, ids []string, cases map[string]basket.Case, suppliers map[int64]terms) error {
	for i, id := range ids {
		w := &d.Waiting[i]
		w.Basket = cases[id].Basket
		w.Key.Basket = w.Basket.Number
		for _, l := range cases[id].Lines {
			if l.State == basket.LineConfirmed && suppliers[l.Article.Market].Ref == w.Supplier {
				w.Lines = append(w.Lines, l)
			}
		}
		w.Total = cost(w.Lines)
		d.Amount += w.Total.Gross
	}
	taken, err := takenOf(ctx, tx, cases)
	if err != nil {
		return err
	}
	for i := range d.Waiting {
		w := &d.Waiting[i]
		for _, l := range w.Lines {
			if t, lost := taken[useOf(w.Basket, l)]; lost && !slices.Contains(w.Lost, Lost{l.Market, t}) {
				w.Lost = append(w.Lost, Lost{l.Market, t})
			}
		}
	}
	return nil
}

// takenOf are the markets of the lines of baskets that wait which their demandeurs have no right to any more.
func takenOf(ctx context.Context, tx *db.Tx, cases map[string]basket.Case) (map[ordering.Use]ordering.Taken, error) {
	var uses []ordering.Use
	for _, c := range cases {
		for _, l := range c.Lines {
			if u := useOf(c.Basket, l); l.State == basket.LineConfirmed && !slices.Contains(uses, u) {
				uses = append(uses, u)
			}
		}
	}
	return ordering.TakenOf(ctx, tx, uses)
}

func useOf(b basket.Basket, l basket.Line) ordering.Use {
	return ordering.Use{AccountID: b.OwnerID, OrgID: b.Org.ID, Market: l.Article.Market}
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
	Country string // of the supplier
	Runs    bool   // on the day
}

// suppliersOf are the markets of some baskets' lines, by number; day is the one on which they are to run.
func suppliersOf(ctx context.Context, tx *db.Tx, cases map[string]basket.Case, day string) (map[int64]terms, error) {
	var numbers []int64
	for _, c := range cases {
		for _, l := range c.Lines {
			if !slices.Contains(numbers, l.Article.Market) {
				numbers = append(numbers, l.Article.Market)
			}
		}
	}
	return termsOf(ctx, tx, numbers, day)
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
		head := []any{&t.Number, &t.Title, &t.Reference, &t.ID, &t.Ref, &t.Name, &t.Email, &t.Country, &t.ends}
		return slices.Concat(head, intoTerms(&t.Terms), []any{&t.Runs})
	}, `SELECT m.number, m.title, m.reference, u.id, u.ref, u.name, u.email, u.country, m.ends_on, `+termColumns+`,
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
	return amount.PerRate{Rate: usual, Net: charged(t.Terms, net)}
}

// charged is what a market has bringing cost below its franco, without VAT.
func charged(t catalog.Terms, net money.Cents) money.Cents {
	if t.Costs.Said && (!t.Franco.Said || net < t.Franco.Cents) {
		return t.Costs.Cents
	}
	return 0
}

// first orders baskets as they were confirmed.
func first(a, b basket.Basket) int {
	return cmp.Or(a.ConfirmedAt.Compare(b.ConfirmedAt), cmp.Compare(a.Number, b.Number))
}
