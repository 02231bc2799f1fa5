package dbtest

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/jackc/pgx/v5"

	"preau/internal/migrations"
)

//go:embed reset.sql
var resetSQL string

// findTemplate makes the migrated database that tests copy, unless a process has made it from the same migrations and
// reset. It is built under another name, so that a killed process leaves none half made.
func (a *admin) findTemplate(ctx context.Context) error {
	sum, err := migrations.Sum()
	if err != nil {
		return err
	}
	a.template = fmt.Sprintf("%s%s_%x", templatePrefix, sum, crc32.ChecksumIEEE([]byte(resetSQL)))
	if _, err := a.conn.Exec(ctx, "SELECT pg_advisory_lock($1, 0)", lockTemplates); err != nil {
		return err
	}
	defer func() { _, _ = a.conn.Exec(ctx, "SELECT pg_advisory_unlock($1, 0)", lockTemplates) }() // ends with the connection, too
	if _, err := a.conn.Exec(ctx, "SELECT pg_advisory_lock_shared($1, hashtext($2))", lockTemplates, a.template); err != nil {
		return err
	}
	exists := false
	err = a.conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", a.template).Scan(&exists)
	if err != nil || exists {
		return err
	}
	return errors.Join(a.dropUnused(ctx), a.build(ctx))
}

func (a *admin) build(ctx context.Context) error {
	building := templatePrefix + "building"
	for _, q := range []string{"DROP DATABASE IF EXISTS " + building + " WITH (FORCE)", "CREATE DATABASE " + building} {
		if _, err := a.conn.Exec(ctx, q); err != nil {
			return err
		}
	}
	if err := migrate(ctx, a.urlOf(building)); err != nil {
		return err
	}
	if err := prepareReset(ctx, a.urlOf(building)); err != nil {
		return err
	}
	_, err := a.conn.Exec(ctx, "ALTER DATABASE "+building+" RENAME TO "+a.template)
	return err
}

func prepareReset(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	_, err = conn.PgConn().Exec(ctx, resetSQL).ReadAll()
	return errors.Join(err, conn.Close(ctx))
}

// dropUnused drops the templates of other migrations that no process holds.
func (a *admin) dropUnused(ctx context.Context) error {
	rows, err := a.conn.Query(ctx, `SELECT datname FROM pg_database WHERE datname LIKE $1 || '%' AND datname <> $2
		AND pg_try_advisory_lock($3, hashtext(datname))`, templatePrefix, a.template, lockTemplates)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, n := range names {
		_, derr := a.conn.Exec(ctx, "DROP DATABASE IF EXISTS "+n+" WITH (FORCE)")
		_, uerr := a.conn.Exec(ctx, "SELECT pg_advisory_unlock($1, hashtext($2))", lockTemplates, n)
		err = errors.Join(err, derr, uerr)
	}
	return err
}
