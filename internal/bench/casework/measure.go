package casework

import (
	"context"
	"fmt"
	"net/http"

	"preau/internal/bench/rig"
)

func (c Casework) measure(ctx context.Context, s *rig.Server, r *Report) error {
	m := c.Meter(s, 4*c.Clients)
	defer m.Close()
	if err := m.IsReady(ctx); err != nil {
		return err
	}
	for _, o := range c.pages() {
		row, err := m.Row(ctx, o)
		if err != nil {
			return fmt.Errorf("%s: %w", o.Name, err)
		}
		r.Pages = append(r.Pages, row)
		c.Log.Info("measured", "what", o.Name, "p99", row.Together.P99, "cpu", row.Together.CPU)
	}
	r.Memory = s.Memory()
	return nil
}

// pages are what is opened among all demands.
func (c Casework) pages() []rig.Operation {
	at := func(name string, by func(int) string, path string) rig.Operation {
		return rig.Operation{Name: name, By: by, Method: http.MethodGet, Route: path, Most: wantedPage, Do: rig.Open(path)}
	}
	return []rig.Operation{
		at("« Mes demandes » of an aidant", aidant, "/demandes"),
	}
}
