package notify

import (
	"context"

	"preau/internal/kit/db"
)

// heldAtOnce keeps the transactions of HoldBack short.
const heldAtOnce = 200

// HoldBack gives up each mail that waits to be sent, for somebody to decide: the database was restored from a copy, and what waited in it
// may have been sent since by the platform that is no more. It is for whoever restores, while nothing is sent. What this makes people be
// told is sent.
func (s *Service) HoldBack(ctx context.Context, detail string) (n int, err error) {
	began := s.clock.Now()
	for {
		var some []outgoing
		err := s.db.InTx(ctx, func(tx *db.Tx) error {
			var err error
			if some, err = waitingMails(ctx, tx, began, heldAtOnce); err != nil {
				return err
			}
			for _, o := range some {
				o.Repeated = true // sent again it may be a copy, and says so
				if err := s.move(ctx, tx, o, GiveUp, ending{detail: detail}); err != nil {
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
