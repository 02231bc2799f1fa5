package db_test

import (
	"context"
	"errors"
	"slices"
	"strings"
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

// What depends on a module is kept while others are written, and read anew once its own is: by whom and in which process that may be.
func TestKeptOfModules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		read := 0
		k := db.KeepOf[string, int64](d.DB, 10, "org", "terms")
		want := func(text string, v int64, n int) {
			t.Helper()
			got, _, err := k.Get(t.Context(), text, func(tx *db.Tx) (int64, time.Time, error) {
				read++
				n, err := db.Value[int64](t.Context(), tx, text)
				return n, time.Time{}, err
			})
			if err != nil || got != v || d.Engine() == db.SQLite && read != n { // who else writes on the server of PostgreSQL counts
				t.Errorf("%d %v, read %d times; want %d, %d times", got, err, read, v, n)
			}
		}
		publish := func(d *db.DB, number int64) {
			t.Helper()
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO terms_versions (number, text, changes, starts_at, published_at, published_by, published_name) VALUES ($1, '', '', 1, 1, '', '')`, number)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		const versions = "SELECT count(*) FROM terms_versions"
		want(versions, 0, 1)
		write(t, d, func(tx *db.Tx) error { insert(t, tx, "a", 3); return nil })
		want(versions, 0, 1)
		publish(d.DB, 1)
		want(versions, 1, 2)
		want(versions, 1, 2)
		_ = d.InTx(t.Context(), func(tx *db.Tx) error {
			_, _ = tx.Exec(t.Context(), "DELETE FROM terms_versions")
			return errors.New("no")
		})
		want(versions, 1, 2)
		publish(d.Another(t).DB, 2) // another process
		want(versions, 2, 3)
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "DELETE FROM terms_versions WHERE number = 2")
			return err
		})
		want(versions, 1, 4)

		// What names a table that is not counted, or is of another module, is read each time.
		const uncounted = "SELECT count(*) FROM terms_versions v, access_grants g"
		for i := range 2 {
			want(uncounted, 0, 5+i)
		}
		// A migration that drops the triggers, by another release of the program, is noticed.
		if d.Engine() == db.SQLite {
			write(t, d, func(tx *db.Tx) error {
				for _, q := range []string{
					"DROP TRIGGER written_terms_versions_insert", "DROP TRIGGER written_terms_versions_update", "DROP TRIGGER written_terms_versions_delete",
					"INSERT INTO core_migrations (version_id, is_applied) VALUES (99999, 1)",
				} {
					if _, err := tx.Exec(t.Context(), q); err != nil {
						return err
					}
				}
				return nil
			})
			for i := range 2 {
				want(versions, 1, 7+i)
			}
		}
	})
}

// Of a table whose changes are counted each column counts, and each way to change a row, but for what never says who somebody is or what
// they may: a column that is added has to be named in the triggers.
func TestAllColumnsAreCounted(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	silent := map[string]bool{
		"account_sessions.seen_at": true, "account_accounts.first_signed_in_at": true, "account_accounts.last_signed_in_at": true,
		"account_sessions insert": true, "account_accounts insert": true,
	}
	type trigger struct{ table, text string }
	var all []trigger
	columns := map[string][]string{}
	view(t, d, func(tx *db.Tx) error {
		var err error
		all, err = db.All(t.Context(), tx, func(x *trigger) []any { return []any{&x.table, &x.text} }, `SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'written\_%' ESCAPE '\'`)
		for _, x := range all {
			if err == nil {
				columns[x.table], err = db.All(t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT name FROM pragma_table_info($1)`, x.table)
			}
		}
		return err
	})
	counted := map[string]bool{}
	for _, x := range all {
		module, _, _ := strings.Cut(x.table, "_")
		if !strings.HasSuffix(x.text, "BEGIN UPDATE core_written SET n = n + 1 WHERE module = '"+module+"'; END") {
			t.Errorf("another module is counted: %s", x.text)
		}
		for _, way := range []string{"insert", "delete"} {
			counted[x.table+" "+way] = counted[x.table+" "+way] || strings.Contains(x.text, " AFTER "+strings.ToUpper(way)+" ON ")
		}
		_, of, _ := strings.Cut(x.text, " AFTER UPDATE OF ")
		of, _, _ = strings.Cut(of, " ON ")
		for _, c := range columns[x.table] {
			n := x.table + "." + c
			counted[n] = counted[n] || strings.Contains(x.text, " AFTER UPDATE ON ") || slices.Contains(strings.Split(of, ", "), c)
		}
	}
	if len(columns) < 5 {
		t.Errorf("counted are %v", columns)
	}
	for what, is := range counted {
		if is == silent[what] {
			t.Errorf("%s: counted %v", what, is)
		}
	}
}
