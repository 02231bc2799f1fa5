package jobs

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"preau/internal/kit/db"
)

// waiting is a new row.
type waiting struct {
	id, kind, args, unique string
	runAt                  time.Time
	maxAttempts            int
}

func insert(ctx context.Context, tx *db.Tx, w waiting) error {
	var unique *string
	if w.unique != "" {
		unique = &w.unique
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO jobs_queue (id, kind, args, state, run_at, attempt, max_attempts, unique_key, last_error, added_at)
		VALUES ($1, $2, $3, 'waiting', $4, 0, $5, $6, '', $7)
		ON CONFLICT (kind, unique_key) WHERE state = 'waiting' AND unique_key IS NOT NULL
		DO UPDATE SET run_at = excluded.run_at WHERE excluded.run_at < jobs_queue.run_at`,
		w.id, w.kind, w.args, w.runAt, w.maxAttempts, unique, tx.Now())
	return err
}

// due is the condition of the jobs that this node can take now. One whose twin by unique key runs is not yet.
func due(kinds []string, now time.Time) (string, []any) {
	var w db.Where
	w.And("q.state = 'waiting' AND q.run_at <= ?", now)
	w.In("q.kind", db.Any(kinds)...)
	w.And(`q.unique_key IS NULL OR NOT EXISTS (SELECT 1 FROM jobs_queue r
		WHERE r.kind = q.kind AND r.unique_key = q.unique_key AND r.state = 'running')`)
	return w.SQL(1)
}

func anyDue(ctx context.Context, tx *db.Tx, kinds []string, now time.Time) (bool, error) {
	where, args := due(kinds, now)
	return db.Value[bool](ctx, tx, "SELECT EXISTS (SELECT 1 FROM jobs_queue q WHERE "+where+")", args...)
}

// claimed is a job taken by this node.
type claimed struct {
	Job
	args []byte
}

// claim takes at most n due jobs, the oldest first, until the lease ends. Rows that another node is taking are passed over.
func claim(ctx context.Context, tx *db.Tx, kinds []string, n int, lease time.Time) ([]claimed, error) {
	where, args := due(kinds, tx.Now())
	lock := ""
	if tx.Engine() == db.Postgres {
		lock = " FOR UPDATE SKIP LOCKED"
	}
	taken, err := db.All(ctx, tx, claimedColumns, `
		WITH due AS MATERIALIZED (SELECT q.id FROM jobs_queue q WHERE `+where+`
			ORDER BY q.run_at, q.id LIMIT `+number(len(args)+1)+lock+`)
		UPDATE jobs_queue SET state = 'running', attempt = attempt + 1, lease_until = `+number(len(args)+2)+`
		WHERE id IN (SELECT id FROM due)
		RETURNING id, kind, args, attempt, max_attempts, run_at, added_at`, append(args, n, lease)...)
	slices.SortFunc(taken, func(a, b claimed) int {
		return cmp.Or(a.RunAt.Compare(b.RunAt), cmp.Compare(a.ID, b.ID))
	})
	return taken, err
}

func claimedColumns(c *claimed) []any {
	return []any{&c.ID, &c.Kind, &c.args, &c.Attempt, &c.MaxAttempts, &c.RunAt, &c.AddedAt}
}

// finish writes what became of an attempt. The attempt's number tells whose lease it was: a node that lost its lease changes nothing.
func finish(ctx context.Context, tx *db.Tx, e ending) error {
	if e.state == done {
		_, err := tx.Exec(ctx, `DELETE FROM jobs_queue WHERE id = $1 AND attempt = $2 AND state = 'running'`, e.job.ID, e.job.Attempt)
		return err
	}
	if e.state == isWaiting {
		if err := deleteForTwin(ctx, tx, e.job.ID, e.job.Attempt, isRunning); err != nil {
			return err
		}
	}
	more := 0
	if e.excuse {
		more = 1
	}
	var failed time.Time
	if e.state == isDead {
		failed = tx.Now()
	}
	_, err := tx.Exec(ctx, `UPDATE jobs_queue SET state = $1, run_at = CASE WHEN $1 = 'waiting' THEN $2 ELSE run_at END,
		max_attempts = max_attempts + $3, last_error = $4, failed_at = $5, lease_until = NULL
		WHERE id = $6 AND attempt = $7 AND state = 'running'`,
		e.state, e.runAt, more, e.err, failed, e.job.ID, e.job.Attempt)
	return err
}

// deleteForTwin deletes a job that would wait again although a later one with its unique key already waits: that one does the work.
func deleteForTwin(ctx context.Context, tx *db.Tx, id string, attempt int, s state) error {
	_, err := tx.Exec(ctx, `DELETE FROM jobs_queue WHERE id = $1 AND attempt = $2 AND state = $3 AND EXISTS (
		SELECT 1 FROM jobs_queue w WHERE w.kind = jobs_queue.kind AND w.unique_key = jobs_queue.unique_key AND w.state = 'waiting')`,
		id, attempt, s)
	return err
}

// renew prolongs the lease of the jobs that this node runs.
func renew(ctx context.Context, tx *db.Tx, running []Job, lease time.Time) error {
	for _, j := range running {
		if _, err := tx.Exec(ctx, `UPDATE jobs_queue SET lease_until = $1 WHERE id = $2 AND attempt = $3 AND state = 'running'`,
			lease, j.ID, j.Attempt); err != nil {
			return err
		}
	}
	return nil
}

// errLeaseExpired is the failure of a job whose node is gone.
var errLeaseExpired = errors.New("the node that ran it is gone")

// expired lists jobs whose lease ended: their node is gone, or was cut off.
func expired(ctx context.Context, tx *db.Tx, now time.Time) ([]Job, error) {
	return db.All(ctx, tx, jobColumns, `SELECT id, kind, attempt, max_attempts FROM jobs_queue
		WHERE state = 'running' AND lease_until < $1 ORDER BY lease_until LIMIT 100`, now)
}

func jobColumns(j *Job) []any { return []any{&j.ID, &j.Kind, &j.Attempt, &j.MaxAttempts} }
