package webhook

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/core/webhook/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// MostReplayed is how many messages one act sends again: the oldest, so that the other program gets them in their order.
const MostReplayed = 500

// missing is what failed and was neither sent again nor let go.
const missing = `state = 'failed' AND settled_at IS NULL`

// Missed is what an address has not got.
type Missed struct {
	N     int
	Since time.Time // when the oldest was to be sent
}

// ReplayMissed sends the oldest of what an address has not got once more, each under its own id, MostReplayed at most. It gives how many.
func (s *Service) ReplayMissed(ctx context.Context, who access.Actor, number int64) (int, error) {
	return s.settling(ctx, who, number, ReplayMissed, func(tx *db.Tx, e Endpoint) (int, error) {
		ds, err := deliveries(ctx, tx, missing+` AND endpoint_id = $1 ORDER BY added_at, id LIMIT $2`, e.ID, MostReplayed)
		if err != nil {
			return 0, err
		}
		n := 0
		for _, d := range ds {
			mine, err := settle(ctx, tx, d.ID)
			if err != nil {
				return 0, err
			}
			if !mine { // somebody else sent it again, or let it go, since it was read
				continue
			}
			if err := s.add(ctx, tx, d); err != nil {
				return 0, err
			}
			n++
		}
		return n, nil
	})
}

// LetGo has nothing missing any more of what an address has not got: it will not be sent. seen is how many the person was shown; when
// it is another number by now, nothing is let go.
func (s *Service) LetGo(ctx context.Context, who access.Actor, number int64, seen int) (int, error) {
	return s.settling(ctx, who, number, LetGo, func(tx *db.Tx, e Endpoint) (int, error) {
		n, err := tx.Exec(ctx, `UPDATE webhook_deliveries SET settled_at = $1 WHERE endpoint_id = $2 AND `+missing, tx.Now(), e.ID)
		if err != nil {
			return 0, fmt.Errorf("let deliveries go: %w", err)
		}
		if n > 0 && int(n) != seen {
			return 0, apperr.ConflictErr(i18n.M(msg.ConflictMissed, "n", n))
		}
		return int(n), nil
	})
}

// settling does one of the acts on all that is missing. Where nothing is, somebody was faster.
func (s *Service) settling(ctx context.Context, who access.Actor, number int64, do Act, settle func(*db.Tx, Endpoint) (int, error)) (int, error) {
	if err := Allow(who); err != nil {
		return 0, err
	}
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (n int, err error) {
		err = s.acts(ctx, tx, who, number, do, func(tx *db.Tx, e *Endpoint) error {
			var err error
			if n, err = settle(tx, *e); err == nil && n == 0 {
				err = apperr.ConflictErr(i18n.M(msg.NothingMissed))
			}
			return err
		})
		return n, err
	})
}

// settle notes that a delivery is missing no more; false where it was not.
func settle(ctx context.Context, tx *db.Tx, delivery string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE webhook_deliveries SET settled_at = $1 WHERE id = $2 AND `+missing, tx.Now(), delivery)
	if err != nil {
		return false, fmt.Errorf("settle a delivery: %w", err)
	}
	return n > 0, nil
}

// unmiss settles what is missing of kinds that an address is told of no more, and gives how many those are, with what waits of them.
func unmiss(ctx context.Context, tx *db.Tx, e Endpoint) (int, error) {
	var w db.Where
	w.And("endpoint_id = ?", e.ID)
	w.And(missing)
	for _, kind := range e.Events {
		w.And("kind <> ?", kind)
	}
	where, args := w.SQL(2)
	n, err := tx.Exec(ctx, `UPDATE webhook_deliveries SET settled_at = $1 WHERE `+where, append([]any{tx.Now()}, args...)...)
	if err != nil {
		return 0, fmt.Errorf("unmiss deliveries: %w", err)
	}
	w = db.Where{} // what waits still is dropped when its turn comes
	w.And("endpoint_id = ? AND state = 'waiting' AND kind <> ?", e.ID, Ping)
	for _, kind := range e.Events {
		w.And("kind <> ?", kind)
	}
	where, args = w.SQL(1)
	waiting, err := db.Value[int](ctx, tx, `SELECT count(*) FROM webhook_deliveries WHERE `+where, args...)
	if err != nil {
		return 0, fmt.Errorf("count waiting deliveries: %w", err)
	}
	return int(n) + waiting, nil
}

func missedAt(ctx context.Context, tx *db.Tx, endpointID string) (Missed, error) {
	out, err := db.All(ctx, tx, func(m *Missed) []any { return []any{&m.N, &m.Since} },
		`SELECT count(*), min(added_at) FROM webhook_deliveries WHERE endpoint_id = $1 AND `+missing, endpointID)
	if err != nil || len(out) == 0 {
		return Missed{}, err
	}
	return out[0], nil
}

// Waiting tells an administrator that other programs have not got what they were to be told.
func (s *Service) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	if !who.IsAdmin() {
		return nil
	}
	var w db.Where
	w.And(missing)
	w.And("endpoint_id IN (SELECT id FROM webhook_endpoints WHERE removed_at IS NULL)")
	return []inbox.Query{{
		N: "count(*)", Since: "min(added_at)", From: "webhook_deliveries", Where: w,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "operator", Count: r.N, Since: r.Since, Path: Path, Act: i18n.M(msg.WaitAct),
				Title: i18n.M(msg.WaitTitle, "n", r.N), Detail: i18n.M(msg.WaitDetail),
			}
		},
	}}
}
