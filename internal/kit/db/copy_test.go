package db_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"preau/internal/kit/db"
)

// A copy holds what was there at one instant, while others write.
func TestCopy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := db.Open(t.Context(), db.Options{URL: filepath.Join(dir, "it's.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	write := func(q string, args ...any) {
		t.Helper()
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), q, args...); return err }); err != nil {
			t.Error(err)
		}
	}
	write(`CREATE TABLE a (n BIGINT PRIMARY KEY)`)
	write(`CREATE TABLE b (n BIGINT PRIMARY KEY REFERENCES a (n))`)
	stop, wrote := make(chan struct{}), sync.WaitGroup{}
	wrote.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			_ = d.InTx(t.Context(), func(tx *db.Tx) error { // both, or none
				for _, table := range []string{"a", "b"} {
					if _, err := tx.Exec(t.Context(), `INSERT INTO `+table+` (n) VALUES ($1)`, n); err != nil {
						return err
					}
				}
				return nil
			})
		}
	})
	for i := range 5 {
		path := filepath.Join(dir, strings.Repeat("c", i+1))
		if err := d.Copy(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		copied, err := db.Open(t.Context(), db.Options{URL: path})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := copied.Count(t.Context())
		if err != nil || len(rows) != 2 || rows["a"] != rows["b"] {
			t.Errorf("copied %v %v", rows, err)
		}
		if err := copied.Sound(t.Context()); err != nil {
			t.Error(err)
		}
		_ = copied.Close()
		if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", st.Mode(), err)
		}
		if err := d.Copy(t.Context(), path); err == nil {
			t.Error("a copy was written over")
		}
	}
	close(stop)
	wrote.Wait()
}

// A damaged file, and a row that misses another, are told.
func TestSound(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	open := func() *db.DB {
		t.Helper()
		d, err := db.Open(t.Context(), db.Options{URL: path})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := open()
	exec := func(q ...string) {
		t.Helper()
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			for _, q := range q {
				if _, err := tx.Exec(t.Context(), q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE TABLE a (n BIGINT PRIMARY KEY, s TEXT)`, `CREATE INDEX a_s ON a (s)`,
		`WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x < 5000) INSERT INTO a SELECT x, 'text ' || x FROM c`)
	if err := d.Sound(t.Context()); err != nil {
		t.Error(err)
	}
	_ = d.Close()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(raw) / 2; i < len(raw)/2+4096; i++ {
		raw[i] ^= 0x5a
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	d = open()
	defer func() { _ = d.Close() }()
	if err := d.Sound(t.Context()); err == nil {
		t.Error("a damaged file is sound")
	}
}

func TestPostgresHasItsOwnTools(t *testing.T) {
	t.Parallel()
	var d db.DB // of no engine that is copied
	if err := d.Copy(t.Context(), filepath.Join(t.TempDir(), "x")); !errors.Is(err, db.ErrOwnTools) {
		t.Error(err)
	}
}
