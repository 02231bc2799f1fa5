package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrOwnTools says that the engine is copied by its own tools, not by this program.
var ErrOwnTools = errors.New("a PostgreSQL database is saved by PostgreSQL's own tools")

// Copy writes what is in the database now, at one instant, into a new file that nobody else reads yet. Readers and writers go on
// meanwhile; SQLite's log grows by what they write.
func (d *DB) Copy(ctx context.Context, path string) error {
	if d.engine != SQLite {
		return ErrOwnTools
	}
	if err := makeFile(path); err != nil { // SQLite takes an empty file, and keeps its rights
		return fmt.Errorf("copy the database: %w", err)
	}
	one, err := sql.Open("sqlite", dsn(d.target.path, "_pragma=cache_size(-65536)&_pragma=mmap_size(2147483648)"+longPatience))
	if err != nil {
		return err
	}
	defer func() { _ = one.Close() }() // it was only read
	one.SetMaxOpenConns(1)
	if _, err := one.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return nil
}

// Count says how many rows each table has, the engine's own left out.
func (d *DB) Count(ctx context.Context) (map[string]int64, error) {
	names := `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`
	if d.engine == Postgres {
		names = `SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()`
	}
	out := map[string]int64{}
	err := d.View(ctx, func(tx *Tx) error {
		tables, err := values(ctx, tx, names)
		for _, t := range tables {
			if err != nil {
				break
			}
			out[t], err = Value[int64](ctx, tx, `SELECT count(*) FROM "`+t+`"`)
		}
		return err
	})
	return out, err
}

// Sound says whether the database's file is what SQLite wrote, each index agrees with its table, and each row has those that it names.
// PostgreSQL watches over its files by itself.
func (d *DB) Sound(ctx context.Context) error {
	if d.engine == Postgres {
		return nil
	}
	var said []string
	err := d.View(ctx, func(tx *Tx) error {
		var err error
		if said, err = values(ctx, tx, `PRAGMA integrity_check(10)`); err != nil {
			return err
		}
		if len(said) == 1 && said[0] == "ok" {
			said = nil
		}
		missing, err := values(ctx, tx, `SELECT DISTINCT "table" || ' misses rows of ' || parent FROM pragma_foreign_key_check LIMIT 10`)
		said = append(said, missing...)
		return err
	})
	if err == nil && len(said) > 0 {
		err = fmt.Errorf("the database is damaged: %q", said)
	}
	return err
}

func values(ctx context.Context, tx *Tx, q string) ([]string, error) {
	return All(ctx, tx, func(s *string) []any { return []any{s} }, q)
}
