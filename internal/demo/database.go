package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"preau/internal/core/instance"
	"preau/internal/kit/db"
)

// State is what a database holds, as the demonstration sees it.
type State int

// The states. A telling that was cut short leaves a marked database whose story has no end: Unfinished.
const (
	Empty State = iota
	Unfinished
	Ready
)

// errForeign refuses a database that holds tables of another program, or is too old to bear a mark.
var errForeign = errors.New("this database holds something else than a demonstration: it is left as it is")

// Look says what a database holds, before anything is written to it, its tables included. One that is neither empty nor
// a demonstration's is refused.
func Look(ctx context.Context, d *db.DB) (State, error) {
	has, err := tables(ctx, d)
	if err != nil || len(has) == 0 {
		return Empty, err
	}
	if !has["instance_marks"] || !has["instance_settings"] || !has["account_accounts"] {
		return Empty, errForeign
	}
	if err := instance.GuardDemo(ctx, d); err != nil {
		return Empty, err
	}
	state := Empty
	err = d.View(ctx, func(tx *db.Tx) error {
		marked, err := instance.IsDemo(ctx, tx)
		if err != nil || !marked {
			return err
		}
		set, err := instance.Read(ctx, tx)
		if state = Unfinished; set.SetUp { // saved at the story's end
			state = Ready
		}
		return err
	})
	return state, err
}

// Wipe drops the tables of a demonstration's PostgreSQL database, in one transaction with the look at its mark. What was
// open on the database must be opened again. A SQLite database is its file, which is deleted whole.
func Wipe(ctx context.Context, d *db.DB) error {
	has, err := tables(ctx, d)
	if err != nil {
		return err
	}
	return d.InTx(ctx, func(tx *db.Tx) error {
		marked, err := instance.IsDemo(ctx, tx)
		if err != nil {
			return err
		}
		if !marked {
			return errForeign
		}
		names := make([]string, 0, len(has))
		for name := range has {
			names = append(names, `"`+strings.ReplaceAll(name, `"`, `""`)+`"`)
		}
		if _, err := tx.Exec(ctx, `DROP TABLE `+strings.Join(names, ", ")+` CASCADE`); err != nil {
			return fmt.Errorf("drop the demonstration's tables: %w", err)
		}
		return nil
	})
}

// tables are the names of all tables where ours would be made.
func tables(ctx context.Context, d *db.DB) (map[string]bool, error) {
	q := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'`
	if d.Engine() == db.Postgres {
		q = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema()`
	}
	out := map[string]bool{}
	err := d.View(ctx, func(tx *db.Tx) error {
		names, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, q)
		for _, name := range names {
			out[name] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("tables: %w", err)
	}
	return out, nil
}
