// Package bench measures the program as people meet it: a server in a process of its own, real requests over the
// loopback, a world of people and sheets that was made through the use cases. It tells what they wait for, and what each
// operation costs the server's processor, which a busy machine changes far less.
package bench

import (
	"context"
	"errors"
	"fmt"
	"os"

	"preau/internal/bench/rig"
)

// Needs says what to measure of « Groupements ».
type Needs struct {
	Members int // of the group whose pages are opened
	Lots    int // of each group
	Lines   int // of each lot
	Total   int // members of the group that is summed as a whole
	AtOnce  int // members who save in the same instant

	rig.Rig // without a folder, a temporary one; else the world in it is kept and used again
}

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
	s, err := n.Serve(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("serve: %w", err)
	}
	r, err := n.measure(ctx, w, s)
	if ended := s.Stop(); err == nil {
		err = ended
	}
	if err != nil {
		return Report{}, fmt.Errorf("%w\n%s", err, s.Log.Said())
	}
	r.Holds = s.Log.Holds()
	return r, nil
}

// meter measures the server on the world of a group.
type meter struct {
	*rig.Meter
	needs Needs
	world world
}

func (n Needs) measure(ctx context.Context, w world, s *rig.Server) (Report, error) {
	m := &meter{Meter: n.Meter(s, n.AtOnce+n.Clients), needs: n, world: w}
	defer m.Close()
	r := Report{Needs: n, Made: w.Made, Machine: rig.Here()}
	var err error
	r.Engine, err = n.Engine(ctx)
	if err != nil {
		return r, err
	}
	for _, o := range operations(w) {
		row, err := m.Row(ctx, o)
		if err != nil {
			return r, fmt.Errorf("%s: %w", o.Name, err)
		}
		r.Rows = append(r.Rows, row)
		n.Log.Info("measured", "what", o.Name, "p99", row.Together.P99, "cpu", row.Together.CPU)
	}
	if r.Sums, err = m.sums(ctx); err != nil {
		return r, fmt.Errorf("sums: %w", err)
	}
	if r.Rush, err = m.rush(ctx); err != nil {
		return r, fmt.Errorf("all at once: %w", err)
	}
	r.Memory = s.Memory()
	if r.Matrix, err = m.matrix(ctx); err != nil {
		return r, fmt.Errorf("the whole group as a workbook: %w", err)
	}
	r.LoadAfter = rig.Load()
	return r, nil
}
