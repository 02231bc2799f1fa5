// Package casework measures « Demandes »: lists, search and a demand's page among a million demands, most of which were wiped, and whole
// cycles from a new demand to its end.
package casework

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"preau/internal/bench/rig"
)

// Casework says what to measure.
type Casework struct {
	Demands  int // in all; what is not living was wiped
	Living   int // demands whose words are still there
	Messages int // of the living, in all

	rig.Rig // without a folder, a temporary one; else the world in it is kept and used again
}

// What is wanted, on two processors.
const (
	wantedPage   = 30 * time.Millisecond
	wantedCycles = 100 // a second
)

// How the work is shared: an aidant has some hundred demands, a team of référents a thousand.
const (
	ofAidant     = 500
	ofTeam       = 1000
	teamsOfOne   = 2 // teams of an organisme
	mostOnScreen = 64
)

// large are how many teams those answer for who read much.
var large = []int{3, 30}

var errSizes = errors.New("all sizes are at least 1, the living are among all, and there are enough of them for each client")

func (c Casework) check() error {
	switch {
	case min(c.Living, c.Clients, c.Rounds) < 1, c.Messages < 0, c.Demands < c.Living, c.Time <= 0, c.Clients > mostOnScreen:
		return errSizes
	}
	return nil
}

// helpers is how many aidants there are, officers how many référents, each in a team of their own.
func (c Casework) helpers() int  { return max(c.Clients, c.Living/ofAidant) }
func (c Casework) officers() int { return max(c.Clients, c.Living/ofTeam) }

// Run makes the world, unless it is there, and measures.
func (c Casework) Run(ctx context.Context) (Report, error) {
	if err := c.check(); err != nil {
		return Report{}, err
	}
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "preau-bench")
		if err != nil {
			return Report{}, fmt.Errorf("bench: %w", err)
		}
		defer func() { _ = os.RemoveAll(dir) }() // a temporary folder
		c.Data = dir
	}
	r := Report{Casework: c, Machine: rig.Here()}
	w, box, err := c.world(ctx)
	if err != nil {
		return r, fmt.Errorf("make the world: %w", err)
	}
	defer box.Close()
	r.Made = w.Took
	if r.Engine, err = c.Engine(ctx); err != nil {
		return r, err
	}
	s, err := c.Serve(ctx)
	if err != nil {
		return r, fmt.Errorf("serve: %w", err)
	}
	err = c.measure(ctx, w, s, box, &r)
	if ended := s.Stop(); err == nil {
		err = ended
	}
	if err != nil {
		return r, fmt.Errorf("%w\n%s", err, s.Log.Said())
	}
	r.Holds, r.LoadAfter = s.Log.Holds(), rig.Load()
	return r, nil
}
