package order

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/queue"
	"preau/internal/ordering/sight"
)

// ExportToSend gives « Commandes à passer » one after the other, the newest first.
func (s *Service) ExportToSend(ctx context.Context, who access.Actor, each func(Row) error) error {
	return s.export(ctx, who, Filter{States: toSend}, sight.Sendable(who), each)
}

// ExportToCreate gives « Commandes à créer » line after line as ToCreate has it, all of one instant.
func (s *Service) ExportToCreate(ctx context.Context, who access.Actor, each func(Waiting) error) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	var w db.Where
	if !sight.ToValidate(who, &w) {
		return nil
	}
	return s.o.DB.View(ctx, func(tx *db.Tx) error {
		for page := 1; ; page++ {
			lines, _, err := queue.Page(ctx, tx, w, page, batch)
			if err != nil {
				return err
			}
			d, err := deskOf(ctx, tx, lines)
			if err != nil {
				return err
			}
			for _, x := range d.Waiting {
				if err := each(x); err != nil {
					return err
				}
			}
			if len(lines) < batch {
				return nil
			}
		}
	})
}

// deskOf are lines of the desk with what is in them: whose their markets are is known already.
func deskOf(ctx context.Context, tx *db.Tx, lines []queue.Line) (Desk, error) {
	var d Desk
	ids, of := make([]string, len(lines)), map[int64]terms{}
	for i, l := range lines {
		d.Waiting, ids[i] = append(d.Waiting, Waiting{Key: Key{Supplier: l.Supplier}, Name: l.Name}), l.Basket
		for _, m := range l.Markets {
			if n, known := m.(int64); known {
				of[n] = terms{Supplier: Supplier{Ref: l.Supplier}}
			}
		}
	}
	cases, err := basket.Cases(ctx, tx, ids)
	if err != nil {
		return d, err
	}
	return d, d.fill(ctx, tx, ids, cases, of)
}
