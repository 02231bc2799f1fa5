package jobs

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// Forget takes a job that was added as unique out of the queue, dead or alive, where what it is about has gone. One that runs goes on.
func (q *Queue) Forget(ctx context.Context, tx *db.Tx, kind, unique string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM jobs_queue WHERE kind = $1 AND unique_key = $2 AND state <> 'running'`, kind, unique); err != nil {
		return fmt.Errorf("forget job %s: %w", kind, err)
	}
	return nil
}
