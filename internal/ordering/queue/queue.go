// Package queue reads « Commandes à créer » page by page: what waits of each basket and supplier, of which only counts are read but for
// the page that is shown.
package queue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"preau/internal/kit/db"
)

// Line is a line of the desk: what of a basket waits for one supplier.
type Line struct {
	Basket         string // id
	Supplier, Name string // reference and name
	Markets        []any  // numbers of the supplier's markets that something waits of
}

// Page is a page of lines, grouped by supplier, the first confirmed first, and how many there are; w narrows ordering_waiting b.
func Page(ctx context.Context, tx *db.Tx, w db.Where, page, size int) (lines []Line, total int, err error) {
	heaps, err := heapsOf(ctx, tx, w)
	if err != nil {
		return nil, 0, err
	}
	for _, part := range window(heaps, (page-1)*size, size) {
		more, err := part.rows(ctx, tx, w)
		if err != nil {
			return nil, 0, err
		}
		lines = append(lines, more...)
	}
	for _, h := range heaps {
		total += h.n
	}
	return lines, total, nil
}

// heap is what waits of one supplier's markets.
type heap struct {
	ref, name string // of the supplier
	markets   []any  // numbers
	n         int    // lines of the desk: baskets
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

// rows are the lines of a piece, in order.
func (p piece) rows(ctx context.Context, tx *db.Tx, w db.Where) ([]Line, error) {
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
	var out []Line
	for _, h := range p.heaps {
		seen := map[string]bool{}
		for _, f := range all {
			if !seen[f.id] && slices.Contains(h.markets, any(f.market)) {
				seen[f.id] = true
				out = append(out, Line{f.id, h.ref, h.name, h.markets})
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
