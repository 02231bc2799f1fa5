package db_test

import (
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// table makes the table that these tests write to.
func table(t *testing.T, d *dbtest.DB) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE TABLE things (
			name TEXT COLLATE "C" NOT NULL PRIMARY KEY, n BIGINT, at BIGINT, ok BOOLEAN, raw BYTEA, note TEXT, ratio DOUBLE PRECISION,
			of TEXT REFERENCES things (name), CHECK (n >= 0))`)
		return err
	})
}

func insert(t *testing.T, tx *db.Tx, name string, n int64) {
	t.Helper()
	if _, err := tx.Exec(t.Context(), "INSERT INTO things (name, n) VALUES ($1, $2)", name, n); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, d *dbtest.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.InTx(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, d *dbtest.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.View(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, d *dbtest.DB, table string) int64 {
	t.Helper()
	var n int64
	view(t, d, func(tx *db.Tx) error {
		var err error
		n, err = db.Value[int64](t.Context(), tx, "SELECT count(*) FROM "+table)
		return err
	})
	return n
}
