package jobs

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Dead is a job that failed for the last time, as administrators see it: without its args.
type Dead struct {
	ID       string
	Kind     string
	Attempts int
	Error    string // for the operator, in English
	AddedAt  time.Time
	FailedAt time.Time
}

// Dead lists the dead jobs, the latest first.
func (q *Queue) Dead(ctx context.Context, tx *db.Tx, limit int) ([]Dead, error) {
	return db.All(ctx, tx, func(d *Dead) []any {
		return []any{&d.ID, &d.Kind, &d.Attempts, &d.Error, &d.AddedAt, &d.FailedAt}
	}, `SELECT id, kind, attempt, last_error, added_at, failed_at FROM jobs_queue
		WHERE state = 'dead' ORDER BY failed_at DESC, id LIMIT $1`, limit)
}

// Retry gives a dead job as many attempts again as it had. NotFound when there is no such dead job (any more).
func (q *Queue) Retry(ctx context.Context, tx *db.Tx, id string) error {
	attempt, err := db.Value[int](ctx, tx, `SELECT attempt FROM jobs_queue WHERE id = $1 AND state = 'dead'`, id)
	if err != nil {
		return notFound(err)
	}
	if err := deleteForTwin(ctx, tx, id, attempt, isDead); err != nil {
		return fmt.Errorf("retry job %s: %w", id, err)
	}
	_, err = tx.Exec(ctx, `UPDATE jobs_queue SET state = 'waiting', run_at = $1, max_attempts = attempt + $2, failed_at = NULL
		WHERE id = $3 AND state = 'dead'`, tx.Now(), usualAttempts, id)
	if err != nil {
		return fmt.Errorf("retry job %s: %w", id, err)
	}
	tx.After(func() { poke(q.woken); poke(q.added) })
	return nil
}

// Discard drops a dead job. NotFound when there is no such dead job (any more).
func (q *Queue) Discard(ctx context.Context, tx *db.Tx, id string) error {
	n, err := tx.Exec(ctx, `DELETE FROM jobs_queue WHERE id = $1 AND state = 'dead'`, id)
	if err != nil {
		return fmt.Errorf("discard job %s: %w", id, err)
	}
	if n == 0 {
		return apperr.NotFoundErr()
	}
	return nil
}

// Count is how many jobs of a kind are in a state, and since when the oldest was due.
type Count struct {
	Kind   string
	State  string // waiting, running, dead
	N      int
	Oldest time.Time
}

// Counts sums the queue up, for the administrators' page and the metrics.
func (q *Queue) Counts(ctx context.Context, tx *db.Tx) ([]Count, error) {
	return db.All(ctx, tx, func(c *Count) []any { return []any{&c.Kind, &c.State, &c.N, &c.Oldest} },
		`SELECT kind, state, count(*), min(run_at) FROM jobs_queue GROUP BY kind, state ORDER BY kind, state`)
}

func notFound(err error) error {
	if errors.Is(err, db.ErrNone) {
		return apperr.NotFoundErr()
	}
	return err
}

// number writes the n-th parameter.
func number(n int) string { return "$" + strconv.Itoa(n) }

// Kinds are the kinds of jobs that this node does, the periodic ones among them, for what names them to people.
func (q *Queue) Kinds() []string { return slices.Sorted(maps.Keys(q.handlers)) }
