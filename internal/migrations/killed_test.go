package migrations_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/exetest"
	"preau/internal/migrations"
)

const (
	leastStruck = 30  // kills between the first and the last migration of an upgrade
	mostKilled  = 600 // or it never comes to strike
	manyRows    = 1_000
)

// many are the tables of the old release that have many rows, so that what migrations do with them takes its time.
var many = []string{"account_accounts", "account_tokens", "history_lines", "needs_groups", "needs_memberships", "notify_mails", "org_organisations"}

// fillMany is fill with many rows; each refers to that of the same number.
func (x table) fillMany(ctx context.Context, tx *db.Tx) error {
	if x.values == nil || x.name == "instance_keys" { // that is the program's own
		return nil
	}
	n := 1
	if slices.Contains(many, x.name) {
		n = manyRows
	}
	of := make([]string, len(x.columns))
	for i, v := range x.values {
		of[i] = fmt.Sprint("$", i+1)
		switch v := v.(type) {
		case string:
			of[i] = "CAST(" + of[i] + " AS TEXT)"
			if strings.ContainsAny(v, "«@") { // what is none of a few words
				of[i] += " || ' ' || CAST(i AS TEXT)"
			}
		case int64:
			of[i] = "CAST(" + of[i] + " AS BIGINT) + i"
		}
	}
	_, err := tx.Exec(ctx, fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		INSERT INTO %s (%s) SELECT %s FROM n`, n-1, x.name, strings.Join(x.columns, ", "), strings.Join(of, ", ")), x.values...)
	if err != nil {
		return fmt.Errorf("%s: %w", x.name, err)
	}
	return nil
}

// siege is a database of the release before, of which each upgrade has a copy.
type siege struct {
	t       *testing.T
	binary  exetest.Binary
	data    string // folder with the instance's key
	copied  func(t *testing.T) string
	whole   time.Duration // of an upgrade that nobody disturbs
	want    map[string]string
	kills   int
	struck  int // kills after a migration of that life was committed, and before the last was
	upgrade int
}

// A program that is killed at any instant of an upgrade leaves a database that the next start brings to the end, and it is
// the same as if nothing had happened: tables, indexes, rows.
func TestKilledInAnUpgrade(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds long")
	}
	binary := exetest.Build(t, "preau/cmd/preau")
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			s := &siege{t: t, binary: binary, data: t.TempDir(), copied: oldRelease(t, e)}
			s.undisturbed()
			for s.struck < leastStruck && s.kills < mostKilled {
				s.disturbed()
			}
			t.Logf("%d kills in %d upgrades, %d of them between two migrations or in one of the later ones; an upgrade takes %s",
				s.kills, s.upgrade, s.struck, s.whole.Round(time.Millisecond))
			if s.struck < leastStruck {
				t.Errorf("only %d of %d kills struck in an upgrade", s.struck, s.kills)
			}
		})
	}
}

// oldRelease makes the database of the release before, and gives what copies it.
func oldRelease(t *testing.T, e db.Engine) func(t *testing.T) string {
	t.Helper()
	url := filepath.Join(t.TempDir(), "old.db")
	if e == db.Postgres {
		url = dbtest.EmptyPostgres(t)
	}
	files, tables := old(t)
	d, err := db.Open(t.Context(), db.Options{URL: url, MaxConns: 3})
	if err == nil {
		err = migrations.UpWith(t.Context(), d, files)
	}
	if err == nil {
		err = d.InTx(t.Context(), func(tx *db.Tx) error {
			for _, x := range tables {
				if err := x.fillMany(t.Context(), tx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err = errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T) string {
		if e == db.Postgres {
			return dbtest.CopyPostgres(t, url)
		}
		whole, err := os.ReadFile(url)
		copied := filepath.Join(t.TempDir(), "copy.db")
		if err = errors.Join(err, os.WriteFile(copied, whole, 0o600)); err != nil {
			t.Fatal(err)
		}
		return copied
	}
}

// undisturbed is an upgrade that all others are compared with.
func (s *siege) undisturbed() {
	s.t.Helper()
	url := s.copied(s.t)
	begin := time.Now()
	end(s.t, s.start(s.t, url))
	s.whole = time.Since(begin)
	s.want = picture(s.t, url)
	if len(s.want) < 100 || !strings.HasPrefix(s.want["rows of account_accounts"], fmt.Sprint(manyRows, " ")) {
		s.t.Errorf("a picture of %d things, %s", len(s.want), s.want["rows of account_accounts"])
	}
}

func (s *siege) start(t *testing.T, url string) *exetest.Process {
	t.Helper()
	return s.binary.Start(t, "migrate", "--data", s.data, "--db", url)
}

// end waits for the end of an upgrade that is left alone: it has nothing to say.
func end(t *testing.T, p *exetest.Process) {
	t.Helper()
	<-p.Ended()
	if words := p.Words.String(); words != "" {
		t.Fatal(words)
	}
}

// disturbed is an upgrade that is killed in each of its lives but the last: at any instant, or not long after one of its
// migrations was committed.
func (s *siege) disturbed() {
	s.t.Helper()
	ok := s.t.Run("", func(t *testing.T) {
		url := s.copied(t)
		s.upgrade++
		d := open(t, url)
		has, knows := version(t, d)
		for before := has; has < knows; before = has {
			p, begin := s.start(t, url), time.Now()
			until := time.Duration(rand.Int64N(int64(s.whole)))
			if rand.IntN(4) > 0 {
				until = committed(t, d, before, p, begin) + time.Duration(rand.Int64N(int64(s.whole/16)))
			}
			select {
			case <-p.Ended():
				end(t, p)
			case <-time.After(until - time.Since(begin)):
				p.Kill()
				s.kills++
			}
			has, knows = version(t, d)
			s.struck += one(before < has && has < knows)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		end(t, s.start(t, url)) // the last kill may have struck after the last migration
		if diff := cmp.Diff(s.want, picture(t, url)); diff != "" {
			t.Errorf("after kills (-undisturbed +disturbed):\n%s", diff)
		}
	})
	if !ok {
		s.t.FailNow()
	}
}

// committed waits until the next migration is there, and says how long that took.
func committed(t *testing.T, d *db.DB, before int64, p *exetest.Process, begin time.Time) time.Duration {
	t.Helper()
	for has := before; has == before; has, _ = version(t, d) {
		select {
		case <-p.Ended(): // by itself: there is nothing to wait for
			return time.Since(begin)
		case <-time.After(time.Millisecond):
		}
	}
	return time.Since(begin)
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// version is what the database says, beside whoever writes to it.
func version(t *testing.T, d *db.DB) (has, knows int64) {
	t.Helper()
	has, knows, err := migrations.Version(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return has, knows
}

// catalogues list what there is beside rows, by name and as the engine keeps it.
var catalogues = map[db.Engine]string{
	db.SQLite: `SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema`,
	db.Postgres: `SELECT 'column ' || table_name || '.' || column_name, ordinal_position || ' ' || data_type || ' ' || is_nullable || ' ' ||
			coalesce(column_default, '') || ' ' || coalesce(collation_name, '') FROM information_schema.columns WHERE table_schema = 'public'
		UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
		UNION ALL SELECT 'constraint ' || CAST(CAST(conrelid AS regclass) AS TEXT) || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
			WHERE connamespace = CAST('public' AS regnamespace)`,
}

// columnsOf names the columns of each table.
var columnsOf = map[db.Engine]string{
	db.SQLite: `SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`,
	db.Postgres: `SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns
		WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`,
}

// picture is the whole of a database: what was made, and the rows of each table as their number and a hash.
func picture(t *testing.T, url string) map[string]string {
	t.Helper()
	out := map[string]string{}
	d, err := db.Open(t.Context(), db.Options{URL: url, MaxConns: 1})
	if err == nil {
		err = d.View(t.Context(), func(tx *db.Tx) error { return draw(t.Context(), tx, out) })
		err = errors.Join(err, d.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

type pair struct{ name, text string }

func pairs(ctx context.Context, tx *db.Tx, q string) ([]pair, error) {
	return db.All(ctx, tx, func(p *pair) []any { return []any{&p.name, &p.text} }, q)
}

func draw(ctx context.Context, tx *db.Tx, out map[string]string) error {
	things, err := pairs(ctx, tx, catalogues[tx.Engine()])
	if err != nil {
		return err
	}
	for _, p := range things {
		out[p.name] = p.text
	}
	columns, err := pairs(ctx, tx, columnsOf[tx.Engine()])
	if err != nil {
		return err
	}
	tables := map[string][]string{}
	for _, p := range columns {
		if p.name == "core_migrations" && p.text != "version_id" || p.name+"."+p.text == "instance_keys.seen_at" {
			continue // when, and after how many tries
		}
		tables[p.name] = append(tables[p.name], "coalesce(CAST("+p.text+" AS TEXT), 'NULL')")
	}
	for name, columns := range tables {
		rows, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, "SELECT "+strings.Join(columns, " || '|' || ")+" FROM "+name)
		if err != nil {
			return err
		}
		slices.Sort(rows)
		out["rows of "+name] = fmt.Sprintf("%d %x", len(rows), sha256.Sum256([]byte(strings.Join(rows, "\n"))))
	}
	return nil
}
