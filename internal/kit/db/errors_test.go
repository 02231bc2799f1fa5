package db_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/db/msg"
	"preau/internal/kit/i18n"
)

func isUnavailable(err error) bool { return apperr.Is(err, apperr.Unavailable) }

// wantUnavailable checks the kind, the sentence and that the cause is told for the log.
func wantUnavailable(t *testing.T, err error, key i18n.Key, cause string) {
	t.Helper()
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Unavailable || e.Msg.Key != key || e.RetryAfter == 0 || !strings.Contains(err.Error(), cause) {
		t.Errorf("got %v, not unavailable by %q with %q", err, key, cause)
	}
}

func TestConstraintsAreTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error {
			insert(t, tx, "a", 1)
			_, err := tx.Exec(t.Context(), `CREATE UNIQUE INDEX things_n ON things (n)`)
			return err
		})
		type told struct{ unique, foreign, check bool }
		for q, want := range map[string]told{
			`INSERT INTO things (name) VALUES ('a')`:          {unique: true},
			`INSERT INTO things (name, n) VALUES ('b', 1)`:    {unique: true},
			`INSERT INTO things (name, of) VALUES ('b', 'z')`: {foreign: true},
			`INSERT INTO things (name, n) VALUES ('b', -1)`:   {check: true},
			`INSERT INTO things (name) VALUES (NULL)`:         {check: true},
			`INSERT INTO nothing (name) VALUES ('b')`:         {},
		} {
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), q)
				return err
			})
			if err == nil || isUnavailable(err) {
				t.Errorf("%s: %v", q, err)
			}
			if got := (told{db.IsUnique(err), db.IsForeignKey(err), db.IsCheck(err)}); got != want {
				t.Errorf("%s: %+v, %v", q, got, err)
			}
		}
		if db.IsUnique(nil) || db.IsForeignKey(errors.New("boom")) {
			t.Error("no error is one")
		}
	})
}

func TestDeferredForeignKeyFailsAtTheCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			for _, q := range []string{
				`CREATE TABLE parts (of TEXT REFERENCES things (name) DEFERRABLE INITIALLY DEFERRED)`,
				`INSERT INTO parts (of) VALUES ('z')`,
			} {
				if _, err := tx.Exec(t.Context(), q); err != nil {
					t.Fatal(err)
				}
			}
			return nil
		})
		if !db.IsForeignKey(err) {
			t.Errorf("got %v", err)
		}
		write(t, d, func(tx *db.Tx) error { insert(t, tx, "a", 1); return nil }) // the connection is clean
	})
}

// Another process may hold the writer as long as it likes: who waits for it gives up by its own deadline, or leaves.
func TestLockedDatabaseIsUnavailable(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	other := d.Another(t)
	leaves, leave := context.WithCancel(t.Context())
	dies, die := context.WithTimeout(t.Context(), 150*time.Millisecond)
	defer die()
	err := other.InTx(t.Context(), func(*db.Tx) error {
		begun := time.Now()
		wantUnavailable(t, intrude(dies, t, d), msg.Busy, "")
		d.SetPatience(150 * time.Millisecond)
		wantUnavailable(t, intrude(t.Context(), t, d), msg.Busy, "database is locked")
		d.SetPatience(time.Minute)
		time.AfterFunc(150*time.Millisecond, leave)
		if err := intrude(leaves, t, d); !errors.Is(err, context.Canceled) {
			t.Errorf("who leaves gets %v", err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("they waited %s", took)
		}
		return d.View(t.Context(), func(tx *db.Tx) error { return nil }) // readers do not wait
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return nil }); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// intrude is a second writer, who must not get in.
func intrude(ctx context.Context, t *testing.T, d *dbtest.DB) error {
	t.Helper()
	return d.InTx(ctx, func(*db.Tx) error { t.Error("two writers"); return nil })
}

// Within the process it is the pool's one writer that is waited for.
func TestWaitingWritersSeeTheirDeadline(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
	defer cancel()
	err := d.InTx(t.Context(), func(*db.Tx) error {
		wantUnavailable(t, intrude(ctx, t, d), msg.Busy, "deadline")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Who waits gets its turn as soon as the other process is done.
func TestWaitingWritersGetTheirTurn(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	other := d.Another(t)
	inside, done := make(chan bool), make(chan error, 1)
	go func() {
		done <- other.InTx(context.Background(), func(*db.Tx) error {
			inside <- true
			time.AfterFunc(200*time.Millisecond, func() { inside <- true })
			<-inside
			return nil
		})
	}()
	<-inside
	if err := d.InTx(t.Context(), func(*db.Tx) error { return nil }); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestFullDiskIsUnavailable(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	table(t, d)
	write(t, d, func(tx *db.Tx) error {
		insert(t, tx, "before", 1)
		pages, err := db.Value[int](t.Context(), tx, "PRAGMA page_count")
		if err != nil {
			return err
		}
		_, err = db.Value[int](t.Context(), tx, "PRAGMA max_page_count = "+strconv.Itoa(pages+4)) // the file can grow no more
		return err
	})
	big := make([]byte, 1<<20)
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		insert(t, tx, "lost", 1)
		_, err := tx.Exec(t.Context(), `INSERT INTO things (name, raw) VALUES ('big', $1)`, big)
		return err
	})
	wantUnavailable(t, err, msg.Storage, "full")
	if n := count(t, d, "things"); n != 1 {
		t.Errorf("%d rows: what was there stays, what failed is not there", n)
	}
	write(t, d, func(tx *db.Tx) error { insert(t, tx, "small", 1); return nil })
}

func TestTimeoutsAreUnavailable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Microsecond)
		defer cancel()
		<-ctx.Done()
		wantUnavailable(t, d.InTx(ctx, func(tx *db.Tx) error { return nil }), msg.Busy, "deadline")
		ctx, cancel = context.WithCancel(t.Context())
		cancel()
		if err := d.InTx(ctx, func(tx *db.Tx) error { return nil }); !errors.Is(err, context.Canceled) || isUnavailable(err) {
			t.Errorf("who left is not told to come back: %v", err)
		}
	})
}

