package db_test

import (
	"fmt"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// kept is how many statements more are kept than before.
func kept(t *testing.T, d *dbtest.DB) int {
	t.Helper()
	n, err := d.Kept(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The same text is prepared once; of many texts only the last are kept, and all give what they should.
func TestStatementsAreKept(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	table(t, d)
	before := kept(t, d)
	for i := range 10 {
		write(t, d, func(tx *db.Tx) error { insert(t, tx, fmt.Sprint(i), int64(i)); return nil })
	}
	if n := kept(t, d) - before; n != 1 {
		t.Errorf("%d statements are kept of one text", n)
	}
	for range 2 {
		for i := range db.MostKept + 20 {
			write(t, d, func(tx *db.Tx) error {
				n, err := db.Value[int](t.Context(), tx, fmt.Sprintf(`SELECT count(*) + %d FROM things WHERE n < $1`, i), 5)
				if n != 5+i {
					t.Errorf("statement %d gives %d", i, n)
				}
				return err
			})
		}
	}
	if n := kept(t, d); n != db.MostKept {
		t.Errorf("%d statements are kept", n)
	}
}

// A kept statement knows what became of its tables, and one that failed or was not read to its end runs again.
func TestKeptStatementsStayRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		first := func(tx *db.Tx) error {
			name, err := db.Value[string](t.Context(), tx, `SELECT name FROM things ORDER BY name`)
			if name != "a" {
				t.Errorf("the first is %q", name)
			}
			return err
		}
		write(t, d, func(tx *db.Tx) error { insert(t, tx, "a", 1); insert(t, tx, "b", 1); return nil })
		for range 3 {
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), "INSERT INTO things (name, n) VALUES ($1, $2)", "a", 1)
				return err
			})
			if !db.IsUnique(err) {
				t.Errorf("again: %v", err)
			}
			view(t, d, first)
		}
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `ALTER TABLE things ADD COLUMN later TEXT`)
			return err
		})
		view(t, d, first)
		write(t, d, func(tx *db.Tx) error { insert(t, tx, "c", 1); return first(tx) })
	})
}

// What is bound to a LIMIT is hidden from SQLite's planner, which would plan anew each time; it limits as before.
func TestBoundLimit(t *testing.T) {
	for text, want := range map[string]string{
		`SELECT a FROM b LIMIT $12 OFFSET $13`:              `SELECT a FROM b LIMIT ($12 + 0) OFFSET $13`,
		`SELECT a FROM (SELECT a FROM b LIMIT $1) LIMIT $2`: `SELECT a FROM (SELECT a FROM b LIMIT ($1 + 0)) LIMIT ($2 + 0)`,
		`SELECT a FROM b LIMIT 1`:                           `SELECT a FROM b LIMIT 1`,
		`SELECT NOLIMIT FROM b WHERE LIMITED = $1`:          `SELECT NOLIMIT FROM b WHERE LIMITED = $1`,
	} {
		if got := db.Steady(text); got != want {
			t.Errorf("%s is prepared as %s", text, got)
		}
	}
	d := dbtest.Open(t, db.SQLite)
	table(t, d)
	write(t, d, func(tx *db.Tx) error {
		for i := range 9 {
			insert(t, tx, fmt.Sprint(i), int64(i))
		}
		for i := range int64(9) {
			n, err := db.Value[int64](t.Context(), tx, `SELECT count(*) FROM (SELECT n FROM things WHERE n >= $1 ORDER BY n LIMIT $2)`, 0, i)
			if err != nil || n != i {
				t.Errorf("%d rows of %d: %v", n, i, err)
			}
		}
		return nil
	})
}
