package main

import (
	"context"
	"fmt"
	"log/slog"
	"text/tabwriter"

	"preau/internal/app"
	"preau/internal/kit/clock"
)

type keysCmd struct {
	List   keysListCmd   `cmd:"" help:"Say which keys the keyring has, and how many demands each wraps."`
	Rotate keysRotateCmd `cmd:"" help:"Add a key to the keyring, and wrap all demands by it. What an earlier rotation left is finished first."`
	Drop   keysDropCmd   `cmd:"" help:"Take a key out of the keyring that wraps nothing any more."`
	Backup keysBackupCmd `cmd:"" help:"Draw a pair of keys to encrypt backups with: keep what it prints in a safe, and give preau backup the public key."`
}

// keysOf is the platform that a command looks after; its server may run meanwhile.
type keysOf struct {
	store
	files
}

// with opens the platform for one thing to do.
func (c *keysOf) with(ctx context.Context, log *slog.Logger, do func(a *app.App) error) error {
	c.in(dataFolder)
	d, key, err := c.openAsIs(ctx, log)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // all transactions have ended by then
	kept, err := c.openFiles(c.Data)
	if err != nil {
		return err
	}
	o := app.Options{DB: d, Clock: clock.System{}, Log: log, Key: key, Files: kept, FileLimit: c.limit(), PublicURL: defaultURL, Version: version}
	if err := c.openDemands(c.Data, &o); err != nil {
		return err
	}
	a, err := app.New(o)
	if err != nil {
		return err
	}
	return do(a)
}

type keysListCmd struct{ keysOf }

// Run lists the keys by their marks, which say nothing about them.
func (c *keysListCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	return c.with(ctx, log, func(a *app.App) error { return listKeys(ctx, a, s) })
}

func listKeys(ctx context.Context, a *app.App, s streams) error {
	uses, err := a.Seal.Uses(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, u := range uses {
		what := "opens"
		switch {
		case !u.InRing:
			what = "missing from the keyring"
		case u.First:
			what = "in use"
		case u.Wraps == 0:
			what = "no longer needed"
		}
		_, _ = fmt.Fprintf(w, "%s\t%d\t%s\n", u.Mark, u.Wraps, what) // told by Flush
	}
	return w.Flush()
}

type keysRotateCmd struct{ keysOf }

// Run adds a key and wraps by it; cut short, it goes on when it is called again.
func (c *keysRotateCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	return c.with(ctx, log, func(a *app.App) error {
		n, err := a.Seal.Rotate(ctx)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(s.out, "Wrapped anew: %d.\n", n); err != nil {
			return err
		}
		return listKeys(ctx, a, s)
	})
}

type keysDropCmd struct {
	keysOf
	Mark string `arg:"" help:"The key's mark, as list says it."`
}

// Run takes a key out of the ring, unless something still needs it.
func (c *keysDropCmd) Run(ctx context.Context, log *slog.Logger) error {
	return c.with(ctx, log, func(a *app.App) error { return a.Seal.Drop(ctx, c.Mark) })
}
