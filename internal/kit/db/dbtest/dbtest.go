// Package dbtest gives each test a migrated database of its own, on both engines.
//
// PostgreSQL is the server named by PREAU_TEST_POSTGRES, where databases may be made. Without it those tests are
// skipped at a desk, and fail where CI is set.
package dbtest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/db"
)

// Start is what the clock of each test shows at first.
var Start = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

// DB is a test's database, with the clock that its transactions read.
type DB struct {
	*db.DB
	Clock *clock.Manual
	URL   string // for another process, or another node
}

// Each runs the test on both engines, as parallel subtests "sqlite" and "postgres".
func Each(t *testing.T, test func(t *testing.T, d *DB)) {
	t.Helper()
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			test(t, Open(t, e))
		})
	}
}

// Open makes a migrated database on this engine; it goes away with the test.
func Open(t testing.TB, e db.Engine) *DB {
	t.Helper()
	return open(t, URL(t, e), clock.NewManual(Start))
}

// Another is a second node on the same database, with a pool of its own and the same clock.
func (d *DB) Another(t testing.TB) *DB {
	t.Helper()
	return open(t, d.URL, d.Clock)
}

// URL makes a migrated database on this engine without opening it.
func URL(t testing.TB, e db.Engine) string {
	t.Helper()
	if e == db.SQLite {
		return sqliteCopy(t)
	}
	return postgresCopy(t)
}

func open(t testing.TB, url string, c *clock.Manual) *DB {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	d, err := db.Open(context.Background(), db.Options{URL: url, Clock: c, Log: log, MaxConns: 5})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // the test may have closed it
	return &DB{DB: d, Clock: c, URL: url}
}
