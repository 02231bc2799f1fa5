package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"preau/internal/bench/rig"
	"preau/internal/core/instance"
)

// Catalogue says what to measure of the catalogue: the search by itself, in this process, and pages of a server.
type Catalogue struct {
	Articles int
	Changes  int // articles of the update that goes live meanwhile

	rig.Rig // without a folder, a temporary one; else the articles in it are kept and used again
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
	r.LoadAfter = rig.Load()
	return r, nil
}

// members are the clients' people, who are members of a small group.
func (c Catalogue) members() int { return min(c.Clients, mostClients) }

// reader is the user name of a client.
func (c Catalogue) reader(client int) string { return member(client % c.members()) }

// ReadersPause is how long a reader looks at a page before the next: a hasty one.
const ReadersPause = 100 * time.Millisecond

// shelves is what was made; it stands in the folder of the data, too.
type shelves struct {
	Articles, Markets, Members int
	Made                       time.Duration
}

const shelvesFile = "bench-catalogue.json"

// articles gives those in the folder, or makes them.
func (c Catalogue) articles(ctx context.Context) (CatalogueReport, error) {
	r := CatalogueReport{Catalogue: c, Machine: rig.Here()}
	raw, err := os.ReadFile(filepath.Join(c.Data, shelvesFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.Shelves, err = c.invented(ctx)
	case err == nil:
		if err = json.Unmarshal(raw, &r.Shelves); err == nil && (r.Shelves.Articles != c.Articles || r.Shelves.Members != c.members()) {
			err = errOther
		}
	}
	if err != nil {
		return r, err
	}
	r.Engine, err = c.Engine(ctx)
	return r, err
}

func (c Catalogue) invented(ctx context.Context) (shelves, error) {
	begun := rig.Now()
	s := shelves{Articles: c.Articles, Members: c.members()}
	b, err := open(ctx, c.Rig, &world{Members: s.Members})
	if err != nil {
		return shelves{}, err
	}
	defer b.Close()
	b.Services = []instance.ServiceKey{instance.Ordering}
	err = b.Make(ctx,
		rig.Step{Name: "settings", Do: b.Settings},
		rig.Step{Name: "people", Do: b.people},
		rig.Step{Name: "articles", Do: func(ctx context.Context) error {
			shelves, err := b.stock(ctx, c.Articles)
			s.Markets = len(shelves)
			return err
		}},
		rig.Step{Name: "mails", Do: b.Drain},
		rig.Step{Name: "statistics", Do: b.Learn},
	)
	if err != nil {
		return s, err
	}
	s.Made = rig.Now().Sub(begun)
	c.Log.Info("the articles are made", "s", int(s.Made.Seconds()))
	raw, err := json.Marshal(s)
	if err != nil {
		return s, err
	}
	return s, os.WriteFile(filepath.Join(c.Data, shelvesFile), raw, 0o600)
}
