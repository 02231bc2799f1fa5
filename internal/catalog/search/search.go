// Package search finds articles for who looks for them, in what markets show now.
//
// Each node has an index of the shown articles in memory (catalog/index). A Service fills it from the tables when it starts and
// follows the feed of editions: what another node made a market show is found here half a second later, what this one did at once.
// The index finds and counts; rows that are shown are read again from the tables, so that a price, a withdrawal, or that an article
// is gone, is never older than the answer. Rights come in as sets of markets.
//
// What nobody found is counted by day, folded, without who asked (R154).
package search

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"preau/internal/catalog/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Service is the search of one node.
type Service struct {
	db    *db.DB
	clock clock.Clock
	log   *slog.Logger
	now   atomic.Pointer[shelf]
	mu    sync.Mutex // of who fills or follows
	wake  chan struct{}

	misses misses
}

// New makes the service. It finds nothing before it was filled: Run, or Refresh.
func New(d *db.DB, c clock.Clock, log *slog.Logger) *Service {
	return &Service{db: d, clock: c, log: log, wake: make(chan struct{}, 1)}
}

// lookEvery is how long what another node did is unknown here at most.
const lookEvery = 500 * time.Millisecond

// Run fills the index, and follows what markets show until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var beside sync.WaitGroup
	defer beside.Wait()
	beside.Go(func() { s.keepMisses(ctx) })
	renewed := make(chan struct{}, 1)
	renewed <- struct{}{}
	inTrouble := false
	for ctx.Err() == nil {
		err := s.Refresh(ctx)
		if err != nil && ctx.Err() == nil && !inTrouble {
			s.log.Error("the catalogue is not followed", "err", err)
		}
		inTrouble = err != nil
		if err == nil && s.now.Load().index.Worn() {
			select {
			case <-renewed:
				beside.Go(func() {
					s.renew(ctx)
					renewed <- struct{}{}
				})
			default: // at it
			}
		}
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// Wake makes Run look at once: after a commit that made a market show something else.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // it will look
	}
}

// Ready says whether there is an index to search.
func (s *Service) Ready() bool { return s.now.Load() != nil }

// Refresh takes in what markets show now, and fills the index when there is none.
func (s *Service) Refresh(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	sh := s.now.Load()
	if sh != nil {
		return s.follow(ctx, sh)
	}
	sh, err := s.filled(ctx)
	if err != nil {
		return err
	}
	if err := s.follow(ctx, sh); err != nil {
		return err
	}
	s.now.Store(sh)
	return nil
}

// renew fills another index while the old one answers and is followed, and puts it in its place.
func (s *Service) renew(ctx context.Context) {
	sh, err := s.filled(ctx)
	if err == nil {
		err = s.follow(ctx, sh)
	}
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if err = s.follow(ctx, sh); err == nil {
			s.now.Store(sh)
		}
	}
	if err != nil && ctx.Err() == nil {
		s.log.Error("the index of articles is not renewed", "err", err)
	}
}

// retryAfter is when a search may be tried again that came before the index was filled.
const retryAfter = 5 * time.Second

// shelf is the index to search.
func (s *Service) shelf() (*shelf, error) {
	if sh := s.now.Load(); sh != nil {
		return sh, nil
	}
	return nil, &apperr.Error{Kind: apperr.Unavailable, Msg: i18n.M(msg.SearchFilling), RetryAfter: retryAfter}
}
