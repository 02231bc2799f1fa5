package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/web/webtest"
)

// house is a copy of the town, with the program on it.
func (w *town) house(t testing.TB) *house {
	t.Helper()
	path := filepath.Join(t.TempDir(), "town.db")
	if err := os.WriteFile(path, w.file, 0o600); err != nil {
		t.Fatal(err)
	}
	c := clock.NewManual(dbtest.Start)
	d, err := db.Open(context.Background(), db.Options{URL: path, Clock: c, Log: slog.New(slog.DiscardHandler), MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // the test may have closed it
	return w.furnished(openHouse(t, &dbtest.DB{DB: d, Clock: c, URL: path}))
}

// hall is a copy of the town on PostgreSQL.
func (w *town) hall(t testing.TB) *house {
	t.Helper()
	return w.furnished(openHouse(t, dbtest.OpenAt(t, dbtest.CopyPostgres(t, w.url))))
}

// furnished is a house with the files of the town.
func (w *town) furnished(h *house) *house {
	h.t.Helper()
	for key, content := range w.files {
		h.ok(h.store.Put(h.t.Context(), key, bytes.NewReader(content)))
	}
	return h
}

// as is a browser that somebody of this role is signed in on.
func (w *town) as(h *house, role string) *webtest.Client {
	h.t.Helper()
	return h.with(w.secrets[role])
}

// with is a browser that has this session's cookie.
func (h *house) with(secret string) *webtest.Client {
	const door = "/.in"
	c := webtest.New(h.t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == door {
			http.SetCookie(w, &http.Cookie{Name: "__Host-session", Value: secret, Path: "/", Secure: true})
			return
		}
		h.a.Handler.ServeHTTP(w, r)
	}))
	if secret != "" {
		c.Get(door)
	}
	return c
}

// contents is each table as one text, to see whether anything was changed. What counts tries of signing in is left out.
func (h *house) contents() map[string]string {
	h.t.Helper()
	out := map[string]string{}
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		tables, err := db.All(h.t.Context(), tx, func(s *string) []any { return []any{s} }, tablesOf(tx.Engine()))
		for _, table := range tables {
			if err != nil || strings.HasPrefix(table, "org_") || table == "account_failures" {
				continue
			}
			out[table], err = contentsOf(h.t.Context(), tx, table)
		}
		return err
	}))
	return out
}

func tablesOf(e db.Engine) string {
	if e == db.SQLite {
		return `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'was_%' ORDER BY name`
	}
	return `SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`
}

func contentsOf(ctx context.Context, tx *db.Tx, table string) (string, error) {
	if tx.Engine() == db.Postgres {
		return db.Value[string](ctx, tx, `SELECT coalesce(string_agg(CAST(t AS TEXT), chr(10) ORDER BY CAST(t AS TEXT)), '') FROM `+table+` t`)
	}
	columns, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT 'quote(' || name || ')' FROM pragma_table_info('`+table+`')`)
	if err != nil {
		return "", err
	}
	row := strings.Join(columns, " || ',' || ")
	return db.Value[string](ctx, tx, `SELECT coalesce(group_concat(r, char(10)), '') FROM (SELECT `+row+` AS r FROM `+table+` ORDER BY 1)`)
}

// changed names the tables that differ.
func changed(before, after map[string]string) []string {
	var out []string
	for table, rows := range after {
		if rows != before[table] {
			out = append(out, table)
		}
	}
	return out
}

// stage is the town for one act after the other: what an act changed is put back.
type stage struct {
	*house
	w      *town
	was    map[string]string
	writes int64
}

func (w *town) stage(t testing.TB) *stage {
	t.Helper()
	s := &stage{house: w.house(t), w: w}
	s.was = s.contents()
	s.ok(s.d.InTx(t.Context(), func(tx *db.Tx) error {
		for table := range s.was {
			if _, err := tx.Exec(t.Context(), `CREATE TABLE was_`+table+` AS SELECT * FROM `+table); err != nil {
				return err
			}
		}
		return nil
	}))
	s.writes = s.written()
	return s
}

// written counts the rows written since the database was opened, those of acts that failed among them.
func (s *stage) written() int64 {
	s.t.Helper()
	var n int64
	s.ok(s.d.InTx(s.t.Context(), func(tx *db.Tx) error {
		var err error
		n, err = db.Value[int64](s.t.Context(), tx, `SELECT total_changes()`)
		return err
	}))
	return n
}

// undo names the tables that the last act changed, and puts them back.
func (s *stage) undo() []string {
	s.t.Helper()
	n := s.written()
	if n == s.writes {
		return nil
	}
	done := changed(s.was, s.contents())
	if slices.Contains(done, "instance_settings") { // the program remembers them
		*s = *s.w.stage(s.t)
		return done
	}
	s.ok(s.d.InTx(s.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(s.t.Context(), `PRAGMA defer_foreign_keys = ON`)
		for _, table := range done {
			for _, q := range []string{`DELETE FROM ` + table, `INSERT INTO ` + table + ` SELECT * FROM was_` + table} {
				if err == nil {
					_, err = tx.Exec(s.t.Context(), q)
				}
			}
		}
		return err
	}))
	s.writes = s.written()
	return done
}

// run writes to the database behind the program's back.
func (h *house) run(q string, args ...any) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), q, args...)
		return err
	}))
}
