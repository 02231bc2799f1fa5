package migrations_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/db"
	"preau/internal/migrations"
)

// released is the last migration that the release before this one knew.
const released = "0011"

// table is a table of that release, in the order in which rows can be put into it.
type table struct {
	name    string
	columns []string
	values  []any
}

var (
	creates  = regexp.MustCompile(`(?ms)^CREATE TABLE (\w+) \((.*?)^\);`)
	column   = regexp.MustCompile(`(?m)^\s+([a-z_0-9]+)\s+(TEXT|BIGINT|INTEGER|BOOLEAN|BYTEA)\b(.*)$`)
	oneOf    = regexp.MustCompile(`CHECK \(\w+ IN \('([^']*)'`)
	refersTo = regexp.MustCompile(`REFERENCES (\w+)`)
	filled   = regexp.MustCompile(`INSERT INTO (\w+)`)
)

// special are the values that a rule between columns asks for, by table and column.
var special = map[string]any{
	"account_accounts.email_fold": "helene@ecole.example", "account_accounts.lang": "fr", "needs_groups.entry_until": int64(9),
}

// old are the files up to the release, and its tables with a row each. Texts hold what is hard to keep: accents, quotes.
func old(t *testing.T) (fstest.MapFS, []table) {
	t.Helper()
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	files, has := fstest.MapFS{}, map[string]bool{}
	var out []table
	for _, name := range names {
		if name[:4] > released {
			break
		}
		text, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
		for _, m := range filled.FindAllStringSubmatch(string(text), -1) {
			has[m[1]] = true
		}
		for _, m := range creates.FindAllStringSubmatch(string(text), -1) {
			out = append(out, rowOf(m[1], m[2]))
		}
	}
	for i := range out {
		if has[out[i].name] {
			out[i].values = nil // the migration itself put a row into it
		}
	}
	return files, out
}

func rowOf(name, body string) table {
	x := table{name: name}
	for _, m := range column.FindAllStringSubmatch(body, -1) {
		var v any = "« Œuvrard », d'été \"12\" " + name + "." + m[1]
		switch {
		case special[name+"."+m[1]] != nil:
			v = special[name+"."+m[1]]
		case oneOf.MatchString(m[3]):
			v = oneOf.FindStringSubmatch(m[3])[1]
		case refersTo.MatchString(m[3]):
			v = "« Œuvrard », d'été \"12\" " + refersTo.FindStringSubmatch(m[3])[1] + ".id"
		case m[2] == "BOOLEAN":
			v = true
		case m[2] == "BYTEA":
			v = []byte{0, 255, 'x'}
		case m[2] != "TEXT":
			v = int64(1)
		}
		x.columns, x.values = append(x.columns, m[1]), append(x.values, v)
	}
	return x
}

func (x table) fill(t *testing.T, tx *db.Tx) error {
	t.Helper()
	if x.values == nil {
		return nil
	}
	places := make([]string, len(x.columns))
	for i := range places {
		places[i] = fmt.Sprint("$", i+1)
	}
	_, err := tx.Exec(t.Context(), "INSERT INTO "+x.name+" ("+strings.Join(x.columns, ", ")+") VALUES ("+strings.Join(places, ", ")+")", x.values...)
	if err != nil {
		return fmt.Errorf("%s: %w", x.name, err)
	}
	return nil
}

// contents are all rows of the release's tables, column by column, as texts.
func contents(t *testing.T, d *db.DB, tables []table) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := d.View(t.Context(), func(tx *db.Tx) error {
		for _, x := range tables {
			for _, c := range x.columns {
				got, err := db.All(t.Context(), tx, func(s *string) []any { return []any{s} }, "SELECT coalesce(CAST("+c+" AS TEXT), 'NULL') FROM "+x.name+" ORDER BY 1")
				if err != nil {
					return fmt.Errorf("%s.%s: %w", x.name, c, err)
				}
				if len(got) == 0 {
					t.Errorf("%s is empty", x.name)
				}
				out[x.name+"."+c] = got
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// forgotten is what a migration takes away on purpose, and what is left: hashes from which what was posted could be found by trying.
var forgotten = map[string]string{"core_done.body_hash": ""}

// A database of the release before, with a row in every table, comes up to this one with all of it, whole and as it was.
func TestUpgradeKeepsEverything(t *testing.T) {
	files, tables := old(t)
	if len(tables) < 30 {
		t.Fatalf("only %d tables were found", len(tables))
	}
	each(t, func(t *testing.T, d, _ *db.DB) {
		if err := migrations.UpWith(t.Context(), d, files); err != nil {
			t.Fatal(err)
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			for _, x := range tables {
				if err := x.fill(t, tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		before := contents(t, d, tables)
		if err := migrations.Up(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		for c, v := range forgotten {
			before[c] = []string{v}
		}
		if diff := cmp.Diff(before, contents(t, d, tables)); diff != "" {
			t.Error(diff)
		}
		has, knows, err := migrations.Version(t.Context(), d)
		if err != nil || has != knows {
			t.Errorf("version %d of %d, %v", has, knows, err)
		}
	})
}

// harmful are statements that the release before could not live with, while two releases serve one database.
var harmful = regexp.MustCompile(`(?i)\b(DROP\s+(TABLE|COLUMN|CONSTRAINT)|RENAME\s+(TO|COLUMN|CONSTRAINT)|ALTER\s+COLUMN|ADD\s+COLUMN\s+\w+\s+\w+\s+NOT\s+NULL(?:\s+CHECK[^,;]*)?\s*;)`)

// New migrations only add: a column that must hold something has a default, for the release before does not fill it.
func TestNewMigrationsOnlyAdd(t *testing.T) {
	faults := func(files fs.FS) (out []string) {
		names, err := fs.Glob(files, "*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			if bad := harmful.FindString(string(text)); bad != "" && filepath.Base(name)[:4] > released {
				out = append(out, name+": "+bad)
			}
		}
		return out
	}
	if got := faults(migrations.Files); len(got) > 0 {
		t.Error(got)
	}
	for _, bad := range []string{
		"DROP TABLE a", "ALTER TABLE a DROP COLUMN b", "ALTER TABLE a RENAME TO b", "ALTER TABLE a RENAME COLUMN b TO c",
		"ALTER TABLE a ALTER COLUMN b TYPE TEXT", "ALTER TABLE a ADD COLUMN b TEXT NOT NULL",
	} {
		if got := faults(fstest.MapFS{"0099_x.sql": file(bad)}); len(got) != 1 {
			t.Errorf("%s is let through", bad)
		}
	}
}
