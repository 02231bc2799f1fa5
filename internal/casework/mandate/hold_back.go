package mandate

import (
	"context"

	"preau/internal/kit/db"
)

// heldAtOnce keeps the transactions of HoldBack short.
const heldAtOnce = 200

// HoldBack gives up each text that waits to be sent, for its aidant to decide: the database was restored from a copy, and what waited in it
// may have been sent since. It is for whoever restores, while nothing is sent.
func (s *Service) HoldBack(ctx context.Context, detail string) (n int, err error) {
	for {
		var some []Text
		err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
			var err error
			if some, err = waitingTexts(ctx, tx, heldAtOnce); err != nil {
				return err
			}
			for _, t := range some {
				if err := s.holdBack(ctx, tx, t, detail); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(some) == 0 {
			return n, err
		}
		n += len(some)
	}
}

func (s *Service) holdBack(ctx context.Context, tx *db.Tx, t Text, detail string) error {
	m, err := byID(ctx, tx, t.MandateID)
	if err != nil {
		return err
	}
	next, err := t.moved(giveUp, tx.Now())
	if err != nil {
		return err
	}
	next.Detail = detail
	if _, err := saveText(ctx, tx, t, next); err != nil {
		return err
	}
	return s.lost(ctx, tx, m, next)
}
