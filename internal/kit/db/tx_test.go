package db_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/db/msg"
)

func TestTransactionIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		boom := errors.New("boom")
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { insert(t, tx, "a", 1); return boom }); !errors.Is(err, boom) {
			t.Errorf("got %v", err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = d.InTx(t.Context(), func(tx *db.Tx) error { insert(t, tx, "a", 1); panic("boom") })
		}()
		ctx, cancel := context.WithCancel(t.Context())
		if err := d.InTx(ctx, func(tx *db.Tx) error { insert(t, tx, "a", 1); cancel(); return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		if n := count(t, d, "things"); n != 0 {
			t.Errorf("%d rows were kept", n)
		}
		write(t, d, func(tx *db.Tx) error { insert(t, tx, "a", 1); return nil })
		if n := count(t, d, "things"); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

// PostgreSQL refuses all after a failed statement, SQLite would go on: here both refuse.
func TestNothingAfterAFailedStatement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			insert(t, tx, "a", 1)
			if _, err := tx.Exec(t.Context(), `INSERT INTO things (name) VALUES ('a')`); !db.IsUnique(err) {
				t.Errorf("got %v", err)
			}
			if _, err := tx.Exec(t.Context(), `INSERT INTO things (name) VALUES ('b')`); !db.IsUnique(err) {
				t.Errorf("after it: %v", err)
			}
			if _, err := db.Value[int](t.Context(), tx, `SELECT 1`); !db.IsUnique(err) {
				t.Errorf("reading after it: %v", err)
			}
			return nil // forgotten
		})
		if !db.IsUnique(err) {
			t.Errorf("the commit: %v", err)
		}
		if n := count(t, d, "things"); n != 0 {
			t.Errorf("%d rows were kept", n)
		}
	})
}

func TestExecCountsRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error {
			insert(t, tx, "a", 1)
			insert(t, tx, "b", 1)
			for _, c := range []struct {
				q    string
				want int64
			}{{`UPDATE things SET n = 2`, 2}, {`UPDATE things SET n = 3 WHERE name = 'z'`, 0}, {`DELETE FROM things WHERE name = 'a'`, 1}} {
				if n, err := tx.Exec(t.Context(), c.q); err != nil || n != c.want {
					t.Errorf("%s: %d, %v", c.q, n, err)
				}
			}
			return nil
		})
	})
}

func TestNowIsOneInstant(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		d.Clock.Set(time.Date(2026, 11, 21, 11, 0, 0, 1999, time.FixedZone("Paris", 3600)))
		want := time.Date(2026, 11, 21, 10, 0, 0, 1000, time.UTC)
		for _, run := range []func(context.Context, func(*db.Tx) error) error{d.InTx, d.View} {
			err := run(t.Context(), func(tx *db.Tx) error {
				d.Clock.Advance(time.Hour)
				defer d.Clock.Advance(-time.Hour)
				if tx.Now() != want || tx.Engine() != d.Engine() {
					t.Errorf("%v on %s", tx.Now(), tx.Engine())
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// The writer's turn may come late: its instant is then, so that instants order what was written.
func TestNowIsTakenAfterTheWriterWasWaitedFor(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	inside, release := make(chan bool), make(chan bool)
	var all sync.WaitGroup
	all.Go(func() {
		if err := d.InTx(context.Background(), func(tx *db.Tx) error { inside <- true; <-release; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-inside
	var second time.Time
	all.Go(func() {
		if err := d.InTx(context.Background(), func(tx *db.Tx) error { second = tx.Now(); return nil }); err != nil {
			t.Error(err)
		}
	})
	d.Clock.Advance(time.Minute)
	close(release)
	all.Wait()
	if !second.Equal(dbtest.Start.Add(time.Minute)) {
		t.Errorf("the second wrote at %v", second)
	}
}

func TestAfterRunsOnceCommitted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		boom := errors.New("boom")
		for name, fail := range map[string]error{"kept": nil, "lost": boom} {
			var seen []int64
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				insert(t, tx, name, 1)
				tx.After(func() { seen = append(seen, count(t, d, "things")) })
				tx.After(func() { seen = append(seen, -1) })
				return fail
			})
			if !errors.Is(err, fail) {
				t.Fatal(err)
			}
			if fail == nil && (len(seen) != 2 || seen[0] != 1 || seen[1] != -1) {
				t.Errorf("after the commit: %v", seen)
			}
			if fail != nil && len(seen) != 0 {
				t.Errorf("after a rollback: %v", seen)
			}
		}
	})
}

func TestViewIsOneSnapshotAndNeverWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error { insert(t, tx, "a", 1); return nil })
		write(t, d, func(tx *db.Tx) error { // holds the writer meanwhile
			insert(t, tx, "b", 1)
			if n := count(t, d, "things"); n != 1 {
				t.Errorf("a view sees %d rows, what is not committed too", n)
			}
			return nil
		})
		view(t, d, func(tx *db.Tx) error {
			before, err := db.Value[int](t.Context(), tx, `SELECT count(*) FROM things`)
			if err != nil {
				return err
			}
			write(t, d, func(tx *db.Tx) error { insert(t, tx, "c", 1); return nil })
			after, err := db.Value[int](t.Context(), tx, `SELECT count(*) FROM things`)
			if before != 2 || after != 2 {
				t.Errorf("one view sees %d, then %d rows", before, after)
			}
			return err
		})
	})
}

func TestViewCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		err := d.View(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO things (name) VALUES ('a')`)
			return err
		})
		if err == nil || isUnavailable(err) {
			t.Errorf("got %v: a programmer's error", err)
		}
	})
}

// What is held stays as it is, and others may hold it too.
func TestHold(t *testing.T) {
	const held = `SELECT name FROM things WHERE name = $1`
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error { insert(t, tx, "a", 1); insert(t, tx, "b", 1); return nil })
		if err := d.View(t.Context(), func(tx *db.Tx) error { return tx.Hold(t.Context(), held, "a") }); err == nil {
			t.Error("a view holds")
		}
		write(t, d, func(tx *db.Tx) error {
			if err := tx.Hold(t.Context(), held, "a"); err != nil || d.Engine() == db.SQLite { // which has one writer
				return err
			}
			write(t, d, func(tx *db.Tx) error { return tx.Hold(t.Context(), held, "a") })
			for name, free := range map[string]bool{"a": false, "b": true} {
				err := d.InTx(t.Context(), func(tx *db.Tx) error {
					if _, err := tx.Exec(t.Context(), `SET LOCAL lock_timeout = '50ms'`); err != nil {
						return err
					}
					_, err := tx.Exec(t.Context(), `UPDATE things SET n = 2 WHERE name = $1`, name)
					return err
				})
				if (err == nil) != free {
					t.Errorf("%s is written while a is held: %v", name, err)
				}
			}
			return nil
		})
	})
}

func TestDeadlockIsRunAgain(t *testing.T) {
	d := dbtest.Open(t, db.Postgres)
	table(t, d)
	write(t, d, func(tx *db.Tx) error { insert(t, tx, "a", 0); insert(t, tx, "b", 0); return nil })
	var met, all sync.WaitGroup
	met.Add(2)
	var mu sync.Mutex
	runs := 0
	cross := func(first, second string) {
		once := sync.OnceFunc(func() { met.Done(); met.Wait() }) // both hold their first row before they want the other
		all.Go(func() {
			err := d.InTx(context.Background(), func(tx *db.Tx) error {
				mu.Lock()
				runs++
				mu.Unlock()
				for _, name := range []string{first, second} {
					if _, err := tx.Exec(context.Background(), `UPDATE things SET n = n + 1 WHERE name = $1`, name); err != nil {
						return err
					}
					once()
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	cross("a", "b")
	cross("b", "a")
	all.Wait()
	view(t, d, func(tx *db.Tx) error {
		sum, err := db.Value[int](t.Context(), tx, `SELECT CAST(sum(n) AS BIGINT) FROM things`)
		if sum != 4 || runs < 3 {
			t.Errorf("the sum is %d after %d runs", sum, runs)
		}
		return err
	})
}

func TestLongHoldsAreMeasured(t *testing.T) {
	url := dbtest.URL(t, db.SQLite)
	c := clock.NewManual(dbtest.Start)
	var out strings.Builder
	d, err := db.Open(t.Context(), db.Options{URL: url, Clock: c, Log: slog.New(slog.NewTextHandler(&out, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	take := func(held time.Duration) func(tx *db.Tx) error {
		return func(tx *db.Tx) error { c.Advance(held); return nil }
	}
	if err := d.InTx(t.Context(), take(200*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if s := d.Stats(); s.Writes != 1 || s.LongHolds != 0 || out.Len() != 0 {
		t.Errorf("200 ms: %+v %s", s, out.String())
	}
	if err := d.Once(t.Context(), form(), take(201*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if err := d.View(t.Context(), take(time.Hour)); err != nil { // holds nobody up
		t.Fatal(err)
	}
	s := d.Stats()
	if s.Writes != 2 || s.LongHolds != 1 || s.LongestHold != 201*time.Millisecond || !strings.HasPrefix(s.LongestAct, "POST /lots ") {
		t.Errorf("201 ms: %+v", s)
	}
	if log := out.String(); !strings.Contains(log, "POST /lots") || !strings.Contains(log, "TestLongHoldsAreMeasured") || !strings.Contains(log, "ms=201") {
		t.Errorf("the log: %s", log)
	}
}

func TestMigrationsWaitForEachOtherOnSQLite(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	other := d.Another(t)
	err := d.Migrate(t.Context(), func(*sql.DB) error {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		err := other.Migrate(ctx, func(*sql.DB) error { t.Error("two migrate at once"); return nil })
		wantUnavailable(t, err, msg.Busy, "wait for another migration")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Migrate(t.Context(), func(*sql.DB) error { return nil }); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
