package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"preau/internal/app"
	"preau/internal/core/instance"
	"preau/internal/kit/config"
	"preau/internal/kit/db"
	"preau/internal/kit/web"
	"preau/internal/migrations"
)

// store is where the data is.
type store struct {
	Data string        `help:"Folder of the data: the SQLite database, the instance's key, the files that people send. Without it, preau-data here (preau-demo for the demonstration)." type:"path"`
	DB   config.Secret `name:"db" help:"Database: a PostgreSQL URL (postgres://…) or a SQLite file. Without it, preau.db in the data folder."`
	Key  config.Secret `help:"The instance's secret, when it is not to be kept in the data folder: the same on all machines."`
}

// network is where the program listens, and what it is called from outside.
type network struct {
	Listen         string         `help:"Address to listen on." default:"localhost:8080"`
	URL            string         `name:"url" help:"Public address, scheme and host (https://preau.example.org). Without it, the one listened on."`
	Inside         []netip.Prefix `name:"webhook-networks" help:"Networks of yours to which webhooks may be sent, beside the public internet: 10.1.0.0/16."`
	Proxies        []netip.Prefix `help:"Networks of the reverse proxies whose X-Forwarded-For is believed."`
	HSTSSubdomains bool           `name:"hsts-subdomains" help:"Have browsers use https for all subdomains of the public address, too, for a year: only where none of them needs http."`
	Drain          time.Duration  `help:"Once asked to stop, go on answering so long while /readyz says « stopping »: as long as the reverse proxy needs to see it (10s). Without it, no new connection is taken at once."`
}

// in names the folder when none was given.
func (s *store) in(folder string) {
	if s.Data == "" {
		s.Data = folder
	}
}

func (s store) database() string {
	if u := s.DB.Reveal(); u != "" {
		return u
	}
	return filepath.Join(s.Data, "preau.db")
}

func (s store) onPostgres() bool {
	return strings.HasPrefix(s.database(), "postgres://") || strings.HasPrefix(s.database(), "postgresql://")
}

// open opens the database, brings its tables up to date and reads the instance's key.
func (s store) open(ctx context.Context, log *slog.Logger) (*db.DB, instance.Key, error) {
	return s.openAs(ctx, db.Options{Log: log})
}

// openAs is open with other options of the database than its address.
func (s store) openAs(ctx context.Context, o db.Options) (*db.DB, instance.Key, error) {
	o.URL = s.database()
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, instance.Key{}, fmt.Errorf("data folder: %w", err)
	}
	d, err := db.Open(ctx, o)
	if err != nil {
		return nil, instance.Key{}, err
	}
	key, err := s.prepare(ctx, d, o.Log)
	if err != nil {
		_ = d.Close() // the first fault is the one to tell
		return nil, instance.Key{}, err
	}
	return d, key, nil
}

func (s store) prepare(ctx context.Context, d *db.DB, log *slog.Logger) (instance.Key, error) {
	if err := migrations.Up(ctx, d); err != nil {
		return instance.Key{}, err
	}
	key, err := instance.LoadKey(s.Data, s.Key.Reveal(), log)
	if err != nil {
		return instance.Key{}, err
	}
	return key, d.InTx(ctx, func(tx *db.Tx) error { return instance.CheckKey(ctx, tx, key) })
}

// listen opens the address; without a public address it is the one that people on this machine use.
func (n *network) listen(ctx context.Context) (net.Listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", n.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if n.URL == "" {
		n.URL = "http://" + localName(ln.Addr())
	}
	return ln, nil
}

func localName(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() || ip.IsLoopback() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// serve answers and does the jobs until ctx ends; what runs then is finished first, and what it needs is kept so long.
func serve(ctx context.Context, a *app.App, ln net.Listener, drain time.Duration, log *slog.Logger, beside ...func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	needed, over := context.WithCancel(context.WithoutCancel(ctx))
	var both sync.WaitGroup
	both.Add(2)
	g.Go(func() error {
		defer both.Done()
		return web.Serve(ctx, ln, a.Handler, drain, log)
	})
	g.Go(func() error {
		defer both.Done()
		return a.Work(ctx)
	})
	g.Go(func() error {
		both.Wait()
		over()
		return nil
	})
	g.Go(func() error {
		a.Keep(needed)
		return nil
	})
	for _, fn := range beside {
		g.Go(func() error { return fn(ctx) })
	}
	return g.Wait()
}
