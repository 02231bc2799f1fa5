package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"maps"
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
	for key, content := range w.keys {
		h.ok(h.vault.Put(h.t.Context(), key, bytes.NewReader(content)))
	}
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

// contents is each table as one text, to see whether anything was changed. What counts tries of signing in is left out, and what counts
// changes: those that are taken back are changes, too.
func (h *house) contents() map[string]string {
	h.t.Helper()
	out := map[string]string{}
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		tables, err := db.All(h.t.Context(), tx, func(s *string) []any { return []any{s} }, tablesOf(tx.Engine()))
		for _, table := range tables {
			if err != nil || strings.HasPrefix(table, "org_") || table == "account_failures" || table == "core_written" {
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
	w     *town
	was   map[string]string
	dated string // the member's user name, once there is a date of birth in it
}

// touchedTables has the names of the tables that were written to, by triggers: the others need not be compared.
const touchedTables = "was_touched"

func (w *town) stage(t testing.TB) *stage {
	t.Helper()
	s := &stage{house: w.house(t), w: w}
	s.was = s.contents()
	s.ok(s.d.InTx(t.Context(), func(tx *db.Tx) error {
		all := []string{`CREATE TABLE ` + touchedTables + ` (name TEXT)`}
		for table := range s.was {
			all = append(all, `CREATE TABLE was_`+table+` AS SELECT * FROM `+table)
			for _, do := range []string{"INSERT", "UPDATE", "DELETE"} {
				all = append(all, `CREATE TRIGGER was_`+table+do+` AFTER `+do+` ON `+table+` BEGIN
					INSERT INTO `+touchedTables+` SELECT '`+table+`' WHERE NOT EXISTS (SELECT 1 FROM `+touchedTables+` WHERE name = '`+table+`'); END`)
			}
		}
		for _, q := range all {
			if _, err := tx.Exec(t.Context(), q); err != nil {
				return err
			}
		}
		return nil
	}))
	return s
}

// touched are the tables that were written to since the last undo.
func (s *stage) touched() []string {
	s.t.Helper()
	var out []string
	s.ok(s.d.View(s.t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.All(s.t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT name FROM `+touchedTables+` ORDER BY name`)
		return err
	}))
	return out
}

// now is what the tables that were written to have.
func (s *stage) now() map[string]string {
	s.t.Helper()
	tables := s.touched()
	out := make(map[string]string, len(tables))
	if len(tables) == 0 {
		return out
	}
	s.ok(s.d.View(s.t.Context(), func(tx *db.Tx) (err error) {
		for _, table := range tables {
			if out[table], err = contentsOf(s.t.Context(), tx, table); err != nil {
				return err
			}
		}
		return nil
	}))
	return out
}

// since names the tables that are not as they were in before, a now of this stage.
func (s *stage) since(before map[string]string) []string {
	s.t.Helper()
	was := maps.Clone(s.was)
	maps.Copy(was, before)
	return changed(was, s.now())
}

// undo names the tables that the last act changed, and puts them back.
func (s *stage) undo() []string {
	s.t.Helper()
	touched := s.touched()
	if len(touched) == 0 {
		return nil
	}
	done := changed(s.was, s.now())
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
		if err == nil {
			_, err = tx.Exec(s.t.Context(), `DELETE FROM `+touchedTables)
		}
		return err
	}))
	return done
}

// births gives the member an identifier with a date of birth, which no undo takes back.
func (s *stage) births() {
	s.t.Helper()
	s.dated = datedName
	for _, table := range []string{"account_accounts", "was_account_accounts"} {
		s.run(`UPDATE ` + table + bornAs)
	}
	s.was["account_accounts"] = s.now()["account_accounts"]
	s.run(`DELETE FROM ` + touchedTables)
}

// called is what somebody on the stage signs in by.
func (s *stage) called(role string) string {
	if role == member && s.dated != "" {
		return s.dated
	}
	return userNameOf(role)
}

// run writes to the database behind the program's back.
func (h *house) run(q string, args ...any) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), q, args...)
		return err
	}))
}
