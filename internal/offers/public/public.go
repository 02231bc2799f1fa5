// Package public is what everybody reads of « Offres »: the published versions, searched, counted and opened without signing in (O80, O102).
//
// It reads offers_published and what stands beside it, never an offer's own row: what is not public is not there (docs/decisions/0034).
// Each node keeps an index of them in memory, see docs/decisions/0035: before each answer it asks the feed whether something changed, so
// that what was withdrawn, or belongs to a structure that was suspended, is not in the next answer, on any node.
package public

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"preau/internal/core/document"
	"preau/internal/core/registers/communes"
	"preau/internal/core/registers/communes/ground"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
)

// Options are what the service stands on.
type Options struct {
	DB    *db.DB
	Files *document.Service
	Clock clock.Clock
	Log   *slog.Logger
	Zone  func(context.Context) *time.Location // in which days are meant
}

// Service answers for what is public.
type Service struct {
	o        Options
	communes communes.Register
	ground   ground.Ground
	state    *db.Kept[struct{}, state]

	mu  sync.Mutex // of who fills or follows
	now atomic.Pointer[index]
}

// New makes the service. The first who asks waits until the index is filled, unless Run did it.
func New(o Options) *Service { return &Service{o: o, state: db.Keep[struct{}, state](o.DB)} }

// renewEvery is how often Run looks whether the index wants to be filled anew.
const renewEvery = time.Minute

// Run fills the index, and fills it anew when much of it is gone, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := s.Refresh(ctx); err != nil && ctx.Err() == nil {
			s.o.Log.Error("the public offers cannot be searched", "err", err)
		} else if x := s.now.Load(); x != nil && x.worn() {
			s.renew(ctx)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// Refresh takes in what is public now, and fills the index when there is none.
func (s *Service) Refresh(ctx context.Context) error {
	_, err := s.current(ctx)
	return err
}

// Ready says whether there is an index to search.
func (s *Service) Ready() bool { return s.now.Load() != nil }

// Ground is where communes are.
func (s *Service) Ground() *ground.Ground { return &s.ground }

// today is the local day of an instant.
func (s *Service) today(ctx context.Context, at time.Time) string {
	return at.In(s.o.Zone(ctx)).Format(time.DateOnly)
}
