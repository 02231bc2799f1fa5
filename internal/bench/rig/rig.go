// Package rig is what all measurements share: a platform on invented data, its server in a process of its own, browsers that ask it over
// the loopback, and what the server's log and the system tell of the requests.
package rig

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"preau/internal/kit/clock"
	"preau/internal/kit/config"
)

// Rig says how to measure, and where.
type Rig struct {
	Clients int           // who ask one request after the other, all the time
	Time    time.Duration // of each measurement
	Rounds  int           // of which the quietest counts
	Pause   time.Duration // of clients who read what they get, in a measurement of its own; 0: none

	Program string        // serves the platform: `preau`
	Profile string        // file of a profile of the server's processor; empty: none
	Version string        // of the program
	Data    string        // folder of the world
	DB      config.Secret // a PostgreSQL database, empty at first; none: SQLite in the folder
	Log     *slog.Logger
}

// Database is the URL of the database, or its file.
func (r Rig) Database() string {
	if u := r.DB.Reveal(); u != "" {
		return u
	}
	return filepath.Join(r.Data, "preau.db")
}

// Now is the machine's clock: what is measured is no business of any other.
func Now() time.Time { return clock.System{}.Now() }

// Several does many things, a few at a time.
func Several(ctx context.Context, times int, do func(ctx context.Context, i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for i := range times {
		g.Go(func() error { return do(ctx, i) })
	}
	return g.Wait()
}

// Until waits for something to be so.
func Until(ctx context.Context, every time.Duration, is func() bool) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// MS writes a time in milliseconds.
func MS(d time.Duration) string {
	v := float64(d) / float64(time.Millisecond)
	if v < 100 {
		return fmt.Sprintf("%.1f ms", v)
	}
	return fmt.Sprintf("%.0f ms", v)
}

// Verdict is the most that was wanted, and whether it was missed; 0: nothing was.
func Verdict(got, most time.Duration) string {
	switch {
	case most == 0:
		return ""
	case got > most:
		return "**missed**: " + MS(most)
	}
	return MS(most)
}

// Reached says whether something that was wanted came true.
func Reached(is bool) string {
	if is {
		return "reached"
	}
	return "**missed**"
}
