// Package migrations is the ordered list of what made the tables, the same text for both engines.
//
// A file NNNN_x.sql holds only `-- +goose Up`: migrations go forward, are never edited once released, and suit the
// previous release's code too. What must differ is a pair NNNN_x.sqlite.sql, NNNN_x.postgres.sql.
package migrations

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"preau/internal/kit/db"
)

//go:embed *.sql
var files embed.FS

// countsSince is the migration that made the table of counts: a test may go less far.
const countsSince = 170

// table is where the database keeps which migrations it has had.
const table = "core_migrations"

// Up brings the tables to this program's version. Several nodes may start at once: one migrates, the others wait.
// A database of a newer program is refused.
func Up(ctx context.Context, d *db.DB) error { return up(ctx, d, files) }

func up(ctx context.Context, d *db.DB, files fs.FS) error {
	err := d.Migrate(ctx, func(pool *sql.DB) error {
		p, err := provider(d.Engine(), pool, files)
		if err != nil {
			return err
		}
		if _, err := p.Up(ctx); err != nil {
			return err
		}
		has, knows, err := p.GetVersions(ctx)
		if err == nil && has > knows {
			return fmt.Errorf("the database has version %d, made by a newer program; this one knows %d", has, knows)
		}
		if err == nil && d.Engine() == db.SQLite && has >= countsSince {
			err = count(ctx, pool)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Version says which version the database has, and which this program knows: they are equal when Up has nothing to do.
// It is one read, which waits for no migration: it is asked each time somebody looks whether this node is ready. A
// database that had no migration is an error.
func Version(ctx context.Context, d *db.DB) (has, knows int64, err error) {
	if knows, err = newest(files); err != nil {
		return 0, 0, err
	}
	err = d.View(ctx, func(tx *db.Tx) error {
		has, err = db.Value[int64](ctx, tx, `SELECT CAST(max(version_id) AS BIGINT) FROM `+table)
		return err
	})
	return has, knows, err
}

// newest is the highest number among the files.
func newest(files fs.FS) (int64, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return 0, err
	}
	var highest int64
	for _, name := range names {
		n, err := goose.NumericComponent(name)
		if err != nil {
			return 0, fmt.Errorf("migration %s: %w", name, err)
		}
		highest = max(highest, n)
	}
	return highest, nil
}

// Sum is a hash of all migrations, by which tests know a prepared database.
func Sum() (string, error) {
	h := sha256.New()
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return "", err
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

func provider(e db.Engine, pool *sql.DB, files fs.FS) (*goose.Provider, error) {
	others, err := ofOtherEngine(e, files)
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{
		goose.WithTableName(table), goose.WithExcludeNames(others),
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()),
	}
	if e == db.SQLite {
		return goose.NewProvider(goose.DialectSQLite3, pool, files, options...)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // each second, for 5 minutes
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, pool, files, append(options, goose.WithSessionLocker(locker))...)
}

// ofOtherEngine names the halves of pairs that are not this engine's.
func ofOtherEngine(e db.Engine, files fs.FS) ([]string, error) {
	other := "*." + string(db.Postgres) + ".sql"
	if e == db.Postgres {
		other = strings.Replace(other, string(db.Postgres), string(db.SQLite), 1)
	}
	return fs.Glob(files, other)
}
