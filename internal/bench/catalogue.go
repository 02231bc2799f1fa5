package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"preau/internal/core/instance"
	"preau/internal/kit/config"
)

// Catalogue says what to measure of the catalogue: the search by itself, in this process, and pages of a server.
type Catalogue struct {
	Articles int
	Clients  int           // who search at the same time, all the time
	Changes  int           // articles of the update that goes live meanwhile
	Time     time.Duration // of each measurement
	Rounds   int           // of which the quietest counts

	Program string        // serves the platform: `preau`
	Version string        // of the program
	Data    string        // folder of the articles, which is kept and used again; empty: a temporary one
	DB      config.Secret // a PostgreSQL database, empty at first; none: SQLite in the folder
	Log     *slog.Logger
}

var errCatalogueSizes = errors.New("all sizes are at least 1")

// Run makes the articles, unless they are there, and measures.
func (c Catalogue) Run(ctx context.Context) (CatalogueReport, error) {
	if min(c.Articles, c.Clients, c.Changes, c.Rounds) < 1 || c.Time <= 0 {
		return CatalogueReport{}, errCatalogueSizes
	}
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "preau-bench")
		if err != nil {
			return CatalogueReport{}, fmt.Errorf("bench: %w", err)
		}
		defer func() { _ = os.RemoveAll(dir) }() // a temporary folder
		c.Data = dir
	}
	r, err := c.articles(ctx)
	if err != nil {
		return r, fmt.Errorf("make the articles: %w", err)
	}
	if err := c.served(ctx, &r); err != nil {
		return r, fmt.Errorf("serve: %w", err)
	}
	if err := c.inProcess(ctx, &r); err != nil {
		return r, fmt.Errorf("search: %w", err)
	}
	r.LoadAfter = load()
	return r, nil
}

// house is the platform that the articles are on: clients are members of a small group.
func (c Catalogue) house() Needs {
	return Needs{
		Members: min(c.Clients, mostClients), Lots: 2, Lines: 1, Total: 1, AtOnce: 1, Clients: c.Clients, Time: c.Time, Rounds: c.Rounds, Pause: readersPause,
		Program: c.Program, Version: c.Version, Data: c.Data, DB: c.DB, Log: c.Log,
	}
}

// readersPause is how long a reader looks at a page before the next: a hasty one.
const readersPause = 100 * time.Millisecond

// shelves is what was made; it stands in the folder of the data, too.
type shelves struct {
	Articles, Markets, Members int
	Made                       time.Duration
}

const shelvesFile = "bench-catalogue.json"

// articles gives those in the folder, or makes them.
func (c Catalogue) articles(ctx context.Context) (CatalogueReport, error) {
	r := CatalogueReport{Catalogue: c, Machine: machine()}
	raw, err := os.ReadFile(filepath.Join(c.Data, shelvesFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.Shelves, err = c.invented(ctx)
	case err == nil:
		if err = json.Unmarshal(raw, &r.Shelves); err == nil && (r.Shelves.Articles != c.Articles || r.Shelves.Members != c.house().Members) {
			err = errOther
		}
	}
	if err != nil {
		return r, err
	}
	r.Engine, err = c.house().engine(ctx)
	return r, err
}

func (c Catalogue) invented(ctx context.Context) (shelves, error) {
	begun := now()
	b, err := c.house().open(ctx)
	if err != nil {
		return shelves{}, err
	}
	defer func() { _ = b.d.Close() }() // all transactions have ended by then
	s := shelves{Articles: c.Articles, Members: c.house().Members}
	b.world, b.services = &world{Members: s.Members}, []instance.ServiceKey{instance.Ordering}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"settings", b.settings},
		{"people", b.people},
		{"articles", func(ctx context.Context) error {
			shelves, err := b.stock(ctx, c.Articles)
			s.Markets = len(shelves)
			return err
		}},
		{"mails", b.drain},
		{"statistics", b.learn},
	} {
		at := now()
		if err := step.do(ctx); err != nil {
			return s, fmt.Errorf("%s: %w", step.name, err)
		}
		c.Log.Info("made", "what", step.name, "s", int(now().Sub(at).Seconds()))
	}
	s.Made = now().Sub(begun)
	c.Log.Info("the articles are made", "s", int(s.Made.Seconds()))
	raw, err := json.Marshal(s)
	if err != nil {
		return s, err
	}
	return s, os.WriteFile(filepath.Join(c.Data, shelvesFile), raw, 0o600)
}
