package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"preau/internal/app"
	"preau/internal/core/backup"
	"preau/internal/kit/blob"
	"preau/internal/kit/clock"
	"preau/internal/kit/config"
)

// shelves is where backups are: folders, or buckets of an S3 server of their own, since a backup is not to be lost with what it saves.
type shelves struct {
	BackupS3Endpoint  string        `name:"backup-s3-endpoint" help:"Address of the S3 server of backups, when a place is s3:BUCKET/PREFIX."`
	BackupS3Region    string        `name:"backup-s3-region" help:"Region of that server." default:"us-east-1"`
	BackupS3Key       config.Secret `name:"backup-s3-key" help:"Access key of that server."`
	BackupS3Secret    config.Secret `name:"backup-s3-secret" help:"Secret of the access key."`
	BackupS3PathStyle bool          `name:"backup-s3-path-style" help:"The bucket is a path of the address rather than a part of the host's name."`
}

// shelf opens a place: a folder, or s3:BUCKET or s3:BUCKET/PREFIX.
func (s shelves) shelf(at string) (blob.Shelf, error) {
	in, ok := strings.CutPrefix(at, "s3:")
	if !ok {
		return blob.NewShelfFolder(at)
	}
	bucket, prefix, _ := strings.Cut(strings.TrimLeft(in, "/"), "/")
	if prefix != "" && !strings.HasSuffix(prefix, "/") {
		prefix += "/"
	}
	return blob.NewShelfS3(blob.S3Options{
		Endpoint: s.BackupS3Endpoint, Region: s.BackupS3Region, Bucket: bucket, Prefix: prefix,
		Key: s.BackupS3Key.Reveal(), Secret: s.BackupS3Secret.Reveal(), PathStyle: s.BackupS3PathStyle,
	})
}

type backupCmd struct {
	store
	files
	shelves
	To              string   `required:"" help:"Where backups are kept: a folder of another disk, or s3:BUCKET/PREFIX."`
	SecretsTo       string   `help:"Where the secrets of demands are kept, apart from the rest: a folder, or s3:BUCKET/PREFIX."`
	NoSecrets       bool     `help:"The secrets of demands are saved by somebody else."`
	Recipient       []string `help:"Public key of age (age1…) to encrypt to; several may each open it alone. Without it, nothing is encrypted."`
	KeepDays        int      `help:"Backups older than so many days are deleted, but never the newest; 0 keeps all." default:"30"`
	KeepSecretsDays int      `help:"The same of the secrets: a wiped demand is gone from backups after so many days." default:"7"`
	Scratch         string   `help:"Folder with room for a copy of the database. Without it, the data folder." type:"path"`
}

// The faults of these settings.
var (
	errSamePlace = errors.New("backup: the secrets of demands are kept apart: -to and -secrets-to are one place")
	errDays      = errors.New("backup: days are 0 or more")
)

// Run saves the platform, which goes on serving.
func (c *backupCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	c.in(dataFolder)
	if err := c.check(); err != nil {
		return err
	}
	d, _, err := c.openAsIs(ctx, log)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // all transactions have ended by then
	saving := backup.Saving{
		DB: d, Clock: clock.System{}, Contents: app.Saved(), NoSecrets: c.NoSecrets, Recipients: c.Recipient, Scratch: c.Scratch, Program: version,
		KeepDays: c.KeepDays, KeepSecretsDays: c.KeepSecretsDays,
	}
	if saving.Scratch == "" {
		saving.Scratch = c.Data
	}
	if saving.Files, err = c.openFiles(c.Data); err != nil {
		return err
	}
	if saving.Secrets, err = c.openSecrets(c.Data); err != nil {
		return err
	}
	if saving.To, err = c.shelf(c.To); err != nil {
		return err
	}
	if c.SecretsTo != "" {
		if saving.SecretsTo, err = c.shelf(c.SecretsTo); err != nil {
			return err
		}
	}
	if saving.Keys, err = c.keyFiles(); err != nil {
		return err
	}
	made, err := backup.Make(ctx, saving)
	if err == nil || errors.Is(err, backup.ErrMissing) || errors.Is(err, backup.ErrUntidy) {
		c.tell(s, made, saving.Keys)
	}
	return err
}

func (c *backupCmd) check() error {
	var all []error
	if c.onPostgres() {
		all = append(all, fmt.Errorf("backup: %w: see docs/operating.md", errPostgres))
	}
	if c.SecretsTo != "" && onePlace(c.SecretsTo, c.To) {
		all = append(all, errSamePlace)
	}
	if c.KeepDays < 0 || c.KeepSecretsDays < 0 {
		all = append(all, errDays)
	}
	return errors.Join(all...)
}

// onePlace says whether two places are the same, however they are written; buckets by their names, folders by what is there.
func onePlace(a, b string) bool {
	onS3, otherOnS3 := strings.HasPrefix(a, "s3:"), strings.HasPrefix(b, "s3:")
	if onS3 || otherOnS3 {
		plain := func(s string) string { return strings.Trim(strings.TrimPrefix(s, "s3:"), "/") }
		return onS3 && otherOnS3 && plain(a) == plain(b)
	}
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return filepath.Clean(a) == filepath.Clean(b) || errX == nil && errY == nil && os.SameFile(x, y)
}

var errPostgres = errors.New("a PostgreSQL database is saved by PostgreSQL's own tools")

// keyFiles are the keys that lie in the data folder; those that are settings are looked after by whoever set them.
func (c *backupCmd) keyFiles() (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, name := range app.KeyFiles() {
		text, err := os.ReadFile(filepath.Join(c.Data, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err == nil {
			out[name] = text
		}
	}
	return out, nil
}

func (c *backupCmd) tell(s streams, m backup.Made, keys map[string][]byte) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(s.out, format+"\n", args...) } // told by the manifest too
	say("Saved as %s: the database of %s, %s, %s (%d new), %s.", m.Name, size(m.Database.Size), count(len(m.Rows), "table"), count(m.Files, "file"), m.NewFiles, count(m.Saved, "secret"))
	for _, key := range m.Missing {
		say("MISSING: file %s is not in the store, or is another there.", key)
	}
	for i, name := range app.KeyFiles() {
		if _, there := keys[name]; m.Keys == nil || !there {
			say("Not saved: %s. Keep a copy of it, apart from this backup: without it %s cannot be opened.", name, []string{"settings and links", "demands"}[i])
		}
	}
	for _, name := range m.Forgotten {
		say("Deleted, since its time is over: %s.", name)
	}
}

// count is a number of things, in English.
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

func size(bytes int64) string {
	const mb = 1_000_000
	if bytes < mb {
		return fmt.Sprintf("%d KB", (bytes+999)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/mb)
}

type keysBackupCmd struct{}

// Run draws a pair of keys for backups: the private one is for a safe, and this machine needs the public one alone.
func (keysBackupCmd) Run(s streams) error {
	public, private, err := backup.NewPair()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "# public key: %s\n%s\n", public, private)
	return err
}
