package db_test

import (
	"context"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestTallyCountsStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		ctx, counted := db.Tally(t.Context())
		same, also := db.Tally(ctx)
		_, other := db.Tally(t.Context())
		do := func(ctx context.Context, name string) {
			err := d.InTx(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(ctx, `INSERT INTO things (name) VALUES ($1)`, name); err != nil {
					return err
				}
				_, err := db.Value[int](ctx, tx, `SELECT count(*) FROM things`)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		do(ctx, "a")
		do(same, "b")
		do(t.Context(), "c")
		if counted() != 4 || also() != 4 || other() != 0 {
			t.Errorf("counted %d, %d and %d", counted(), also(), other())
		}
	})
}
