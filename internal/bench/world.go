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
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"preau/internal/app"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/demo"
	"preau/internal/kit/blob"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/migrations"
	"preau/internal/needs/sheet"
)

// world is what was made, by the numbers of its groups. It stands in the folder of the data, too.
type world struct {
	Members, Lots, Lines, Total, AtOnce int

	Group int64         // sheets in all states
	Whole int64         // all sheets validated, with a quantity in each line
	Rush  int64         // one lot, no sheet
	Made  time.Duration // how long it took
}

const worldFile = "bench.json"

var errOther = errors.New("the folder holds a world of other sizes: name another folder, or remove it")

// world gives the one in the folder, or makes it.
func (n Needs) world(ctx context.Context) (world, error) {
	want := world{Members: n.Members, Lots: n.Lots, Lines: n.Lines, Total: n.Total, AtOnce: n.AtOnce}
	raw, err := os.ReadFile(filepath.Join(n.Data, worldFile))
	if errors.Is(err, fs.ErrNotExist) {
		return n.makeWorld(ctx, want)
	}
	if err != nil {
		return want, err
	}
	var w world
	if err := json.Unmarshal(raw, &w); err != nil {
		return want, err
	}
	was := w
	was.Group, was.Whole, was.Rush, was.Made = 0, 0, 0, 0
	if was != want {
		return want, errOther
	}
	return w, nil
}

func (n Needs) makeWorld(ctx context.Context, w world) (world, error) {
	begun := now()
	b, err := n.open(ctx)
	if err != nil {
		return w, err
	}
	defer func() { _ = b.d.Close() }() // all transactions have ended by then
	if err := b.fill(ctx, &w); err != nil {
		return w, err
	}
	w.Made = now().Sub(begun)
	n.Log.Info("the world is made", "s", int(w.Made.Seconds()))
	raw, err := json.Marshal(w)
	if err != nil {
		return w, err
	}
	return w, os.WriteFile(filepath.Join(n.Data, worldFile), raw, 0o600)
}

func (n Needs) database() string {
	if u := n.DB.Reveal(); u != "" {
		return u
	}
	return filepath.Join(n.Data, "preau.db")
}

// builder makes a world through the use cases, in this process.
type builder struct {
	*app.App
	d     *db.DB
	mails *mail.Memory
	log   *slog.Logger
	world *world
	coco  person   // coordinates
	crew  []person // members

	services []instance.ServiceKey // nil: those that are on anyway
}

// cheap is what a password costs while the world is made; the first real sign-in hashes it anew, at the usual cost.
var cheap = password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}

// open opens the database, which must be empty: nobody's data is filled with invented people.
func (n Needs) open(ctx context.Context) (*builder, error) {
	if err := os.MkdirAll(n.Data, 0o700); err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler) // holds the writer as long as it likes
	d, err := db.Open(ctx, db.Options{URL: n.database(), Log: quiet, Replaceable: true})
	if err != nil {
		return nil, err
	}
	b := &builder{d: d, mails: mail.NewMemory(), log: n.Log}
	if b.App, err = n.build(ctx, b); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return b, nil
}

var errNotEmpty = errors.New("the database is not empty, and is left as it is")

func (n Needs) build(ctx context.Context, b *builder) (*app.App, error) {
	if state, err := demo.Look(ctx, b.d); err != nil || state != demo.Empty {
		return nil, errors.Join(errNotEmpty, err)
	}
	if err := migrations.Up(ctx, b.d); err != nil {
		return nil, err
	}
	empty := false
	err := b.tx(ctx, func(tx *db.Tx) (err error) {
		empty, err = instance.IsEmpty(ctx, tx)
		return err
	})
	if err != nil || !empty {
		return nil, errors.Join(errNotEmpty, err)
	}
	key, err := instance.LoadKey(n.Data, "", b.log)
	if err != nil {
		return nil, err
	}
	files, err := blob.NewFolder(filepath.Join(n.Data, "files"))
	if err != nil {
		return nil, err
	}
	return app.New(app.Options{
		DB: b.d, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Key: key, Files: files, PublicURL: "http://localhost", Version: n.Version,
		Transport: b.mails, Hashing: cheap,
	})
}

