package catalog

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// FieldBelow is the box by which a market's sub-markets are withdrawn with it.
const FieldBelow = "sous_marches"

// Withdraw withdraws a market, and with it those of its sub-markets that are live, if that is wanted. Those that are left stay what they
// are: they sell, to their own adherents and to the market's.
func (s *Service) Withdraw(ctx context.Context, who access.Actor, number int64, below bool) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		m, to, err := next(ctx, tx, who, number, Withdraw)
		if err != nil {
			return err
		}
		if below {
			all, err := belowOf(ctx, tx, m.ID, Live)
			if err != nil {
				return err
			}
			for _, sub := range all {
				if err := save(ctx, tx, who, &sub, Withdraw, Withdrawn, map[string]string{"with": m.Title}); err != nil {
					return err
				}
			}
		}
		return save(ctx, tx, who, &m, Withdraw, to, nil)
	})
}

// Below are the sub-markets of a market that are in a state.
func (s *Service) Below(ctx context.Context, who access.Actor, number int64, state State) ([]Market, error) {
	var out []Market
	err := s.db.View(ctx, func(tx *db.Tx) error {
		m, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		out, err = belowOf(ctx, tx, m.ID, state)
		return err
	})
	return out, err
}
