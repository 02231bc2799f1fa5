package order

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

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
	Lost   []Lost        // markets of theirs that the demandeur has no right to any more
}

// Lost is a market that a demandeur had when they confirmed, and has no more: who validates orders or refuses what is of it (R197).
type Lost struct {
	Market string // title
	ordering.Taken
}

// Desk is « Commandes à créer » (R200), for who validates: their establishments' alone (R215).
type Desk struct {
	Waiting []Waiting
	Total   int // lines on all pages
	Amount  money.Cents
}

// at is a condition on what waits, or on baskets, b, of the establishments where who validates; false: nowhere.
func at(who access.Actor, w *db.Where) bool {
	e := either{of: "b"}
	e.validated(who)
	return e.and(w)
}

// heap is what waits of one supplier's markets.
type heap struct {
	ref, name string // of the supplier
	markets   []any  // numbers
	n         int    // lines of the desk: baskets
}

// ToCreate is one page of « Commandes à créer »: grouped by supplier, the first confirmed first. Of what waits on other pages only the
// count is read.
func (s *Service) ToCreate(ctx context.Context, who access.Actor, page, size int) (Desk, error) {
	if !who.SignedIn() {
		return Desk{}, apperr.UnauthenticatedErr()
	}
	var d Desk
	var w db.Where
	if !at(who, &w) {
		return d, nil
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		heaps, err := heapsOf(ctx, tx, w)
		if err != nil {
			return err
		}
		var ids []string
		for _, part := range window(heaps, (page-1)*size, size) {
			more, err := part.rows(ctx, tx, w)
			if err != nil {
				return err
			}
			for _, r := range more {
				d.Waiting, ids = append(d.Waiting, r.Waiting), append(ids, r.id)
			}
		}
		for _, h := range heaps {
			d.Total += h.n
		}
		return d.complete(ctx, tx, ids)
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
	if !at(who, &w) {
		return nil, nil
	}
	if after.Basket > 0 {
		w.And("(k.number, u.ref) > (?, ?)", after.Basket, after.Supplier)
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		where, args := w.SQL(1)
		rows, err := db.All(ctx, tx, func(r *deskRow) []any { return []any{&r.id, &r.Key.Basket, &r.Supplier, &r.Name} }, fmt.Sprintf(`SELECT DISTINCT k.id, k.number, u.ref, u.name
			FROM ordering_waiting b JOIN ordering_baskets k ON k.id = b.basket_id JOIN catalog_markets m ON m.number = b.market JOIN org_organisations u ON u.id = m.supplier_id
			WHERE `+where+` ORDER BY k.number, u.ref LIMIT $%d`, len(args)+1), append(args, size)...)
		if err != nil {
			return wrapped("what waits", err)
		}
		ids := make([]string, 0, len(rows))
		for _, r := range rows {
			d.Waiting, ids = append(d.Waiting, r.Waiting), append(ids, r.id)
		}
		return d.complete(ctx, tx, ids)
	})
	return d.Waiting, err
}

// heapsOf is what waits, supplier by supplier, by their names.
func heapsOf(ctx context.Context, tx *db.Tx, w db.Where) ([]heap, error) {
	type count struct{ market, n int64 }
	where, args := w.SQL(1)
	counts, err := db.All(ctx, tx, func(c *count) []any { return []any{&c.market, &c.n} },
		`SELECT b.market, count(*) FROM ordering_waiting b WHERE `+where+` GROUP BY b.market`, args...)
	if err != nil || len(counts) == 0 {
		return nil, wrapped("count what waits", err)
	}
	waits := make(map[int64]int64, len(counts))
	var in db.Where
	var markets []any
	for _, c := range counts {
		waits[c.market], markets = c.n, append(markets, c.market)
	}
	in.In("m.number", markets...)
	where, args = in.SQL(1)
	type row struct {
		number    int64
		ref, name string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.number, &r.ref, &r.name} }, `SELECT m.number, u.ref, u.name FROM catalog_markets m
		JOIN org_organisations u ON u.id = m.supplier_id WHERE `+where+` ORDER BY u.name_fold, u.ref, m.number`, args...)
	if err != nil {
		return nil, wrapped("suppliers of what waits", err)
	}
	var out []heap
	var several []any
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].ref != r.ref {
			out = append(out, heap{ref: r.ref, name: r.name})
		}
		h := &out[len(out)-1]
		h.markets, h.n = append(h.markets, r.number), h.n+int(waits[r.number])
	}
	for _, h := range out {
		if len(h.markets) > 1 {
			several = append(several, h.markets...)
		}
	}
	return out, countBaskets(ctx, tx, w, out, several)
}

