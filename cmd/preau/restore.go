package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"preau/internal/app"
	"preau/internal/core/backup"
	"preau/internal/kit/blob"
	"preau/internal/kit/clock"
	"preau/internal/kit/config"
	"preau/internal/kit/db"
)

type restoreCmd struct {
	store
	files
	shelves
	From        string `required:"" help:"Where the backups are: a folder, or s3:BUCKET/PREFIX."`
	SecretsFrom string `help:"Where the secrets of demands are kept."`
	NoSecrets   bool   `help:"The secrets of demands are restored by somebody else."`
	Set         string `help:"The backup to restore, by its name. Without it, the newest."`
	SecretsSet  string `help:"The secrets to restore, by the name of their set. Without it, the newest: demands that were wiped since stay wiped."`
	Identity    string `help:"File with the private key of age that opens it." type:"path"`
	Check       bool   `help:"Change nothing here: prove the backup in a folder that is thrown away. Keys that it lacks are read from the data folder."`
	Scratch     string `help:"With -check: folder with room for the database. Without it, the system's." type:"path"`
}

// errFaults ends the command when something is missing.
var errFaults = errors.New("the backup is not whole")

// Run restores a backup into an empty data folder, or proves that one could be.
func (c *restoreCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	c.in(dataFolder)
	if c.onPostgres() {
		return fmt.Errorf("restore: %w: see docs/operating.md", errPostgres)
	}
	r := backup.Restoring{Set: c.Set, SecretsSet: c.SecretsSet, NoSecrets: c.NoSecrets, Contents: app.Saved()}
	var err error
	if r.From, err = c.shelf(c.From); err != nil {
		return err
	}
	if c.SecretsFrom != "" {
		if r.SecretsFrom, err = c.shelf(c.SecretsFrom); err != nil {
			return err
		}
	}
	if r.Identities, err = c.identities(); err != nil {
		return err
	}
	if c.Check {
		return c.prove(ctx, s, log, r)
	}
	return c.restore(ctx, s, log, r)
}

func (c *restoreCmd) identities() (backup.Identities, error) {
	if c.Identity == "" {
		return nil, nil
	}
	f, err := os.Open(c.Identity)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	ids, err := backup.ReadIdentities(f)
	if err != nil {
		return nil, fmt.Errorf("%s holds no private key of age: %w", c.Identity, err)
	}
	return ids, nil
}

// restore brings everything back, and holds back what waited to be sent.
func (c *restoreCmd) restore(ctx context.Context, s streams, log *slog.Logger, r backup.Restoring) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	r.Database = c.database()
	var err error
	if r.Files, err = c.openFiles(c.Data); err != nil {
		return err
	}
	if r.Secrets, err = c.openSecrets(c.Data); err != nil {
		return err
	}
	r.Finish = func(ctx context.Context, path string, got backup.Restored) error {
		c.tell(s, got)
		if err := writeKeys(c.Data, got.Keys); err != nil {
			return err
		}
		return c.holdBack(ctx, s, log, path, got)
	}
	got, err := backup.Restore(ctx, r)
	if err != nil {
		return err
	}
	return c.end(s, got.Faults, got.Faulty)
}

// writeKeys puts the keys back, each whole or not at all; one that is there already stays.
func writeKeys(dir string, keys map[string][]byte) error {
	for _, name := range app.KeyFiles() {
		path := filepath.Join(dir, name)
		text, ok := keys[name]
		if _, err := os.Lstat(path); !ok || !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		f, err := os.OpenFile(path+".restoring", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the operator's folder
		if err != nil {
			return err
		}
		_, err = f.Write(text)
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			return err
		}
		if err := os.Rename(path+".restoring", path); err != nil {
			return err
		}
	}
	return nil
}

// holdBack needs the platform's keys; without them the operator is told how to go on.
func (c *restoreCmd) holdBack(ctx context.Context, s streams, log *slog.Logger, path string, got backup.Restored) error {
	a, done, err := c.open(ctx, log, c.Data, path, c.files, false)
	if err != nil {
		return fmt.Errorf("%w: put the keys of the platform into %s, or set them, and restore again", err, c.Data)
	}
	defer done()
	return hold(ctx, s, a, "held back: restored from the copy of "+got.MadeAt.Format("2006-01-02 15:04")+" UTC, and may have been sent since")
}

func hold(ctx context.Context, s streams, a *app.App, why string) error {
	held, err := a.HoldBack(ctx, why)
	if err == nil && held != (app.Held{}) {
		_, err = fmt.Fprintf(s.out, "Held back, since they may have been sent after the copy: %s, %s, %s. Administrators find them under « Mails », « SMS des mandats » and « Webhooks ».\n",
			count(held.Mails, "mail"), count(held.Texts, "text"), count(held.Posts, "message")+" to other programs")
	}
	if err == nil {
		_, err = fmt.Fprintln(s.out, "Everybody signs in anew: sessions, and links to sign in by or to choose another password, have ended.")
	}
	return err
}

