package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"preau/internal/app"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/demo"
	"preau/internal/demo/demoweb"
	"preau/internal/kit/blob"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/sms"
)

const (
	demoFolder = "preau-demo"
	// stale is the age at which the demonstration's near deadline has passed.
	stale = 3 * 24 * time.Hour
)

type demoCmd struct {
	store
	network
	Fresh bool `help:"Throw the demonstration's data away, and make it anew."`
}

// Run opens the demonstration, on data that is made at the first start and kept; real data is refused.
func (c *demoCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	c.in(demoFolder)
	story, err := demo.Read()
	if err != nil {
		return err
	}
	ln, err := c.listen(ctx) // first, since mails name the address
	if err != nil {
		return err
	}
	defer func() { _ = ln.Close() }() // closed by the server, unless it never began
	if err := c.prepareData(ctx, story, log); err != nil {
		return err
	}
	d, key, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // all transactions have ended by then
	return c.show(ctx, d, key, story, ln, s, log)
}

// show serves the data that is there, until ctx ends.
func (c *demoCmd) show(ctx context.Context, d *db.DB, key instance.Key, story *demo.Story, ln net.Listener, s streams, log *slog.Logger) error {
	box := mail.NewMailbox(d)
	o, err := c.options(d, key, clock.System{}, demo.NewPost(box, story.Gone()...), password.Cost{}, log)
	if err != nil {
		return err
	}
	a, err := app.New(o)
	if err != nil {
		return err
	}
	people := story.Accounts()
	demoweb.New(demoweb.Options{Frame: a.Frame, Accounts: a.Accounts, Box: demo.NewBox(d, box).WithTexts(sms.NewMailbox(d), a.TakeText), People: people, URL: c.URL}).Mount(a.Mux)
	if _, err := a.Queue.Drain(ctx); err != nil { // what waited since the last run
		log.Warn("jobs of the last run", "error", err)
	}
	if err := c.announce(ctx, a, people, s); err != nil {
		return err
	}
	log.Info("serving", "url", c.URL, "version", version)
	return serve(ctx, a, ln, c.Drain, log)
}

func (c *demoCmd) options(d *db.DB, key instance.Key, now clock.Clock, post *demo.Post, cost password.Cost, log *slog.Logger) (app.Options, error) {
	kept, err := blob.NewFolder(c.files())
	if err != nil {
		return app.Options{}, err
	}
	secrets, err := blob.NewFolder(filepath.Join(c.files(), secretsFolder))
	if err != nil {
		return app.Options{}, err
	}
	ring, err := app.OpenRing(c.Data, "", log)
	return app.Options{
		Ring: ring, Secrets: secrets,
		DB: d, Clock: now, Log: log, Key: key, Files: kept, PublicURL: c.URL, Proxies: c.Proxies, Inside: c.Inside, Version: version,
		Demo: true, Transport: post, Texts: sms.NewMailbox(d), Hashing: cost, Extra: []i18n.Source{demoweb.Source()},
	}, err
}

// files is a folder that nothing but a demonstration ever has, since it is thrown away with it.
func (c *demoCmd) files() string { return filepath.Join(c.Data, "demo-files") }

// prepareData leaves a database with the whole story in it: it looks first, so that real data is not even migrated,
// and makes again what was cut short.
func (c *demoCmd) prepareData(ctx context.Context, story *demo.Story, log *slog.Logger) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	state, err := c.look(ctx, log)
	if err != nil || state == demo.Ready && !c.Fresh {
		return err
	}
	if state != demo.Empty {
		if err := c.empty(ctx, log); err != nil {
			return err
		}
	}
	return c.tell(ctx, story, log)
}

func (c *demoCmd) look(ctx context.Context, log *slog.Logger) (demo.State, error) {
	d, err := db.Open(ctx, db.Options{URL: c.database(), Log: log})
	if err != nil {
		return demo.Empty, err
	}
	defer func() { _ = d.Close() }() // nothing was written
	return demo.Look(ctx, d)
}

// empty throws away a database that look found to be a demonstration's.
func (c *demoCmd) empty(ctx context.Context, log *slog.Logger) error {
	if err := os.RemoveAll(c.files()); err != nil {
		return fmt.Errorf("throw the demonstration away: %w", err)
	}
	if !c.onPostgres() {
		for _, ending := range []string{"", "-wal", "-shm", "-migrating"} {
			if err := os.Remove(c.database() + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("throw the demonstration away: %w", err)
			}
		}
		return nil
	}
	d, err := db.Open(ctx, db.Options{URL: c.database(), Log: log})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // all transactions have ended by then
	return demo.Wipe(ctx, d)
}

// cheap is what a password costs while the story is told. It is hashed anew, at the usual cost, when somebody signs in.
var cheap = password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}

// tell makes the data through a program whose clock is set back, and ends at the machine's.
func (c *demoCmd) tell(ctx context.Context, story *demo.Story, log *slog.Logger) error {
	now := clock.System{}.Now()
	past := clock.NewManual(now)
	d, key, err := c.openAs(ctx, db.Options{Clock: past, Log: log, Replaceable: true}) // told again if it is cut short
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()       // all transactions have ended by then
	quiet := slog.New(slog.DiscardHandler) // a mail that comes back is part of the story
	post := demo.NewPost(mail.NewMailbox(d))
	o, err := c.options(d, key, past, post, cheap, quiet)
	if err != nil {
		return err
	}
	a, err := app.New(o)
	if err != nil {
		return err
	}
	err = story.Tell(ctx, a.Stage(d, past, post), now)
	if err == nil {
		log.Info("the demonstration's data is made", "ms", (clock.System{}).Now().Sub(now).Milliseconds())
	}
	return err
}

// announce tells where to look, and as whom.
func (c *demoCmd) announce(ctx context.Context, a *app.App, people []demo.Account, s streams) error {
	set, err := a.Instance.Get(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "Préau, a demonstration: %s%s\nIts mailbox: %s%s\n", c.URL, demoweb.AccountsPath, c.URL, demoweb.BoxPath)
	fmt.Fprintf(w, "Accounts, all with the password %q:\n", demo.Password)
	for _, card := range demoweb.Cards(a.Messages.For(i18n.English, set.Location()), people) {
		fmt.Fprintf(w, "  %s\t%s\n", card.SignIn, card.Label)
	}
	if age := (clock.System{}).Now().Sub(set.SavedAt); age > stale {
		fmt.Fprintln(w, "The data is some days old, and its deadlines have passed: start with -fresh to have it made anew.")
	}
	return w.Flush()
}