// countBaskets counts anew what waits of suppliers with several markets: a basket that asks for things of two is one line.
func countBaskets(ctx context.Context, tx *db.Tx, w db.Where, heaps []heap, markets []any) error {
	if len(markets) == 0 {
		return nil
	}
	w.In("b.market", markets...)
	where, args := w.SQL(1)
	type count struct {
		ref string
		n   int64
	}
	counts, err := db.All(ctx, tx, func(c *count) []any { return []any{&c.ref, &c.n} }, `SELECT u.ref, count(DISTINCT b.basket_id) FROM ordering_waiting b
		JOIN catalog_markets m ON m.number = b.market JOIN org_organisations u ON u.id = m.supplier_id WHERE `+where+` GROUP BY u.ref`, args...)
	for _, c := range counts {
		if i := slices.IndexFunc(heaps, func(h heap) bool { return h.ref == c.ref }); i >= 0 {
			heaps[i].n = int(c.n)
		}
	}
	return wrapped("count baskets that wait", err)
}

// piece is a run of lines of the desk, of one supplier or of several whole ones.
type piece struct {
	heaps      []heap
	skip, most int // of the only heap; most 0: all
}

// window are the pieces that make up a page, three at most: the end of one supplier's lines, those of whole suppliers, and the
// beginning of another's.
func window(heaps []heap, skip, size int) []piece {
	var first, last []piece
	var whole piece
	for _, h := range heaps {
		n := min(h.n-skip, size)
		switch {
		case n <= 0 || size == 0:
			skip = max(0, skip-h.n)
			continue
		case n == h.n:
			whole.heaps = append(whole.heaps, h)
		case skip > 0:
			first = append(first, piece{[]heap{h}, skip, n})
		default:
			last = append(last, piece{[]heap{h}, 0, n})
		}
		skip, size = 0, size-n
	}
	if len(whole.heaps) > 0 {
		first = append(first, whole)
	}
	return append(first, last...)
}

type deskRow struct {
	id string
	Waiting
}

// rows are the lines of a piece, in order.
func (p piece) rows(ctx context.Context, tx *db.Tx, w db.Where) ([]deskRow, error) {
	var markets []any
	for _, h := range p.heaps {
		markets = append(markets, h.markets...)
	}
	w.In("b.market", markets...)
	where, args := w.SQL(1)
	limit := ""
	if p.most > 0 {
		limit = fmt.Sprintf(" LIMIT $%d OFFSET $%d", len(args)+1, len(args)+2)
		args = append(args, p.most, p.skip)
	}
	// Of one supplier, the baskets of several markets are told apart; of several suppliers all is read, for they fit on the page.
	group, from := "", "b.basket_id, b.market, b.confirmed_at"
	if len(p.heaps) == 1 && len(markets) > 1 {
		group, from = " GROUP BY b.basket_id", "b.basket_id, min(b.market), min(b.confirmed_at)"
	}
	type found struct {
		id     string
		market int64
		at     time.Time
	}
	all, err := db.All(ctx, tx, func(f *found) []any { return []any{&f.id, &f.market, &f.at} },
		`SELECT `+from+` FROM ordering_waiting b WHERE `+where+group+` ORDER BY 3, 1`+limit, args...)
	if err != nil {
		return nil, wrapped("what waits", err)
	}
	var out []deskRow
	for _, h := range p.heaps {
		seen := map[string]bool{}
		for _, f := range all {
			if !seen[f.id] && slices.Contains(h.markets, any(f.market)) {
				seen[f.id] = true
				out = append(out, deskRow{f.id, Waiting{Key: Key{Supplier: h.ref}, Name: h.name}})
			}
		}
	}
	return out, nil
}

// wrapped says what was asked, when it went wrong.
func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
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
	return d.fill(ctx, tx, ids, cases, suppliers)
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
