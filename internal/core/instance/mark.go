package instance

import (
	"context"
	"fmt"

	"preau/internal/core/instance/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// demonstration is the mark of a database that holds invented people: pages that sign anybody in exist there alone.
const demonstration = "demonstration"

// IsDemo says whether the database is marked as a demonstration's.
func IsDemo(ctx context.Context, tx *db.Tx) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM instance_marks WHERE name = $1`, demonstration)
	if err != nil {
		return false, fmt.Errorf("marks: %w", err)
	}
	return n > 0, nil
}

// IsEmpty says whether nobody has begun to use the database: no account, and no settings saved.
func IsEmpty(ctx context.Context, tx *db.Tx) (bool, error) {
	used, err := db.Value[int64](ctx, tx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM account_accounts)
		OR EXISTS (SELECT 1 FROM instance_settings) THEN 1 ELSE 0 END`)
	if err != nil {
		return false, fmt.Errorf("is the database empty: %w", err)
	}
	return used == 0, nil
}

// MarkDemo marks an empty database as a demonstration's, for good. A marked one stays so; any other is refused.
func MarkDemo(ctx context.Context, tx *db.Tx) error {
	demo, err := mayHoldDemo(ctx, tx)
	if err != nil || demo {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO instance_marks (name, at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, demonstration, tx.Now())
	if err != nil {
		return fmt.Errorf("mark the demonstration: %w", err)
	}
	return nil
}

// GuardDemo refuses to run a demonstration on a database that is neither empty nor a demonstration's. It needs the tables to be there.
func GuardDemo(ctx context.Context, d *db.DB) error {
	return d.View(ctx, func(tx *db.Tx) error {
		_, err := mayHoldDemo(ctx, tx)
		return err
	})
}

// GuardServe refuses to serve a demonstration's database as a real one. It needs the tables to be there.
func GuardServe(ctx context.Context, d *db.DB) error {
	return d.View(ctx, func(tx *db.Tx) error {
		demo, err := IsDemo(ctx, tx)
		if err == nil && demo {
			err = apperr.ConflictErr(i18n.M(msg.MarkServe))
		}
		return err
	})
}

// mayHoldDemo says whether the database is marked; one that is neither marked nor empty is refused.
func mayHoldDemo(ctx context.Context, tx *db.Tx) (marked bool, err error) {
	if marked, err = IsDemo(ctx, tx); err != nil || marked {
		return marked, err
	}
	empty, err := IsEmpty(ctx, tx)
	if err == nil && !empty {
		err = apperr.ConflictErr(i18n.M(msg.MarkDemo))
	}
	return false, err
}
