package db_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// sum reads all there is, and counts how often it is read.
type sum struct {
	*db.Kept[string, int64]
	read atomic.Int64
}

func (s *sum) get(ctx context.Context, until time.Time) (int64, error) {
	v, _, err := s.Get(ctx, "sum", func(tx *db.Tx) (int64, time.Time, error) {
		s.read.Add(1)
		n, err := db.Value[int64](ctx, tx, "SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM things")
		return n, until, err
	})
	return v, err
}

func TestKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		s := &sum{Kept: db.Keep[string, int64](d.DB)}
		want := func(v, read int64) {
			t.Helper()
			got, err := s.get(t.Context(), time.Time{})
			if err != nil || got != v || d.Engine() == db.SQLite && s.read.Load() != read { // who else writes on the server of PostgreSQL counts
				t.Errorf("%d %v, read %d times; want %d, %d times", got, err, s.read.Load(), v, read)
			}
		}
		want(0, 1)
		want(0, 1)
		write(t, d, func(tx *db.Tx) error { insert(t, tx, "a", 3); return nil })
		want(3, 2)
		d.Clock.Advance(1000 * time.Hour)
		want(3, 2)
		_ = d.InTx(t.Context(), func(tx *db.Tx) error { insert(t, tx, "b", 3); return errors.New("no") })
		if got, err := s.get(t.Context(), time.Time{}); got != 3 || err != nil {
			t.Error(got, err)
		}
		other, err := db.Open(t.Context(), db.Options{URL: d.URL, Clock: d.Clock}) // another process
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = other.Close() }()
		read := s.read.Load()
		if err := other.InTx(t.Context(), func(tx *db.Tx) error { insert(t, tx, "c", 4); return nil }); err != nil {
			t.Fatal(err)
		}
		want(7, read+1)
		want(7, read+1)
	})
}

// What is right until an instant is read again from then on, and when the clock is set back before it was read.
func TestKeptUntil(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		s := &sum{Kept: db.Keep[string, int64](d.DB)}
		at := d.Clock.Now()
		for i, x := range []struct {
			after time.Duration
			read  int64
		}{{0, 1}, {time.Minute - 1000, 1}, {time.Minute, 2}, {-time.Second, 3}} {
			d.Clock.Set(at.Add(x.after))
			if _, err := s.get(t.Context(), d.Clock.Now().Add(time.Minute)); err != nil || s.read.Load() < x.read || d.Engine() == db.SQLite && s.read.Load() != x.read {
				t.Errorf("%d: read %d times, want %d (%v)", i, s.read.Load(), x.read, err)
			}
		}
	})
}

// Somebody who wrote reads what they wrote, whoever else reads and writes at the same time.
func TestKeptWhileWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error { insert(t, tx, "a", 0); return nil })
		s := &sum{Kept: db.Keep[string, int64](d.DB)}
		var done atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 60 {
					err := d.InTx(t.Context(), func(tx *db.Tx) error {
						_, err := tx.Exec(t.Context(), "UPDATE things SET n = n + 1")
						return err
					})
					if err != nil {
						t.Error(err)
						return
					}
					done.Add(1)
					for range 3 {
						least := done.Load()
						if got, err := s.get(t.Context(), time.Time{}); err != nil || got < least {
							t.Errorf("%d is kept of %d (%v)", got, least, err)
						}
					}
				}
			})
		}
		wg.Wait()
		if got, err := s.get(t.Context(), time.Time{}); err != nil || got != 240 {
			t.Error(got, err)
		}
	})
}

// An error is told, and the next one asks again.
func TestKeptError(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	k := db.Keep[string, int64](d.DB)
	bad := errors.New("bad")
	for range 2 {
		if _, _, err := k.Get(t.Context(), "", func(*db.Tx) (int64, time.Time, error) { return 0, time.Time{}, bad }); !errors.Is(err, bad) {
			t.Error(err)
		}
	}
	if v, _, err := k.Get(t.Context(), "", func(*db.Tx) (int64, time.Time, error) { return 7, time.Time{}, nil }); v != 7 || err != nil {
		t.Error(v, err)
	}
}
