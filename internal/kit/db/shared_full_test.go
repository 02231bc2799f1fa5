package db_test

import (
	"strconv"
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/db/msg"
	"preau/internal/kit/i18n"
)

// Where the disk takes a part not, SQLite undoes all that stands in the same transaction: who wrote what fits is committed nevertheless, by
// themselves, and who did not is told so in their own words. Nothing is half done, and the next commit works.
func TestFullDiskUndoesOnePart(t *testing.T) {
	for what, end := range map[string]func(err error) error{
		"as it is":            func(err error) error { return err },
		"in their own words":  func(err error) error { return &apperr.Error{Kind: apperr.Conflict, Msg: i18n.M(msg.Busy), Err: err} },
		"forgotten":           func(error) error { return nil },
		"in a state of panic": func(err error) error { panic(err) },
	} {
		t.Run(what, func(t *testing.T) {
			d := dbtest.Open(t, db.SQLite)
			table(t, d)
			limit(t, d, 4)
			errs := queue(t, d, t.Context(), adds(t, "first", nil), adds(t, "second", nil), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO things (name, n) VALUES (hex(zeroblob(1000000)), 1)`)
				return end(err)
			}, adds(t, "third", nil))
			if errs[0] != nil || errs[1] != nil || errs[2] == nil || errs[3] != nil || count(t, d, "things") != 3 {
				t.Errorf("%v, %d rows", errs, count(t, d, "things"))
			}
			limit(t, d, 1000)
			write(t, d, func(tx *db.Tx) error { insert(t, tx, "later", 1); return nil })
			if n := count(t, d, "things"); n != 4 {
				t.Errorf("%d rows afterwards", n)
			}
		})
	}
}

// limit lets the file grow by so many pages and no more.
func limit(t *testing.T, d *dbtest.DB, pages int64) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		n, err := db.Value[int64](t.Context(), tx, "PRAGMA page_count")
		if err == nil {
			_, err = db.Value[int64](t.Context(), tx, "PRAGMA max_page_count = "+strconv.FormatInt(n+pages, 10))
		}
		return err
	})
}
