package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// longestMigration is how long a node waits for another that migrates.
const longestMigration = 5 * time.Minute

// Migrate gives internal/migrations, and nobody else, the connections that a migration needs.
//
// On SQLite it is one connection without foreign keys, because a table is rebuilt by dropping it; they are checked
// at the end. A lock file keeps other processes from migrating at the same time. On PostgreSQL the migrations take a lock of the session.
func (d *DB) Migrate(ctx context.Context, fn func(*sql.DB) error) error {
	if d.engine == Postgres {
		return d.fault(&Tx{}, fn(d.write))
	}
	unlock, err := LockFile(ctx, d.target.path+"-migrating", longestMigration)
	if err != nil {
		return d.fault(&Tx{}, fmt.Errorf("wait for another migration: %w", err))
	}
	defer unlock()
	one, err := sql.Open("sqlite", dsn(d.target.path, strings.Replace(pragmas, "foreign_keys(1)", "foreign_keys(0)", 1)+longPatience+"&_txlock=immediate"))
	if err != nil {
		return err
	}
	one.SetMaxOpenConns(1)
	defer func() { _ = one.Close() }() // all is committed or failed by now
	if err := fn(one); err != nil {
		return d.fault(&Tx{}, err)
	}
	return checkForeignKeys(ctx, one)
}

// LockFile holds an exclusive lock of SQLite's own on an empty file, which it makes: it works on each system, and ends with the process. Whoever
// waits for longer than patience gets apperr.Unavailable. It asks again and again, as a statement that waits for a lock does not see the end
// of ctx.
func LockFile(ctx context.Context, path string, patience time.Duration) (unlock func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	f, err := sql.Open("sqlite", dsn(path, "_pragma=busy_timeout(50)"))
	if err != nil {
		return nil, err
	}
	f.SetMaxOpenConns(1)
	for {
		_, err := f.ExecContext(context.WithoutCancel(ctx), "BEGIN EXCLUSIVE") // its connection is not to end with the waiting
		if err == nil {
			return func() { _ = f.Close() }, nil // closing rolls the empty transaction back
		}
		if troubleOf(err) != locked {
			return nil, errors.Join(err, f.Close())
		}
		if ctx.Err() != nil {
			return nil, busy(errors.Join(err, f.Close()))
		}
	}
}

func checkForeignKeys(ctx context.Context, one *sql.DB) error {
	rows, err := one.QueryContext(ctx, "SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // what it could say, rows.Err says
	if rows.Next() {
		var table, parent string
		if err := rows.Scan(&table, &parent); err != nil {
			return err
		}
		return fmt.Errorf("after the migration, rows of %s miss their row in %s", table, parent)
	}
	return rows.Err()
}
