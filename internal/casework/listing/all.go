package listing

import (
	"context"
	"fmt"
	"strings"

	"preau/internal/casework/demand"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// all is a page of the demands that were sent, for who sees all of them masked: numbers, dates and places (C010). Of a search a whole number
// alone is looked at.
func (s *Service) all(ctx context.Context, who access.Actor, f Filter) (Page, error) {
	p := Page{Counts: map[List]int{}}
	if !seesAll(who) {
		return p, apperr.NotFoundErr()
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var own desk
		var err error
		if len(demand.Ways(who)) > 0 {
			if own, err = readDesk(ctx, tx, who, Filter{}, false); err != nil {
				return err
			}
		}
		p.Counts = own.counts()
		if p.Total, err = f.count(ctx, tx); err != nil {
			return err
		}
		if f.narrow() == "" && f.Query == "" {
			p.Counts[All] = p.Total
		}
		those, err := f.some(ctx, tx, p.Total)
		if err != nil {
			return err
		}
		if p.Rows, err = rows(ctx, tx, who, those); err != nil {
			return err
		}
		return choices(ctx, tx, who, f.List, &p)
	})
	return p, err
}

// seesAll says whether somebody sees whatever was sent, by the table of rights.
func seesAll(who access.Actor) bool {
	return who.IsAdmin() && demand.Moves.May(demand.SeeMasked, demand.Sent, []demand.Role{demand.AsAdmin}, demand.Demand{})
}

// narrow is the condition by which all demands are narrowed; empty when they are not.
func (f Filter) narrow() string {
	conds, _ := f.narrowed("d", "d.id")
	return strings.Join(conds, " AND ")
}

// where is the condition of all demands of a list: what was sent, and fits.
func (f Filter) where() *db.Where {
	var w db.Where
	w.And("d.state <> 'draft'")
	conds, args := f.narrowed("d", "d.id")
	if len(conds) > 0 {
		w.And(strings.Join(conds, " AND "), args...)
	}
	if f.Query != "" {
		w.And("d.number = ?", f.Query)
	}
	return &w
}

func (f Filter) count(ctx context.Context, tx *db.Tx) (int, error) {
	where, args := f.where().SQL(1)
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM casework_demands d WHERE `+where, args...)
	if err != nil {
		return 0, fmt.Errorf("count all demands: %w", err)
	}
	return n, nil
}

// some are the demands of a page. The second half of so many is read from its end.
func (f Filter) some(ctx context.Context, tx *db.Tx, n int) ([]narrow, error) {
	from := f.from(n)
	size := min(f.Size, n-from)
	turned := from > n/2
	if turned {
		from = n - from - size
	}
	way := " DESC"
	if f.Back != turned {
		way = ""
	}
	key := f.key("d")
	if f.Order == BySent {
		key = "d.sent_at"
	}
	where, args := f.where().SQL(3)
	ids, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT d.id FROM casework_demands d WHERE `+where+` ORDER BY `+key+way+`, d.id`+way+` LIMIT $1 OFFSET $2`, append([]any{size, from}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("all demands: %w", err)
	}
	out := make([]narrow, len(ids))
	for i, x := range ids {
		if turned {
			i = len(ids) - 1 - i
		}
		out[i] = narrow{id: x, masked: true}
	}
	return out, nil
}