func TestRefusedConnectionIsUnavailable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil { // now nobody listens there
		t.Fatal(err)
	}
	_, err = db.Open(t.Context(), db.Options{URL: "postgres://preau@" + address + "/preau"})
	wantUnavailable(t, err, msg.Unreachable, "refused")
}

func TestUnusableFileIsUnavailable(t *testing.T) {
	_, err := db.Open(t.Context(), db.Options{URL: filepath.Join(t.TempDir(), "no", "such", "folder.db")})
	wantUnavailable(t, err, msg.Storage, "no such file")
	for _, url := range []string{"", ":memory:"} {
		if _, err := db.Open(t.Context(), db.Options{URL: url}); err == nil {
			t.Errorf("%q was opened", url)
		}
	}
}

func TestPathsWithSpecialCharacters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "école 100% ? #1.db")
	d, err := db.Open(t.Context(), db.Options{URL: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file's rights are %s", info.Mode())
	}
}

// A server that restarts breaks the idle connections: the next transaction gets a new one.
func TestBrokenConnectionsAreReplaced(t *testing.T) {
	d := dbtest.Open(t, db.Postgres)
	table(t, d)
	other := d.Another(t)
	for i := range 3 {
		cut(t, other)
		write(t, d, func(tx *db.Tx) error { insert(t, tx, "row"+strconv.Itoa(i), 1); return nil })
	}
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		cut(t, other)
		_, err := tx.Exec(t.Context(), `INSERT INTO things (name) VALUES ('lost')`)
		return err
	})
	wantUnavailable(t, err, msg.Unreachable, "")
	if n := count(t, d, "things"); n != 3 {
		t.Errorf("%d rows", n)
	}
}

// cut ends all connections but its own from the server's side.
func cut(t *testing.T, other *dbtest.DB) {
	t.Helper()
	write(t, other, func(tx *db.Tx) error {
		_, err := db.All(t.Context(), tx, func(b *bool) []any { return []any{b} },
			`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		return err
	})
}

func TestLockWaitsEndOnPostgres(t *testing.T) {
	d := dbtest.Open(t, db.Postgres)
	table(t, d)
	write(t, d, func(tx *db.Tx) error { insert(t, tx, "a", 1); return nil })
	write(t, d, func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), `UPDATE things SET n = 2`); err != nil {
			return err
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `SET LOCAL lock_timeout = '20ms'`); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), `UPDATE things SET n = 3`)
			return err
		})
		wantUnavailable(t, err, msg.Busy, "lock timeout")
		return nil
	})
}

func TestListen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		heard, ended := make(chan bool, 10), make(chan error, 1)
		go func() { ended <- d.Listen(ctx, "preau test", func() { heard <- true }) }()
		if d.Engine() == db.Postgres {
			<-heard // listens
			other := d.Another(t)
			if err := other.Notify(t.Context(), "another"); err != nil {
				t.Fatal(err)
			}
			if err := other.Notify(t.Context(), "preau test"); err != nil {
				t.Fatal(err)
			}
			<-heard
			if len(heard) > 0 {
				t.Error("heard another channel")
			}
		} else if err := d.Notify(t.Context(), "preau test"); err != nil {
			t.Error(err)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestWaitingForAConnectionEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		d.SetPatience(20 * time.Millisecond)
		var hold func(depth int) error
		hold = func(depth int) error { // takes one connection after the other, until none is left
			return d.InTx(t.Context(), func(tx *db.Tx) error {
				if depth == 5 {
					t.Error("more connections than there are")
					return nil
				}
				return hold(depth + 1)
			})
		}
		wantUnavailable(t, hold(0), msg.Busy, "no connection became free")
	})
}

func TestOptimize(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error {
			insert(t, tx, "a", 1)
			_, err := tx.Exec(t.Context(), `ANALYZE`) // somebody's own, which samples values
			return err
		})
		if err := d.Optimize(t.Context()); err != nil {
			t.Fatal(err)
		}
		if d.Engine() == db.Postgres {
			return
		}
		if count(t, d, "sqlite_stat1") == 0 {
			t.Error("nothing was learnt")
		}
		if n := count(t, d, "sqlite_stat4"); n != 0 {
			t.Errorf("%d samples of values: statements are planned at each run", n)
		}
	})
}
