package webhook

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/webhook/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

const endpointColumns = `id, number, url, events, generation, old_until, state, state_at, tired, failing_at, version`

func endpoints(ctx context.Context, tx *db.Tx, cond string, args ...any) ([]Endpoint, error) {
	type row struct {
		Endpoint
		events string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.ID, &r.Number, &r.URL, &r.events, &r.Generation, &r.OldUntil, &r.State, &r.StateAt, &r.Tired, &r.FailingAt, &r.Version}
	}, `SELECT `+endpointColumns+` FROM webhook_endpoints WHERE removed_at IS NULL AND `+cond+` ORDER BY number`, args...)
	if err != nil {
		return nil, fmt.Errorf("webhooks: %w", err)
	}
	out := make([]Endpoint, len(rows))
	for i, r := range rows {
		r.Events = strings.Fields(r.events)
		out[i] = r.Endpoint
	}
	return out, nil
}

func byNumber(ctx context.Context, tx *db.Tx, number int64) (Endpoint, error) {
	all, err := endpoints(ctx, tx, `number = $1`, number)
	if err != nil || len(all) == 0 {
		return Endpoint{}, errors.Join(err, none(all))
	}
	return all[0], nil
}

func none(all []Endpoint) error {
	if len(all) == 0 {
		return apperr.NotFoundErr()
	}
	return nil
}

func insertEndpoint(ctx context.Context, tx *db.Tx, e *Endpoint) error {
	var err error
	if e.Number, err = db.Value[int64](ctx, tx, `UPDATE webhook_counters SET n = n + 1 RETURNING n`); err != nil {
		return fmt.Errorf("number of a webhook: %w", err)
	}
	e.Generation, e.State, e.StateAt, e.Version = 1, Active, tx.Now(), 1
	if _, err = tx.Exec(ctx, `INSERT INTO webhook_endpoints (id, number, url, events, generation, state, state_at, tired, version)
		VALUES ($1, $2, $3, $4, 1, $5, $6, FALSE, 1)`, e.ID, e.Number, e.URL, strings.Join(e.Events, " "), e.State, e.StateAt); err != nil {
		return fmt.Errorf("insert a webhook: %w", err)
	}
	return nil
}

// saveEndpoint saves what changed of it, if nobody changed it since it was read.
func saveEndpoint(ctx context.Context, tx *db.Tx, e *Endpoint) error {
	n, err := tx.Exec(ctx, `UPDATE webhook_endpoints SET url = $1, events = $2, generation = $3, old_until = $4, state = $5, state_at = $6, tired = $7, failing_at = $8,
		version = version + 1 WHERE id = $9 AND version = $10`,
		e.URL, strings.Join(e.Events, " "), e.Generation, e.OldUntil, e.State, e.StateAt, e.Tired, e.FailingAt, e.ID, e.Version)
	if err != nil {
		return fmt.Errorf("save a webhook: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	e.Version++
	return nil
}

// noteFailing notes that nothing arrives since now, or, if arrived, that something did. It is no change of the address: its version stays.
func noteFailing(ctx context.Context, tx *db.Tx, id string, arrived bool) error {
	q, args := `UPDATE webhook_endpoints SET failing_at = $1 WHERE id = $2 AND failing_at IS NULL`, []any{tx.Now(), id}
	if arrived {
		q, args = `UPDATE webhook_endpoints SET failing_at = NULL WHERE id = $1 AND failing_at IS NOT NULL`, []any{id}
	}
	if _, err := tx.Exec(ctx, q, args...); err != nil {
		return fmt.Errorf("note what arrives at a webhook: %w", err)
	}
	return nil
}

// forgetRemoved deletes addresses that were removed before an instant, with what acts that were under way then left to be sent to them.
func forgetRemoved(ctx context.Context, tx *db.Tx, before time.Time) error {
	for _, q := range []string{
		`DELETE FROM webhook_deliveries WHERE endpoint_id IN (SELECT id FROM webhook_endpoints WHERE removed_at < $1)`,
		`DELETE FROM webhook_endpoints WHERE removed_at < $1`,
	} {
		if _, err := tx.Exec(ctx, q, before); err != nil {
			return fmt.Errorf("forget removed webhooks: %w", err)
		}
	}
	return nil
}

// SendState is where a delivery stands.
type SendState string

// The states of deliveries.
const (
	Waiting   SendState = "waiting"
	Delivered SendState = "delivered"
	Failed    SendState = "failed"
)

// Delivery is one message to one address.
type Delivery struct {
	ID         string
	EndpointID string
	Event      string // the message's id
	Kind       string
	Object     string
	Path       string
	HappenedAt time.Time
	AddedAt    time.Time
	State      SendState
	Tries      int
	TriedAt    time.Time
	Status     int // of the last answer; 0: there was none
	Why        string
	SettledAt  time.Time // since when nothing is missing of what failed: it was sent again, or let go
}

const deliveryColumns = `id, endpoint_id, event, kind, object, path, happened_at, added_at, state, tries, tried_at, status, why, settled_at`

func deliveries(ctx context.Context, tx *db.Tx, rest string, args ...any) ([]Delivery, error) {
	out, err := db.All(ctx, tx, func(d *Delivery) []any {
		return []any{&d.ID, &d.EndpointID, &d.Event, &d.Kind, &d.Object, &d.Path, &d.HappenedAt, &d.AddedAt, &d.State, &d.Tries, &d.TriedAt, &d.Status, &d.Why, &d.SettledAt}
	}, `SELECT `+deliveryColumns+` FROM webhook_deliveries WHERE `+rest, args...)
	if err != nil {
		return nil, fmt.Errorf("deliveries: %w", err)
	}
	return out, nil
}

func insertDelivery(ctx context.Context, tx *db.Tx, d Delivery) error {
	_, err := tx.Exec(ctx, `INSERT INTO webhook_deliveries (id, endpoint_id, event, kind, object, path, happened_at, added_at, state, tries, status, why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, 0, '')`, d.ID, d.EndpointID, d.Event, d.Kind, d.Object, d.Path, d.HappenedAt, tx.Now())
	if err != nil {
		return fmt.Errorf("insert a delivery: %w", err)
	}
	return nil
}

func saveTry(ctx context.Context, tx *db.Tx, d Delivery) error {
	_, err := tx.Exec(ctx, `UPDATE webhook_deliveries SET state = $1, tries = $2, tried_at = $3, status = $4, why = $5, settled_at = $6 WHERE id = $7`,
		d.State, d.Tries, d.TriedAt, d.Status, d.Why, d.SettledAt, d.ID)
	if err != nil {
		return fmt.Errorf("save a delivery: %w", err)
	}
	return nil
}
