package db_test

import (
	"strconv"
	"strings"
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// Asking whether it can be written leaves nothing behind.
func TestWritable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		for range 2 {
			if err := d.Writable(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if n := count(t, d, "core_done"); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

// A disk that refused something is asked by a row, until it keeps one.
func TestFullDiskIsNotWritable(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	table(t, d)
	most := func(pages int64) {
		write(t, d, func(tx *db.Tx) error {
			_, err := db.Value[int64](t.Context(), tx, "PRAGMA max_page_count = "+strconv.FormatInt(pages, 10))
			return err
		})
	}
	var pages int64
	write(t, d, func(tx *db.Tx) error {
		var err error
		pages, err = db.Value[int64](t.Context(), tx, "PRAGMA page_count")
		return err
	})
	most(pages)
	for _, size := range []int{1000, 1} { // until not even the smallest row has room
		for n, full := 0, false; !full; n++ {
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO core_done (account_id, act, form_key, body_hash, result, done_at) VALUES ('', '', $1, $2, '', 1)`,
					strconv.Itoa(size*1000+n), strings.Repeat("x", size))
				return err
			})
			if full = apperr.Is(err, apperr.Unavailable); err != nil && !full {
				t.Fatal(err)
			}
		}
	}
	if err := d.Writable(t.Context()); !apperr.Is(err, apperr.Unavailable) {
		t.Errorf("a full disk: %v", err)
	}
	most(pages + 100)
	for range 2 {
		if err := d.Writable(t.Context()); err != nil {
			t.Errorf("with room again: %v", err)
		}
	}
	if n := count(t, d, "core_done WHERE act = 'db.writable'"); n != 1 {
		t.Errorf("%d rows prove it", n)
	}
}

// A connection to a server that only reads, since another took its place, is used no more.
func TestConnectionsThatOnlyReadAreReplaced(t *testing.T) {
	d := dbtest.Open(t, db.Postgres)
	table(t, d)
	write(t, d, func(tx *db.Tx) error { // a setting of the session, which outlives the transaction
		_, err := db.Value[string](t.Context(), tx, "SELECT set_config('default_transaction_read_only', 'on', false)")
		return err
	})
	refused := 0
	for n := range 10 {
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "INSERT INTO things (name, n) VALUES ($1, 1)", strconv.Itoa(n))
			return err
		})
		switch {
		case apperr.Is(err, apperr.Unavailable):
			refused++
		case err != nil:
			t.Fatal(err)
		}
	}
	if refused != 1 || count(t, d, "things") != 9 {
		t.Errorf("refused %d times, %d rows", refused, count(t, d, "things"))
	}
	if err := d.Writable(t.Context()); err != nil {
		t.Error(err)
	}
}
