package group

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// ShowLines is a lot of a group with its lines, for whoever may change them.
func (s *Service) ShowLines(ctx context.Context, who access.Actor, number, lot int64) (Group, Lot, error) {
	var g Group
	var l Lot
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if g, err = s.lotGroup(ctx, tx, who, number); err != nil || lot == 0 {
			return err
		}
		l, err = LotAt(ctx, tx, g, lot)
		return err
	})
	return g, l, err
}
