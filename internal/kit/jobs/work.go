package jobs

import (
	"context"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"

	"preau/internal/kit/db"
)

// take claims at most n due jobs. It looks in a view first, so that an idle node never asks for the writer.
func (q *Queue) take(ctx context.Context, n int) ([]claimed, error) {
	kinds := slices.Sorted(maps.Keys(q.handlers))
	some := false
	err := q.d.View(ctx, func(tx *db.Tx) error {
		var err error
		some, err = anyDue(ctx, tx, kinds, q.clock.Now())
		return err
	})
	if err != nil || !some {
		return nil, err
	}
	var taken []claimed
	err = q.d.InTx(ctx, func(tx *db.Tx) error {
		var err error
		taken, err = claim(ctx, tx, kinds, n, tx.Now().Add(q.pace.lease))
		return err
	})
	return taken, err
}

// do runs one job's handler and says what became of it.
func (q *Queue) do(ctx context.Context, c claimed) (ending, error) {
	ctx, cancel := context.WithTimeout(ctx, q.pace.longest)
	defer cancel()
	begun := q.clock.Now()
	err := q.call(ctx, c)
	e := endingOf(c.Job, err, q.clock.Now())
	if q.watch != nil {
		q.watch(c.Kind, e.outcome(), max(0, q.clock.Now().Sub(begun)))
	}
	q.report(ctx, e)
	return e, err
}

func (q *Queue) call(ctx context.Context, c claimed) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panicError(v)
			q.log.ErrorContext(ctx, "job panicked", "kind", c.Kind, "id", c.ID, "stack", string(debug.Stack()))
		}
	}()
	return q.handlers[c.Kind](ctx, c.Job, c.args)
}

// report logs a failure by kind and id.
func (q *Queue) report(ctx context.Context, e ending) {
	level := slog.LevelWarn
	switch {
	case e.state == done || e.excuse:
		return
	case e.state == isDead:
		level = slog.LevelError
	}
	q.log.LogAttrs(ctx, level, "job failed", slog.String("kind", e.job.Kind), slog.String("id", e.job.ID),
		slog.Int("attempt", e.job.Attempt), slog.Bool("dead", e.state == isDead), slog.String("error", e.err))
}

// conclude writes endings, all in one transaction.
func (q *Queue) conclude(ctx context.Context, ends []ending) error {
	_, err := q.exchange(ctx, ends, 0)
	return err
}

// exchange writes endings and claims at most n due jobs, all in one transaction: each costs the disk a wait, and under load one job
// ends as another is due. A twin that is added at that very moment makes it start again and see it.
func (q *Queue) exchange(ctx context.Context, ends []ending, n int) (taken []claimed, err error) {
	switch {
	case len(ends) == 0 && n == 0:
		return nil, nil
	case len(ends) == 0:
		return q.take(ctx, n)
	}
	kinds := slices.Sorted(maps.Keys(q.handlers))
	once := func() error {
		return q.d.InTx(ctx, func(tx *db.Tx) (err error) {
			for _, e := range ends {
				if err := finish(ctx, tx, e); err != nil {
					return err
				}
			}
			if n > 0 {
				taken, err = claim(ctx, tx, kinds, n, tx.Now().Add(q.pace.lease))
			}
			return err
		})
	}
	if err = once(); db.IsUnique(err) {
		err = once()
	}
	if err != nil {
		return nil, err
	}
	return taken, nil
}

// rescue frees the jobs of nodes that are gone, as failures: one that kills its node each time ends dead.
func (q *Queue) rescue(ctx context.Context) error {
	var lost []Job
	err := q.d.View(ctx, func(tx *db.Tx) error {
		var err error
		lost, err = expired(ctx, tx, q.clock.Now())
		return err
	})
	if err != nil || len(lost) == 0 {
		return err
	}
	ends := make([]ending, len(lost))
	for i, j := range lost {
		ends[i] = endingOf(j, errLeaseExpired, q.clock.Now())
	}
	if err := q.conclude(ctx, ends); err != nil {
		return err
	}
	for _, e := range ends {
		q.report(ctx, e)
	}
	return nil
}
