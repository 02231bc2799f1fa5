package update

import (
	"context"
	"time"

	"preau/internal/kit/jobs"
)

// For the tests.
var (
	ParsePrice = parsePrice
	ParseVAT   = parseVAT
	ParseGreen = parseGreen
)

// Pace makes steps of so many lines at first and at most.
func (s *Service) Pace(first, most int) { s.pace.first, s.pace.most = first, most }

// Spell says how long the job works before it makes room for others.
func (s *Service) Spell(d time.Duration) { s.pace.spell = d }

// Run does what the job does.
func (s *Service) Run(ctx context.Context, n int64) error { return s.run(ctx, jobs.Job{}, runArgs{n}) }

// Sweep does what the nightly job does.
func (s *Service) Sweep(ctx context.Context) error { return s.sweep(ctx, time.Time{}) }
