package db_test

import (
	"strconv"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func BenchmarkRead(b *testing.B) {
	each(b, func(b *testing.B, d *dbtest.DB) error {
		return d.View(b.Context(), func(tx *db.Tx) error {
			_, err := db.Value[int](b.Context(), tx, `SELECT count(*) FROM core_done WHERE account_id = $1 AND act = 'x' AND form_key = 'y'`, "a")
			return err
		})
	})
}

func BenchmarkOnce(b *testing.B) {
	n := 0
	each(b, func(b *testing.B, d *dbtest.DB) error {
		n++
		do := form()
		do.Key = strconv.Itoa(n)
		return d.Once(b.Context(), do, func(tx *db.Tx) error { return nil })
	})
}

func each(b *testing.B, do func(b *testing.B, d *dbtest.DB) error) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(e), func(b *testing.B) {
			d := dbtest.Open(b, e)
			for b.Loop() {
				if err := do(b, d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkKept(b *testing.B) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(e), func(b *testing.B) {
			d := dbtest.Open(b, e)
			k := db.Keep[string, int](d.DB)
			for b.Loop() {
				if _, _, err := k.Get(b.Context(), "", func(*db.Tx) (int, time.Time, error) { return 1, time.Time{}, nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
