package db_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/db/msg"
)

// queue lets some write one behind the other on SQLite, all of whom wait when the first gets its turn, and gives what became of each.
func queue(t *testing.T, d *dbtest.DB, ctx context.Context, fns ...func(tx *db.Tx) error) []error {
	t.Helper()
	d.SetShare(time.Hour)
	inside, release := make(chan bool), make(chan bool)
	errs := make([]error, len(fns))
	var all sync.WaitGroup
	for i, fn := range fns {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					errs[i] = errPanic
				}
			}()
			within := context.Background()
			if i > 0 {
				within = ctx
			}
			errs[i] = d.InTx(within, func(tx *db.Tx) error {
				if i == 0 && inside != nil {
					inside <- true
					<-release
					inside = nil // it may run again
				}
				return fn(tx)
			})
		})
		if i == 0 {
			<-inside
		}
		for d.Waiting() < i {
			runtime.Gosched()
		}
	}
	close(release)
	all.Wait()
	return errs
}

var errPanic, errBoom = errors.New("panic"), errors.New("boom")

func adds(t *testing.T, name string, then error) func(tx *db.Tx) error {
	return func(tx *db.Tx) error { insert(t, tx, name, 1); return then }
}

// Who waits for SQLite's writer is committed with those before: nobody sees a part before all of them are there, and one that fails, panics
// or is not wanted any more leaves the others alone.
func TestWritersShareACommit(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	table(t, d)
	ctx, cancel := context.WithCancel(t.Context())
	errs := queue(t, d, ctx,
		adds(t, "first", nil),
		func(tx *db.Tx) error {
			if n := count(t, d, "things"); n != 0 {
				t.Errorf("%d rows are seen by others", n)
			}
			if n, err := db.Value[int](t.Context(), tx, `SELECT count(*) FROM things`); n != 1 || err != nil {
				t.Errorf("%d rows are seen by the next: %v", n, err)
			}
			insert(t, tx, "second", 1)
			return nil
		},
		adds(t, "fails", errBoom),
		func(tx *db.Tx) error { insert(t, tx, "panics", 1); panic("boom") },
		func(tx *db.Tx) error {
			insert(t, tx, "forgets", 1)
			_, err := tx.Exec(t.Context(), `INSERT INTO things (name) VALUES ('first')`)
			return errors.Join(err, nil)
		},
		adds(t, "third", nil),
		func(tx *db.Tx) error {
			insert(t, tx, "cancelled", 1)
			cancel()
			_, err := tx.Exec(ctx, `INSERT INTO things (name) VALUES ('after')`)
			return err
		},
	)
	for i, want := range []error{nil, nil, errBoom, errPanic, nil, nil, context.Canceled} {
		if i == 4 {
			if !db.IsUnique(errs[i]) {
				t.Errorf("a fault that is forgotten: %v", errs[i])
			}
		} else if !errors.Is(errs[i], want) {
			t.Errorf("the writer %d: %v", i, errs[i])
		}
	}
	view(t, d, func(tx *db.Tx) error {
		names, err := db.All(t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT name FROM things ORDER BY name`)
		if len(names) != 3 || names[0] != "first" || names[1] != "second" || names[2] != "third" {
			t.Errorf("there are %v", names)
		}
		return err
	})
	write(t, d, func(tx *db.Tx) error { insert(t, tx, "later", 1); return nil })
}

// A statement that is broken off would take SQLite's whole transaction with it: one that stands behind others runs to its end.
func TestABrokenOffWriterLeavesTheOthersAlone(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	table(t, d)
	errs := queue(t, d, t.Context(), adds(t, "first", nil), func(tx *db.Tx) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err := tx.Exec(ctx, `INSERT INTO things (name, n) WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 60000)
			SELECT CAST(n AS TEXT), n FROM many`)
		return errors.Join(err, ctx.Err())
	})
	if errs[0] != nil || !errors.Is(errs[1], context.DeadlineExceeded) || count(t, d, "things") != 1 {
		t.Errorf("%v, %d rows", errs, count(t, d, "things"))
	}
}

// The first that fails has nobody behind it yet.
func TestTheFirstWriterFails(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	table(t, d)
	errs := queue(t, d, t.Context(), adds(t, "fails", errBoom), adds(t, "first", nil), adds(t, "second", nil))
	if !errors.Is(errs[0], errBoom) || errs[1] != nil || errs[2] != nil || count(t, d, "things") != 2 {
		t.Errorf("%v, %d rows", errs, count(t, d, "things"))
	}
}

// What SQLite holds against rows only when they are committed is told to whom it concerns: the others are committed without them.
func TestWhatIsFoundAtTheCommitIsNobodyElses(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	table(t, d)
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE TABLE parts (name TEXT REFERENCES things (name) DEFERRABLE INITIALLY DEFERRED)`)
		return err
	})
	errs := queue(t, d, t.Context(), adds(t, "first", nil), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO parts (name) VALUES ('nothing')`)
		return err
	}, adds(t, "second", nil))
	if errs[0] != nil || errs[1] == nil || errs[2] != nil || count(t, d, "things") != 2 || count(t, d, "parts") != 0 {
		t.Errorf("%v, %d and %d rows", errs, count(t, d, "things"), count(t, d, "parts"))
	}
}

// Whoever held the writer for long when they had it last is not let in with others, who would wait for them.
func TestLongWritersHaveACommitOfTheirOwn(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	table(t, d)
	var name string
	var seen int64
	long := func(tx *db.Tx) error {
		if n := count(t, d, "things"); n != seen {
			t.Errorf("%s: others see %d rows", name, n)
		}
		insert(t, tx, name, 1)
		return nil
	}
	d.SetShare(0)
	name, seen = "at first", 0
	write(t, d, long)
	name, seen = "once more", 2
	d.SetShare(time.Hour)
	var next sync.WaitGroup
	write(t, d, func(tx *db.Tx) error {
		insert(t, tx, "short", 1)
		next.Go(func() {
			if err := d.InTx(t.Context(), long); err != nil {
				t.Error(err)
			}
		})
		for d.Waiting() < 1 {
			runtime.Gosched()
		}
		return nil
	})
	next.Wait()
}

// Whoever waits no longer is not waited for.
func TestWriterGivesUp(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	table(t, d)
	ctx, cancel := context.WithCancel(t.Context())
	var given sync.WaitGroup
	write(t, d, func(tx *db.Tx) error {
		insert(t, tx, "a", 1)
		given.Go(func() {
			if err := d.InTx(ctx, adds(t, "b", nil)); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
		for d.Waiting() < 1 {
			runtime.Gosched()
		}
		cancel()
		given.Wait()
		d.SetPatience(time.Millisecond)
		err := d.InTx(t.Context(), adds(t, "c", nil))
		d.SetPatience(10 * time.Second)
		wantUnavailable(t, err, msg.Busy, "no connection became free")
		return nil
	})
	if n := count(t, d, "things"); n != 1 {
		t.Errorf("%d rows", n)
	}
}
