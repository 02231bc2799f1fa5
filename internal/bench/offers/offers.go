// Package offers measures « Offres »: the public list and its facets among a hundred thousand published offers, and whole cycles from a new
// offer to its public page.
package offers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"preau/internal/bench/rig"
)

// Offers says what to measure.
type Offers struct {
	Published  int // offers that the public reads
	Structures int // that offer them

	rig.Rig // without a folder, a temporary one; else the world in it is kept and used again
}

// What is wanted, on two processors.
const (
	wantedPage   = 15 * time.Millisecond
	wantedCPU    = 700 * time.Microsecond
	wantedCycles = 400 // a second
)

var errSizes = errors.New("all sizes are at least 1, and there are as many structures as clients")

func (o Offers) check() error {
	if min(o.Published, o.Clients, o.Rounds) < 1 || o.Structures < o.Clients || o.Time <= 0 {
		return errSizes
	}
	return nil
}

// Run makes the world, unless it is there, and measures.
func (o Offers) Run(ctx context.Context) (Report, error) {
	if err := o.check(); err != nil {
		return Report{}, err
	}
	if o.Data == "" {
		dir, err := os.MkdirTemp("", "preau-bench")
		if err != nil {
			return Report{}, fmt.Errorf("bench: %w", err)
		}
		defer func() { _ = os.RemoveAll(dir) }() // a temporary folder
		o.Data = dir
	}
	r := Report{Offers: o, Machine: rig.Here()}
	w, err := o.world(ctx)
	if err != nil {
		return r, fmt.Errorf("make the world: %w", err)
	}
	r.Made = w.Took
	if r.Engine, err = o.Engine(ctx); err != nil {
		return r, err
	}
	begun := rig.Now()
	s, err := o.Serve(ctx)
	if err != nil {
		return r, fmt.Errorf("serve: %w", err)
	}
	err = o.measure(ctx, w, s, begun, &r)
	if ended := s.Stop(); err == nil {
		err = ended
	}
	if err != nil {
		return r, fmt.Errorf("%w\n%s", err, s.Log.Said())
	}
	r.Holds, r.LoadAfter = s.Log.Holds(), rig.Load()
	return r, nil
}
