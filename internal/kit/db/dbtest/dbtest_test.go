package dbtest_test

import (
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// Whatever a test did to its database, the next one gets a fresh one.
func TestDatabasesAreFresh(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			before := picture(t, dbtest.Open(t, e))
			for _, spoil := range []string{
				`INSERT INTO jobs_slots (name, slot, begun_at) VALUES ('a', 1, 1)`,
				`DELETE FROM core_migrations`,
				`UPDATE core_migrations SET version_id = version_id + 1000`,
				`CREATE TABLE another (id TEXT)`,
				`ALTER TABLE core_done ADD COLUMN more TEXT`,
				`DROP INDEX jobs_queue_unique`,
				`DROP TABLE core_done`,
			} {
				t.Run(spoil, func(t *testing.T) { write(t, dbtest.Open(t, e), spoil) })
				t.Run("fresh", func(t *testing.T) {
					if after := picture(t, dbtest.Open(t, e)); after != before {
						t.Errorf("after %s: %+v, not %+v", spoil, after, before)
					}
				})
			}
		})
	}
}

func write(t *testing.T, d *dbtest.DB, q string, args ...any) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), q, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// counts is what could be left over.
type counts struct{ Slots, Done, Migrations, Columns, Tables, Indexes int }

func picture(t *testing.T, d *dbtest.DB) counts {
	t.Helper()
	catalogue := `(SELECT count(*) FROM pragma_table_info('core_done')), (SELECT count(*) FROM sqlite_schema WHERE type = 'table'),
		(SELECT count(*) FROM sqlite_schema WHERE type = 'index')`
	if d.Engine() == db.Postgres {
		catalogue = `(SELECT count(*) FROM information_schema.columns WHERE table_name = 'core_done'),
			(SELECT count(*) FROM pg_tables WHERE schemaname = 'public'), (SELECT count(*) FROM pg_indexes WHERE schemaname = 'public')`
	}
	var c counts
	err := d.View(t.Context(), func(tx *db.Tx) error {
		var err error
		c, err = db.One(t.Context(), tx, func(c *counts) []any {
			return []any{&c.Slots, &c.Done, &c.Migrations, &c.Columns, &c.Tables, &c.Indexes}
		}, `SELECT (SELECT count(*) FROM jobs_slots), (SELECT count(*) FROM core_done), (SELECT CAST(sum(version_id) AS BIGINT) FROM core_migrations), `+catalogue)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNodesShareTheDatabaseAndTheClock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		other := d.Another(t)
		write(t, d, `INSERT INTO jobs_slots (name, slot, begun_at) VALUES ('a', 1, 1)`)
		if c := picture(t, other); c.Slots != 1 || other.Clock != d.Clock || !d.Clock.Now().Equal(dbtest.Start) {
			t.Errorf("the other node sees %+v", c)
		}
	})
}
