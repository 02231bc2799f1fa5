package imports

import (
	"context"
	"time"

	"preau/internal/kit/jobs"
)

// Pace makes steps of so many lines at first and at most.
func (s *Service) Pace(first, most int) { s.pace.first, s.pace.most = first, most }

// Spell says how long a job works before it makes room for others.
func (s *Service) Spell(d time.Duration) { s.pace.spell = d }

// Run does what the job does.
func (s *Service) Run(ctx context.Context, n int64) error { return s.run(ctx, jobs.Job{}, runArgs{n}) }
