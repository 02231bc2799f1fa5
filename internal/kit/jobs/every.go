package jobs

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
)

// periodicAttempts are fewer than usual: the next slot comes anyway.
const periodicAttempts = 5

// periodicPrefix begins the kinds of periodic jobs.
const periodicPrefix = "every."

// periodic is a job that comes back. Its slots are whole periods: of 24 hours, midnight UTC.
type periodic struct {
	name   string
	period time.Duration
	last   time.Time // the last slot that this node knows to be begun
}

// slotArgs are a periodic job's args.
type slotArgs struct {
	Slot int64 `json:"slot"` // microseconds
}

// Every runs fn once a slot over all nodes; a failure is tried again. Slots that passed while no node ran are left
// out, but for the present one.
func (q *Queue) Every(name string, period time.Duration, fn func(ctx context.Context, slot time.Time) error) {
	q.periods = append(q.periods, periodic{name: name, period: period})
	Handle(q, periodicPrefix+name, func(ctx context.Context, _ Job, a slotArgs) error {
		return fn(ctx, time.UnixMicro(a.Slot).UTC())
	})
}

// begin adds the jobs of the slots that have begun. Whichever node writes the slot first adds its job.
func (q *Queue) begin(ctx context.Context) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	var todo []int
	now := q.clock.Now()
	for i, p := range q.periods {
		if now.Truncate(p.period).After(p.last) {
			todo = append(todo, i)
		}
	}
	if len(todo) == 0 {
		return nil
	}
	err := q.d.InTx(ctx, func(tx *db.Tx) error {
		for _, i := range todo {
			if err := q.beginSlot(ctx, tx, q.periods[i].name, now.Truncate(q.periods[i].period)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("begin periodic jobs: %w", err)
	}
	for _, i := range todo {
		q.periods[i].last = now.Truncate(q.periods[i].period)
	}
	return nil
}

func (q *Queue) beginSlot(ctx context.Context, tx *db.Tx, name string, slot time.Time) error {
	first, err := tx.Exec(ctx, `INSERT INTO jobs_slots (name, slot, begun_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		name, slot, tx.Now())
	if err != nil || first == 0 {
		return err
	}
	return q.Add(ctx, tx, periodicPrefix+name, slotArgs{slot.UnixMicro()}, Options{MaxAttempts: periodicAttempts})
}

const (
	keepSlots = 30 * 24 * time.Hour
	keepDead  = 90 * 24 * time.Hour
)

// sweep forgets old slots, but for the last of each name, and dead jobs that nobody cared for.
func (q *Queue) sweep(ctx context.Context, _ time.Time) error {
	return q.d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM jobs_slots WHERE begun_at < $1 AND EXISTS (
			SELECT 1 FROM jobs_slots n WHERE n.name = jobs_slots.name AND n.slot > jobs_slots.slot)`, tx.Now().Add(-keepSlots)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM jobs_queue WHERE state = 'dead' AND failed_at < $1`, tx.Now().Add(-keepDead))
		return err
	})
}
