package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"preau/internal/app"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/migrations"
)

// tryLater is the exit code by which a mail server keeps the mail and hands it over again (EX_TEMPFAIL of sysexits.h).
const tryLater = 75

// longestReport is where a mail on the standard input ends for us: no report is longer.
const longestReport = 64 << 20

type bounceCmd struct {
	store
	files
	To string `help:"Address at which the mail came, as the mail server gives it (Postfix: $${recipient}). Without it, the mail's own headers are asked."`
}

// Run reads one mail that came to the return address, from the mail server's pipe. Whatever it is, it is answered by
// nothing: a mail server that sends mails to itself must have an end. Only what could not be kept is asked for again.
func (c *bounceCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
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
	a, err := app.New(app.Options{DB: d, Clock: clock.System{}, Log: log, Key: key, Files: kept, FileLimit: c.limit(), PublicURL: defaultURL, Version: version})
	if err != nil {
		return err
	}
	raw := bufio.NewReader(io.LimitReader(s.in, longestReport))
	taken, err := a.Notify.TakeReport(ctx, raw, c.To)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, raw); err != nil { // a server that is not let finish its writing takes that for a fault
		return fmt.Errorf("bounce: %w", err)
	}
	if taken != notify.Foreign {
		log.Info("a mail came back", "taken", string(taken))
	}
	return nil
}

// openAsIs opens the database for a command that a mail server starts: one beside the program's, which does not migrate.
func (s store) openAsIs(ctx context.Context, log *slog.Logger) (*db.DB, instance.Key, error) {
	if _, err := os.Stat(s.Data); err != nil {
		return nil, instance.Key{}, fmt.Errorf("data folder: %w", err)
	}
	if !s.onPostgres() {
		if _, err := os.Stat(s.database()); err != nil {
			return nil, instance.Key{}, fmt.Errorf("database: %w", err)
		}
	}
	d, err := db.Open(ctx, db.Options{URL: s.database(), Log: log, MaxConns: 2})
	if err != nil {
		return nil, instance.Key{}, err
	}
	key, err := s.asIs(ctx, d, log)
	if err != nil {
		_ = d.Close() // the first fault is the one to tell
	}
	return d, key, err
}

func (s store) asIs(ctx context.Context, d *db.DB, log *slog.Logger) (instance.Key, error) {
	has, knows, err := migrations.Version(ctx, d)
	if err == nil && has < knows {
		err = fmt.Errorf("the database has version %d, this program needs %d: it migrates when it serves", has, knows)
	}
	if err != nil {
		return instance.Key{}, err
	}
	if err := instance.GuardServe(ctx, d); err != nil {
		return instance.Key{}, err
	}
	key, err := instance.LoadKey(s.Data, s.Key.Reveal(), log)
	if err != nil {
		return instance.Key{}, err
	}
	return key, d.InTx(ctx, func(tx *db.Tx) error { return instance.CheckKey(ctx, tx, key) })
}
