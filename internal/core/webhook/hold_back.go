package webhook

import (
	"context"

	"preau/internal/kit/db"
)

// heldAtOnce keeps the transactions of HoldBack short.
const heldAtOnce = 200

// HoldBack gives up each delivery that waits to be sent, for an administrator to send again or let go: the database was restored from a copy, which may
// be one for a drill, and what waited in it may have arrived since. It is for whoever restores, while nothing is sent.
func (s *Service) HoldBack(ctx context.Context) (n int, err error) {
	for {
		var some []Delivery
		err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
			var err error
			if some, err = deliveries(ctx, tx, `state = 'waiting' ORDER BY added_at, id LIMIT $1`, heldAtOnce); err != nil || len(some) == 0 {
				return err
			}
			of := map[string]Endpoint{}
			all, err := endpoints(ctx, tx, `1 = 1`)
			for _, e := range all {
				of[e.ID] = e
			}
			for _, d := range some {
				if err != nil {
					return err
				}
				d.State, d.Status, d.Why, d.TriedAt = Failed, 0, WhyRestored, tx.Now()
				d.unmissed(of[d.EndpointID])
				err = saveTry(ctx, tx, d)
			}
			return err
		})
		if err != nil || len(some) == 0 {
			return n, err
		}
		n += len(some)
	}
}