type adminHoldCmd struct {
	keysOf
}

// Run holds back what waits in a database that was restored by its own tools.
func (c *adminHoldCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	c.in(dataFolder)
	if err := needKeys(c.Data, c.Key, c.Keyring); err != nil {
		return err
	}
	return c.with(ctx, log, func(a *app.App) error {
		return hold(ctx, s, a, "held back: the database was restored, and it may have been sent since")
	})
}

// needKeys refuses a folder without the platform's keys, where they are not settings: it would be given new ones, which open nothing.
func needKeys(dir string, key, ring config.Secret) error {
	for i, given := range []config.Secret{key, ring} {
		name := app.KeyFiles()[i]
		if _, err := os.Stat(filepath.Join(dir, name)); given == "" && err != nil {
			return fmt.Errorf("a key is missing: %s", name)
		}
	}
	return nil
}

// open opens the platform of a data folder, on a database that is elsewhere.
func (c *restoreCmd) open(ctx context.Context, log *slog.Logger, dir, path string, f files, discard bool) (*app.App, func(), error) {
	if err := needKeys(dir, c.Key, f.Keyring); err != nil {
		return nil, nil, err
	}
	at := store{Data: dir, DB: config.Secret(path), Key: c.Key}
	d, key, err := at.openAs(ctx, db.Options{Log: log, Replaceable: discard})
	if err != nil {
		return nil, nil, err
	}
	done := func() { _ = d.Close() } // all transactions have ended by then
	kept, err := f.openFiles(dir)
	if err != nil {
		done()
		return nil, nil, err
	}
	o := app.Options{DB: d, Clock: clock.System{}, Log: log, Key: key, Files: kept, FileLimit: f.limit(), PublicURL: defaultURL, Version: version}
	if err := f.openDemands(dir, &o); err != nil {
		done()
		return nil, nil, err
	}
	a, err := app.New(o)
	if err != nil {
		done()
		return nil, nil, err
	}
	return a, done, nil
}

// prove restores into a folder that is thrown away, holds every file against the database, opens every demand's key, and signs an
// administrator in.
func (c *restoreCmd) prove(ctx context.Context, s streams, log *slog.Logger, r backup.Restoring) error {
	dir, err := backup.Scratch(c.Scratch, "preau-check-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // the next one takes what is left
	r.Database = filepath.Join(dir, "preau.db")
	if r.Secrets, err = blob.NewFolder(filepath.Join(dir, secretsFolder)); err != nil {
		return err
	}
	got, err := backup.Restore(ctx, r)
	if err != nil {
		return err
	}
	c.tell(s, got)
	if err := writeKeys(dir, got.Keys); err != nil {
		return err
	}
	if err := writeKeys(dir, keysOfFolder(c.Data)); err != nil {
		return err
	}
	faults, n := got.Faults, got.Faulty
	if err := c.tryOut(ctx, s, log, dir, r.SecretsFrom != nil); err != nil {
		faults, n = append(faults, inWords(err)), n+1
	}
	return c.end(s, faults, n)
}

func keysOfFolder(dir string) map[string][]byte {
	out := map[string][]byte{}
	for _, name := range app.KeyFiles() {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err == nil { //nolint:gosec // the operator's folder
			out[name] = text
		}
	}
	return out
}

func (c *restoreCmd) tryOut(ctx context.Context, s streams, log *slog.Logger, dir string, secrets bool) error {
	a, done, err := c.open(ctx, log, dir, filepath.Join(dir, "preau.db"), files{FileLimit: c.FileLimit, Keyring: c.Keyring}, true)
	if err != nil {
		return err
	}
	defer done()
	p, err := a.Prove(ctx, secrets)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(s.out, "Tried: the database opens with its key, %s (%d more were wiped since), and an administrator signs in.\n", count(p.Opened, "demand")+" can be read", p.Gone)
	return nil
}

func (c *restoreCmd) tell(s streams, got backup.Restored) {
	_, _ = fmt.Fprintf(s.out, "%s: the database of %s made by preau %s, %d of %s whole", got.Name, size(got.Database.Size), got.Program, got.Found, count(got.Files, "file"))
	if got.SecretsSet != "" {
		_, _ = fmt.Fprintf(s.out, ", %s of %s", count(got.Secrets, "secret"), got.SecretsSet)
	}
	_, _ = fmt.Fprintln(s.out, ".")
}

// end tells the faults, of which there may be more.
func (c *restoreCmd) end(s streams, faults []string, n int) error {
	for _, f := range faults {
		_, _ = fmt.Fprintln(s.out, "MISSING: "+f)
	}
	if n > len(faults) {
		_, _ = fmt.Fprintf(s.out, "… and %d more.\n", n-len(faults))
	}
	if n > 0 {
		return fmt.Errorf("%w: %s", errFaults, count(n, "fault"))
	}
	_, err := fmt.Fprintln(s.out, "Nothing is missing.")
	return err
}
