package rig

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"preau/internal/app"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/demo"
	"preau/internal/kit/blob"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/migrations"
)

// Builder makes a world through the use cases, in this process.
type Builder struct {
	*app.App
	D        *db.DB
	Mails    *mail.Memory
	Services []instance.ServiceKey // nil: those that are on anyway

	log *slog.Logger
}

// cheap is what a password costs while the world is made; the first real sign-in hashes it anew, at the usual cost.
var cheap = password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}

// Open opens the database, which must be empty: nobody's data is filled with invented people.
func (r Rig) Open(ctx context.Context) (*Builder, error) {
	if err := os.MkdirAll(r.Data, 0o700); err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler) // holds the writer as long as it likes
	d, err := db.Open(ctx, db.Options{URL: r.Database(), Log: quiet, Replaceable: true})
	if err != nil {
		return nil, err
	}
	b := &Builder{D: d, Mails: mail.NewMemory(), log: r.Log}
	if b.App, err = r.build(ctx, b); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return b, nil
}

var errNotEmpty = errors.New("the database is not empty, and is left as it is")

func (r Rig) build(ctx context.Context, b *Builder) (*app.App, error) {
	if state, err := demo.Look(ctx, b.D); err != nil || state != demo.Empty {
		return nil, errors.Join(errNotEmpty, err)
	}
	if err := migrations.Up(ctx, b.D); err != nil {
		return nil, err
	}
	empty := false
	err := b.Tx(ctx, func(tx *db.Tx) (err error) {
		empty, err = instance.IsEmpty(ctx, tx)
		return err
	})
	if err != nil || !empty {
		return nil, errors.Join(errNotEmpty, err)
	}
	key, err := instance.LoadKey(r.Data, "", b.log)
	if err != nil {
		return nil, err
	}
	files, err := blob.NewFolder(filepath.Join(r.Data, "files"))
	if err != nil {
		return nil, err
	}
	secrets, err := blob.NewFolder(filepath.Join(r.Data, "secrets"))
	if err != nil {
		return nil, err
	}
	ring, err := app.OpenRing(r.Data, "", b.log)
	if err != nil {
		return nil, err
	}
	return app.New(app.Options{
		Ring: ring, Secrets: secrets,
		DB: b.D, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Key: key, Files: files, PublicURL: "http://localhost", Version: r.Version,
		Transport: b.Mails, Hashing: cheap,
	})
}

// Tx runs fn in a transaction of its own.
func (b *Builder) Tx(ctx context.Context, fn func(tx *db.Tx) error) error { return b.D.InTx(ctx, fn) }

// Settings sets the platform up.
func (b *Builder) Settings(ctx context.Context) error {
	return b.Tx(ctx, func(tx *db.Tx) error {
		set, err := instance.Read(ctx, tx)
		if err != nil {
			return err
		}
		set.Title, set.Contact, set.SetUp = "Banc d'essai", "operateur@preau.test", true
		set.SignIn = []instance.Way{instance.Password, instance.Link}
		if b.Services != nil {
			set.Services = b.Services
		}
		return b.Instance.SaveTx(ctx, tx, Program(), set, set.Version)
	})
}

// Drain sends what is queued, so that the server has nothing left to do.
func (b *Builder) Drain(ctx context.Context) error {
	_, err := b.Queue.Drain(ctx)
	return err
}

// Learn is what either engine does by itself in time.
func (b *Builder) Learn(ctx context.Context) error {
	if b.D.Engine() == db.SQLite {
		return b.D.Optimize(ctx)
	}
	return b.Tx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "ANALYZE")
		return err
	})
}

// Close closes the database; all transactions have ended by then.
func (b *Builder) Close() { _ = b.D.Close() }

// Step is a part of making a world.
type Step struct {
	Name string
	Do   func(context.Context) error
}

// Make does the steps, and says how long each takes.
func (b *Builder) Make(ctx context.Context, steps ...Step) error {
	for _, step := range steps {
		begun := Now()
		if err := step.Do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.Name, err)
		}
		b.log.Info("made", "what", step.Name, "s", int(Now().Sub(begun).Seconds()))
	}
	return nil
}

// MailsTo saves the settings, with the mail server of this process.
func (b *Builder) MailsTo(ctx context.Context, port int) error {
	if err := b.Settings(ctx); err != nil {
		return err
	}
	return b.Tx(ctx, func(tx *db.Tx) error {
		set, err := instance.Read(ctx, tx)
		if err != nil {
			return err
		}
		set.SMTP = instance.SMTP{Host: "127.0.0.1", Port: port, TLS: mail.None, From: "commandes@preau.test"}
		return b.Instance.SaveTx(ctx, tx, Program(), set, set.Version)
	})
}
