package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"preau/internal/kit/db"
	"preau/internal/kit/metrics"
	"preau/internal/kit/web"
)

// gauges are the metrics and the address at which they are told; both nil when nobody asked for them.
type gauges struct {
	m     *metrics.Metrics
	ln    net.Listener
	token string
	log   *slog.Logger
}

var (
	errOpenMetrics  = errors.New("metrics: -metrics-token is needed, for other machines can reach -metrics-listen")
	errNoMetrics    = errors.New("metrics: -metrics-token without -metrics-listen")
	errShortMetrics = errors.New("metrics: -metrics-token is shorter than 16 characters")
)

// openMetrics listens, apart from the pages: what watches the program must not go through what the public goes through.
func (c *serveCmd) openMetrics(ctx context.Context, log *slog.Logger) (gauges, error) {
	token := c.MetricsToken.Reveal()
	switch {
	case c.MetricsListen == "" && token == "":
		return gauges{}, nil
	case c.MetricsListen == "":
		return gauges{}, errNoMetrics
	case token != "" && len(token) < 16:
		return gauges{}, errShortMetrics
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", c.MetricsListen)
	if err != nil {
		return gauges{}, fmt.Errorf("listen for metrics: %w", err)
	}
	if a, ok := ln.Addr().(*net.TCPAddr); token == "" && (!ok || !a.IP.IsLoopback()) {
		_ = ln.Close() // nobody has called
		return gauges{}, errOpenMetrics
	}
	log.Info("metrics", "url", "http://"+ln.Addr().String()+metrics.Path)
	return gauges{m: metrics.New(version, log), ln: ln, token: token, log: log}, nil
}

func (g gauges) ofDatabase() db.Watch {
	if g.m == nil {
		return nil
	}
	return g.m
}

// serve answers Prometheus until ctx ends.
func (g gauges) serve(ctx context.Context) error {
	if g.m == nil {
		return nil
	}
	return web.Serve(ctx, g.ln, g.m.Handler(g.token), 0, g.log)
}

// close gives the address back when the program ends before it served.
func (g gauges) close() {
	if g.ln != nil {
		_ = g.ln.Close() // closed by the server, unless it never began
	}
}
