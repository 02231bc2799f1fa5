package webhook

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
)

// Try sends an address a trial, whatever it is told of.
func (s *Service) Try(ctx context.Context, who access.Actor, number int64) error {
	return s.act(ctx, who, number, Try, func(tx *db.Tx, e *Endpoint) error {
		return s.add(ctx, tx, Delivery{EndpointID: e.ID, Event: id.New(), Kind: Ping, Path: "/", HappenedAt: tx.Now()})
	})
}

// Replay sends a message to an address once more: under its own id, by which who reads it knows it again. What it is told of no more is not.
func (s *Service) Replay(ctx context.Context, who access.Actor, number int64, delivery string) error {
	return s.act(ctx, who, number, Replay, func(tx *db.Tx, e *Endpoint) error {
		ds, err := deliveries(ctx, tx, `id = $1 AND endpoint_id = $2`, delivery, e.ID)
		if err != nil {
			return err
		}
		if len(ds) == 0 {
			return apperr.NotFoundErr()
		}
		if _, err := moves.Next(Replay, e.State, by{Administrator}, matter{*e, ds[0].Kind}); err != nil {
			return err
		}
		if _, err := settle(ctx, tx, delivery); err != nil {
			return err
		}
		return s.add(ctx, tx, ds[0])
	})
}

// Renew gives an address another secret; the one before signs, too, for a day. first is false where the same form was sent before.
func (s *Service) Renew(ctx context.Context, who access.Actor, number int64) (first bool, err error) {
	err = s.act(ctx, who, number, Renew, func(tx *db.Tx, e *Endpoint) error {
		first = true
		e.Generation, e.OldUntil = e.Generation+1, tx.Now().Add(oldLife)
		return nil
	})
	return first, err
}

// Disable has nothing told to an address any more.
func (s *Service) Disable(ctx context.Context, who access.Actor, number int64) error {
	return s.act(ctx, who, number, Disable, func(*db.Tx, *Endpoint) error { return nil })
}

// Enable has an address told again; what happened meanwhile is not told.
func (s *Service) Enable(ctx context.Context, who access.Actor, number int64) error {
	return s.act(ctx, who, number, Enable, func(_ *db.Tx, e *Endpoint) error {
		e.FailingAt = time.Time{}
		return nil
	})
}

// Remove forgets an address with all that was sent to it. Its row stays for a day: another's act may be telling it a fact at this instant.
func (s *Service) Remove(ctx context.Context, who access.Actor, number int64) error {
	return s.act(ctx, who, number, Remove, func(tx *db.Tx, e *Endpoint) error {
		if _, err := tx.Exec(ctx, `DELETE FROM webhook_deliveries WHERE endpoint_id = $1`, e.ID); err != nil {
			return fmt.Errorf("remove deliveries: %w", err)
		}
		if _, err := tx.Exec(ctx, `UPDATE webhook_endpoints SET removed_at = $1, url = '' WHERE id = $2`, tx.Now(), e.ID); err != nil {
			return fmt.Errorf("remove a webhook: %w", err)
		}
		return nil
	})
}

// queue queues a fact for each address that is told of its kind.
func (s *Service) queue(ctx context.Context, tx *db.Tx, f Fact, objectID string) error {
	all, err := endpoints(ctx, tx, `state = 'active'`)
	if err != nil {
		return err
	}
	d := Delivery{Kind: f.Kind, HappenedAt: tx.Now()}
	for _, e := range all {
		if !e.Wants(f.Kind) {
			continue
		}
		if d.Event == "" {
			d.Event = id.New()
			if d.Object, d.Path, err = f.Look(ctx, tx, objectID); err != nil {
				return err
			}
		}
		d.EndpointID = e.ID
		if err := s.add(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// add queues one delivery, in the transaction.
func (s *Service) add(ctx context.Context, tx *db.Tx, d Delivery) error {
	d.ID = id.New()
	if err := insertDelivery(ctx, tx, d); err != nil {
		return err
	}
	return s.o.Jobs.Add(ctx, tx, "webhook.deliver", deliverArgs{ID: d.ID}, jobs.Options{MaxAttempts: tries})
}
