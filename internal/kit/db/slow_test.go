package db_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// What was slow is named by its text and by who sent it, and nothing that was asked or found is told; what a function does with a row
// is not the statement's time.
func TestSlowIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, first *dbtest.DB) {
		var log bytes.Buffer
		open := func(s db.Slow) *db.DB {
			t.Helper()
			log.Reset()
			d, err := db.Open(t.Context(), db.Options{URL: first.URL, Log: slog.New(slog.NewTextHandler(&log, nil)), Slow: s, MaxConns: 2})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() }) // nothing is left open
			log.Reset()
			return d
		}
		table(t, first)
		d := open(db.Slow{Statement: time.Nanosecond, Transaction: time.Nanosecond})
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			insert(t, tx, "un secret", 1)
			_, err := db.Value[int64](t.Context(), tx, "SELECT n\n\t\tFROM things WHERE name = $1", "un secret")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			`msg="slow query" by=preau/internal/kit/db_test.insert ms=`, `statement="INSERT INTO things (name, n) VALUES ($1, $2)"`,
			`by=preau/internal/kit/db_test.TestSlowIsTold.`, `statement="SELECT n FROM things WHERE name = $1"`,
			`msg="long transaction" act=preau/internal/kit/db_test.TestSlowIsTold.`,
		} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("%q is not told:\n%s", want, log.String())
			}
		}
		if strings.Contains(log.String(), "secret") {
			t.Errorf("tells what was asked:\n%s", log.String())
		}
		const slow = 500 * time.Millisecond
		d = open(db.Slow{Statement: slow})
		err = d.View(t.Context(), func(tx *db.Tx) error {
			return db.Each(t.Context(), tx, func(n *string) []any { return []any{n} }, "SELECT name FROM things", nil, func(string) error {
				ctx, cancel := context.WithTimeout(t.Context(), 2*slow)
				defer cancel()
				<-ctx.Done()
				return nil
			})
		})
		if err != nil || log.Len() > 0 {
			t.Errorf("%v, %s", err, log.String())
		}
	})
}
