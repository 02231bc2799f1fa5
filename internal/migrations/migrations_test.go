package migrations_test

import (
	"context"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/migrations"
)

func TestFiles(t *testing.T) {
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	versions := map[string][]string{}
	for _, name := range names {
		text, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "-- +goose Up\n") || strings.Contains(string(text), "+goose Down") {
			t.Errorf("%s does not go forward, and only forward", name)
		}
		version, rest, _ := strings.Cut(name, "_")
		_, ending, _ := strings.Cut(rest, ".")
		versions[version] = append(versions[version], ending)
	}
	for version, endings := range versions {
		if got := strings.Join(endings, " "); got != "sql" && got != "postgres.sql sqlite.sql" {
			t.Errorf("migration %s is %s: neither one file nor a pair", version, got)
		}
	}
}

func TestUpAgainDoesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		has, knows, err := migrations.Version(t.Context(), d.DB)
		if err != nil || has != knows || has == 0 {
			t.Errorf("version %d of %d, %v", has, knows, err)
		}
		if err := migrations.Up(t.Context(), d.DB); err != nil {
			t.Error(err)
		}
	})
}

// Two nodes that start at once on an empty database: one migrates, the other waits, both go on.
func TestTwoNodesMigrateAtOnce(t *testing.T) {
	files := fstest.MapFS{
		"0001_a.sql":          file("CREATE TABLE a (id TEXT PRIMARY KEY)"),
		"0002_b.sqlite.sql":   file("CREATE TABLE b (sqlite TEXT REFERENCES a (id))"),
		"0002_b.postgres.sql": file("CREATE TABLE b (postgres TEXT REFERENCES a (id))"),
		"0003_c.sql":          file("INSERT INTO a (id) VALUES ('once')"),
	}
	each(t, func(t *testing.T, d, other *db.DB) {
		var all sync.WaitGroup
		nodes := []*db.DB{d, other}
		if d.Engine() == db.SQLite {
			nodes = append(nodes, nodes...)
			nodes = append(nodes, nodes...)
		}
		for _, node := range nodes {
			all.Go(func() {
				if err := migrations.UpWith(context.Background(), node, files); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		err := d.View(t.Context(), func(tx *db.Tx) error {
			_, err := db.Value[int](t.Context(), tx, "SELECT count("+string(d.Engine())+") FROM b") // its own half of the pair
			if err != nil {
				return err
			}
			n, err := db.Value[int](t.Context(), tx, "SELECT count(*) FROM a")
			if n != 1 {
				t.Errorf("%d rows", n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	newer := fstest.MapFS{"0001_a.sql": file("CREATE TABLE a (id TEXT)"), "0002_b.sql": file("CREATE TABLE b (id TEXT)")}
	older := fstest.MapFS{"0001_a.sql": newer["0001_a.sql"]}
	each(t, func(t *testing.T, d, _ *db.DB) {
		if err := migrations.UpWith(t.Context(), d, newer); err != nil {
			t.Fatal(err)
		}
		err := migrations.UpWith(t.Context(), d, older)
		if err == nil || !strings.Contains(err.Error(), "newer program") {
			t.Errorf("got %v", err)
		}
	})
}

func TestFailedMigrationLeavesNothingAndIsTriedAgain(t *testing.T) {
	broken := fstest.MapFS{"0001_a.sql": file("CREATE TABLE a (id TEXT);\nINSERT INTO nothing VALUES (1)")}
	mended := fstest.MapFS{"0001_a.sql": file("CREATE TABLE a (id TEXT)")}
	each(t, func(t *testing.T, d, _ *db.DB) {
		if err := migrations.UpWith(t.Context(), d, broken); err == nil {
			t.Error("no error")
		}
		if err := migrations.UpWith(t.Context(), d, mended); err != nil {
			t.Error(err)
		}
	})
}

// SQLite rebuilds a table by dropping it: rows that refer to it must stay, and those left without their row be told.
func TestSQLiteTablesCanBeRebuilt(t *testing.T) {
	files := fstest.MapFS{
		"0001_a.sql": file(`CREATE TABLE a (id TEXT PRIMARY KEY);
			CREATE TABLE b (of TEXT NOT NULL REFERENCES a (id) ON DELETE CASCADE);
			INSERT INTO a VALUES ('x');
			INSERT INTO b VALUES ('x')`),
		"0002_a.sqlite.sql": file(`CREATE TABLE a_new (id TEXT PRIMARY KEY, n BIGINT);
			INSERT INTO a_new SELECT id, 1 FROM a;
			DROP TABLE a;
			ALTER TABLE a_new RENAME TO a`),
	}
	d := open(t, filepath.Join(t.TempDir(), "empty.db"))
	if err := migrations.UpWith(t.Context(), d, files); err != nil {
		t.Fatal(err)
	}
	err := d.View(t.Context(), func(tx *db.Tx) error {
		n, err := db.Value[int](t.Context(), tx, "SELECT count(*) FROM b JOIN a ON a.id = b.of")
		if diff := cmp.Diff(1, n); diff != "" {
			t.Error(diff)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	files["0003_a.sqlite.sql"] = file("DELETE FROM a")
	if err := migrations.UpWith(t.Context(), d, files); err == nil || !strings.Contains(err.Error(), "rows of b miss their row in a") {
		t.Errorf("orphans: %v", err)
	}
}

func file(sql string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("-- +goose Up\n" + sql + ";\n")}
}

// each gives two nodes on an empty database.
func each(t *testing.T, test func(t *testing.T, d, other *db.DB)) {
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "empty.db")
		test(t, open(t, path), open(t, path))
	})
	t.Run("postgres", func(t *testing.T) {
		url := dbtest.EmptyPostgres(t)
		test(t, open(t, url), open(t, url))
	})
}

func open(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{URL: url, MaxConns: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// What counts changes on SQLite follows the tables: one that a migration built anew, and a column that it added, are counted once it is over.
func TestCountsFollowTheTables(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	for _, q := range []string{
		"DROP TRIGGER written_access_grants_insert", "ALTER TABLE account_sessions ADD COLUMN mood TEXT NOT NULL DEFAULT ''",
		"UPDATE core_written SET n = 7 WHERE module = 'org'",
	} {
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), q); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if err := migrations.Up(t.Context(), d.DB); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		"SELECT count(*) FROM sqlite_schema WHERE name = 'written_access_grants_insert' AND tbl_name = 'access_grants'",
		"SELECT count(*) FROM sqlite_schema WHERE name = 'written_account_sessions_update' AND sql LIKE '%, mood ON %'",
		"SELECT count(*) FROM core_written WHERE module = 'org' AND n = 7",
	} {
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			n, err := db.Value[int](t.Context(), tx, q)
			if n != 1 {
				t.Errorf("%s: %d", q, n)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
}
