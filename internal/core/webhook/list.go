package webhook

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// mostShown is how many deliveries a page lists.
const mostShown = 50

// All are all addresses.
func (s *Service) All(ctx context.Context, who access.Actor) ([]Endpoint, error) {
	if err := Allow(who); err != nil {
		return nil, err
	}
	var out []Endpoint
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = endpoints(ctx, tx, `1 = 1`)
		return err
	})
	return out, err
}

// Shown is an address as its page shows it.
type Shown struct {
	Endpoint
	Deliveries []Delivery // the newest, the newest first
}

// Show is the address of a number.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (Shown, error) {
	var out Shown
	if err := Allow(who); err != nil {
		return out, err
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if out.Endpoint, err = byNumber(ctx, tx, number); err != nil {
			return err
		}
		out.Deliveries, err = deliveries(ctx, tx, `endpoint_id = $1 ORDER BY added_at DESC, id DESC LIMIT $2`, out.ID, mostShown)
		return err
	})
	return out, err
}

// Secret is the secret by which an address knows that a message is ours: for the page that shows it, once it was made or renewed.
func (s *Service) Secret(e Endpoint) string { return written(s.secretOf(e, e.Generation)) }
