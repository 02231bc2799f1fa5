package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// served measures the platform in a process of its own: how soon it is ready, and what it holds.
func (c Catalogue) served(ctx context.Context, r *CatalogueReport) error {
	n := c.house()
	begun := now()
	s, err := n.serve(ctx)
	if err != nil {
		return err
	}
	err = c.ready(ctx, n, s, begun, r)
	if ended := s.stop(); err == nil {
		err = ended
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, s.log.said())
	}
	return nil
}

func (c Catalogue) ready(ctx context.Context, n Needs, s *server, begun time.Time, r *CatalogueReport) error {
	m := &meter{Needs: n, world: world{Members: n.Members}, server: s, wires: &http.Transport{MaxIdleConnsPerHost: n.Clients}}
	defer m.wires.CloseIdleConnections()
	visitor := m.newClient("", 0)
	err := until(ctx, 20*time.Millisecond, func() bool {
		r.Memory = max(r.Memory, s.own())
		_, err := visitor.send(ctx, http.MethodGet, "/readyz", nil, http.StatusOK, io.Discard)
		return err == nil
	})
	if err != nil {
		return err
	}
	r.Ready, r.ReadyCPU = now().Sub(begun), s.cpu()
	r.Memory, r.Mapped = max(r.Memory, s.own()), kibibytes(s.status(), "RssFile:")
	return nil
}