func (b *builder) tx(ctx context.Context, fn func(tx *db.Tx) error) error { return b.d.InTx(ctx, fn) }

// fill makes people and groups, and lets the database learn what its tables hold.
func (b *builder) fill(ctx context.Context, w *world) error {
	b.world = w
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"settings", b.settings},
		{"people", b.people},
		{"groups", b.groups},
		{"sheets of the group that is looked at", b.someSheets},
		{"sheets of the group that is summed", b.allSheets},
		{"mails", b.drain},
		{"statistics", b.learn},
	} {
		begun := now()
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		b.log.Info("made", "what", step.name, "s", int(now().Sub(begun).Seconds()))
	}
	return nil
}

func (b *builder) settings(ctx context.Context) error {
	return b.tx(ctx, func(tx *db.Tx) error {
		set, err := instance.Read(ctx, tx)
		if err != nil {
			return err
		}
		set.Title, set.Contact, set.SetUp = "Banc d'essai", "operateur@preau.test", true
		set.SignIn = []instance.Way{instance.Password, instance.Link}
		if b.services != nil {
			set.Services = b.services
		}
		return b.Instance.SaveTx(ctx, tx, program(), set, set.Version)
	})
}

// drain sends what is queued, so that the server has nothing left to do.
func (b *builder) drain(ctx context.Context) error {
	_, err := b.Queue.Drain(ctx)
	return err
}

// learn is what either engine does by itself in time.
func (b *builder) learn(ctx context.Context) error {
	if b.d.Engine() == db.SQLite {
		return b.d.Optimize(ctx)
	}
	return b.tx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "ANALYZE")
		return err
	})
}

// several does many things, a few at a time.
func several(ctx context.Context, times int, do func(ctx context.Context, i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for i := range times {
		g.Go(func() error { return do(ctx, i) })
	}
	return g.Wait()
}

// someSheets are in all states: of ten, one is not begun, one is saved, one wants nothing, and the rest is validated.
// The members whom clients act as have the second half of their lots to enter.
func (b *builder) someSheets(ctx context.Context) error {
	w := b.world
	return several(ctx, w.Members*w.Lots, func(ctx context.Context, i int) error {
		m, lot := i/w.Lots, int64(i%w.Lots+1)
		who := b.crew[m].now()
		switch state := (m*7 + int(lot)*13) % 10; {
		case m < mostClients && lot > w.firstOpen(), state == 1:
			return b.Needs.SaveSheet(ctx, who, w.Group, lot, wants(m, int(lot), w.Lines, 5))
		case state == 0:
			return nil
		case state == 2:
			return b.Needs.ValidateEmptySheet(ctx, who, w.Group, lot, 0)
		}
		return b.Needs.ValidateSheet(ctx, who, w.Group, lot, wants(m, int(lot), w.Lines, 5))
	})
}

// firstOpen is the lot behind which clients' sheets are still to be entered.
func (w world) firstOpen() int64 { return int64(w.Lots / 2) }

func (b *builder) allSheets(ctx context.Context) error {
	w := b.world
	return several(ctx, w.Total*w.Lots, func(ctx context.Context, i int) error {
		m, lot := i/w.Lots, int64(i%w.Lots+1)
		return b.Needs.ValidateSheet(ctx, b.crew[m].now(), w.Whole, lot, wants(m, int(lot), w.Lines, 0))
	})
}

// wants is what a member wants of a lot: something of each line but every skip-th.
func wants(member, lot, lines, skip int) sheet.Input {
	in := sheet.Input{Quantities: sheet.Quantities{}}
	for line := 1; line <= lines; line++ {
		draw := member + lot + line
		if skip == 0 || draw%skip != 0 {
			in.Quantities[int64(line)] = int64(draw%97+1) * 1000
		}
	}
	return in
}

func number(prefix string, n int) string { return fmt.Sprintf("%s%04d", prefix, n) }

func words(n int) string { return strings.Repeat("Précision utile pour qui commande. ", n) }
