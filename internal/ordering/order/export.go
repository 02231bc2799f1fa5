package order

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering/scope"
	"preau/internal/ordering/sight"
)

// batch is how many orders a file reads at once: a file of a whole Centrale's does not need all of them in memory.
const batch = 500

// Export gives the orders of List one after the other, the newest first, whatever their number, all of one instant (R207).
func (s *Service) Export(ctx context.Context, who access.Actor, f Filter, each func(Row) error) error {
	return s.export(ctx, who, f, sight.Visible(who), each)
}

func (s *Service) export(ctx context.Context, who access.Actor, f Filter, of scope.Either, each func(Row) error) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	w, some := f.where(of)
	if !some {
		return nil
	}
	return s.o.DB.View(ctx, func(tx *db.Tx) error {
		where, args := w.SQL(1)
		after := ""
		for {
			rows, err := page(ctx, tx, where+after, args, batch, 0)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if err := each(r); err != nil {
					return err
				}
			}
			if len(rows) < batch {
				return nil
			}
			last := rows[len(rows)-1]
			if after == "" {
				after = fmt.Sprintf(" AND (d.created_at, d.id) < ($%d, $%d)", len(args)+1, len(args)+2)
				args = append(args, nil, nil)
			}
			args[len(args)-2], args[len(args)-1] = last.CreatedAt, last.ID
		}
	})
}
