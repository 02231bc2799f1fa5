package jobs

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Drain runs all that is due now, one job after the other, the jobs that these add included; for tests and the
// demonstration. It says how many it ran, the periodic ones apart, and joins the handlers' errors: what failed
// waits again in the queue.
func (q *Queue) Drain(ctx context.Context) (int, error) {
	if err := q.begin(ctx); err != nil {
		return 0, err
	}
	if err := q.rescue(ctx); err != nil {
		return 0, err
	}
	n := 0
	var failures []error
	for {
		taken, err := q.take(ctx, 1)
		if err != nil || len(taken) == 0 {
			return n, errors.Join(append(failures, err)...)
		}
		e, err := q.do(ctx, taken[0])
		if err != nil && !e.excuse {
			failures = append(failures, fmt.Errorf("job %s: %w", e.job.Kind, err))
		}
		if err := q.conclude(ctx, []ending{e}); err != nil {
			return n, errors.Join(append(failures, err)...)
		}
		if !strings.HasPrefix(e.job.Kind, periodicPrefix) {
			n++
		}
	}
}
