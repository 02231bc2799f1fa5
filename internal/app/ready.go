package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"preau/internal/kit/web"
	"preau/internal/migrations"
)

const (
	// readyFor is how long an answer of readiness stands: who asks often, or many who ask, cost the database nothing.
	readyFor = time.Second
	// readyIn is how long database and files may take to answer together.
	readyIn = 3 * time.Second
	// readyThrough is how long a node that was ready still says so while something does not answer. What all nodes share fails for all of
	// them at once, and a proxy without any node answers worse than a node that says what is wrong.
	readyThrough = 5 * time.Second
)

var errFilling = errors.New("the search is being filled")

// readiness says whether this node can serve, and remembers it for a moment.
type readiness struct {
	a *App

	mu      sync.Mutex
	at      time.Time // when it was looked last
	said    error
	once    bool      // it was ready
	failing time.Time // since when it is not; zero: it is
}

// ask gives what monitors are told.
func (r *readiness) ask(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.a.clock.Now(); now.Before(r.at) || now.Sub(r.at) >= readyFor {
		r.look(context.WithoutCancel(ctx))
	}
	return r.said
}

func (r *readiness) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, readyIn)
	defer cancel()
	begun := r.a.clock.Now()
	err := r.a.whole(ctx)
	r.at = r.a.clock.Now()
	if err == nil {
		r.said, r.once, r.failing = nil, true, time.Time{}
		return
	}
	if r.failing.IsZero() {
		r.failing = begun
	}
	if !r.once || r.at.Sub(r.failing) >= readyThrough {
		r.said = err
	}
}

// whole looks at all that serving needs: a database that has the tables this program knows and takes what is written, the files, the
// secrets of demands, what searches in memory, and the jobs.
func (a *App) whole(ctx context.Context) error {
	has, knows, err := migrations.Version(ctx, a.db)
	if err != nil {
		return &web.Unready{Reason: "database", Err: err}
	}
	if has < knows {
		return &web.Unready{Reason: "migrations", Err: fmt.Errorf("at %d, needs %d", has, knows)}
	}
	for _, part := range []struct {
		name string
		fine func(context.Context) error
	}{
		{"database", a.db.Writable},
		{"files", a.Files.Ready},
		{"secrets", a.Seal.Ready},
		{"catalogue", filled(a.Search.Ready)},
		{"offers", filled(a.Offers.Public.Ready)},
		{"jobs", func(context.Context) error { return a.Queue.Alive() }},
	} {
		if err := part.fine(ctx); err != nil {
			return &web.Unready{Reason: part.name, Err: err}
		}
	}
	return nil
}

func filled(is func() bool) func(context.Context) error {
	return func(context.Context) error {
		if is() {
			return nil
		}
		return errFilling
	}
}

// Work does the jobs until ctx ends; those that run then are brought to their end.
func (a *App) Work(ctx context.Context) error { return a.Queue.Run(ctx) }

// Keep follows in memory what other nodes write, and keeps the way of texts open, until ctx ends. Answers and jobs need it.
func (a *App) Keep(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { a.Search.Run(ctx) })
	all.Go(func() { a.Offers.Public.Run(ctx) })
	all.Go(func() { a.texts.run(ctx) })
	all.Wait()
}
