// Package bench measures the program as people meet it: a server in a process of its own, real requests over the
// loopback, a world of people and sheets that was made through the use cases. It tells what they wait for, and what each
// operation costs the server's processor, which a busy machine changes far less.
package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/config"
)

// Needs says what to measure of « Groupements ».
type Needs struct {
	Members int           // of the group whose pages are opened
	Lots    int           // of each group
	Lines   int           // of each lot
	Total   int           // members of the group that is summed as a whole
	AtOnce  int           // members who save in the same instant
	Clients int           // who ask one request after the other, all the time
	Time    time.Duration // of each measurement
	Rounds  int           // of which the quietest counts
	Pause   time.Duration // of clients who read what they get, in a measurement of its own; 0: none

	Program string        // serves the platform: `preau`
	Version string        // of the program
	Data    string        // folder of the world, which is kept and used again; empty: a temporary one
	DB      config.Secret // a PostgreSQL database, empty at first; none: SQLite in the folder
	Log     *slog.Logger
}

// now is the machine's clock: what is measured is no business of any other.
func now() time.Time { return clock.System{}.Now() }

var errSizes = errors.New("all sizes are at least 1, and there are at least 2 lots")

func (n Needs) check() error {
	if min(n.Members, n.Lines, n.Total, n.AtOnce, n.Clients, n.Rounds) < 1 || n.Lots < 2 || n.Time <= 0 {
		return errSizes
	}
	return nil
}

// Run makes the world, unless it is there, and measures.
func (n Needs) Run(ctx context.Context) (Report, error) {
	if err := n.check(); err != nil {
		return Report{}, err
	}
	if n.Data == "" {
		dir, err := os.MkdirTemp("", "preau-bench")
		if err != nil {
			return Report{}, fmt.Errorf("bench: %w", err)
		}
		defer func() { _ = os.RemoveAll(dir) }() // a temporary folder
		n.Data = dir
	}
	w, err := n.world(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("make the world: %w", err)
	}
	s, err := n.serve(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("serve: %w", err)
	}
	r, err := n.measure(ctx, w, s)
	if ended := s.stop(); err == nil {
		err = ended
	}
	if err != nil {
		return Report{}, fmt.Errorf("%w\n%s", err, s.log.said())
	}
	r.Holds = s.log.holds()
	return r, nil
}
