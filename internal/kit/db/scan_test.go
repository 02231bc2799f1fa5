package db_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// title and rank are types as modules have them; they know nothing of db.
type (
	title string
	rank  int
	flag  bool
)

type thing struct {
	Name  title
	N     rank
	At    time.Time
	OK    flag
	Raw   []byte
	Note  string
	Ratio float64
	Of    *string
	Late  *time.Time
	JSON  json.RawMessage
}

func thingColumns(t *thing) []any {
	return []any{&t.Name, &t.N, &t.At, &t.OK, &t.Raw, &t.Note, &t.Ratio, &t.Of, &t.Late, &t.JSON}
}

const selectThings = `SELECT name, n, at, ok, raw, note, ratio, of, at, note FROM things`

func TestValuesComeBackAlike(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		paris := time.FixedZone("Paris", 3600)
		at := time.Date(2026, 11, 21, 11, 4, 5, 123456789, paris)
		kept := at.UTC().Truncate(time.Microsecond)
		in := thing{Name: "lot", N: 7, At: at, OK: true, Raw: []byte{0, 255}, Ratio: 0.5, JSON: json.RawMessage(`{"a": 1}`)}
		of := "lot"
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO things (name, n, at, ok, raw, note, ratio, of) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				in.Name, in.N, in.At, in.OK, in.Raw, in.JSON, in.Ratio, &of)
			return err
		})
		want := in
		want.At, want.Late, want.Note, want.Of = kept, &kept, `{"a": 1}`, &of
		view(t, d, func(tx *db.Tx) error {
			got, err := db.One(t.Context(), tx, thingColumns, selectThings+` WHERE at = $1 AND ok = $2`, at, flag(true))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if got.At.Location() != time.UTC {
				t.Errorf("the instant is in %s", got.At.Location())
			}
			return err
		})
	})
}

func TestNullIsZero(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error {
			var none *string
			var raw []byte
			_, err := tx.Exec(t.Context(), `INSERT INTO things (name, at, note, raw, of) VALUES ($1, $2, $3, $4, $5)`,
				"empty", time.Time{}, json.RawMessage(nil), raw, none)
			return err
		})
		view(t, d, func(tx *db.Tx) error {
			nulls, err := db.Value[int](t.Context(), tx, `SELECT count(*) FROM things
				WHERE at IS NULL AND note IS NULL AND raw IS NULL AND of IS NULL AND n IS NULL AND ok IS NULL`)
			if err != nil || nulls != 1 {
				t.Errorf("%d rows of NULLs, %v", nulls, err)
			}
			got, err := db.One(t.Context(), tx, thingColumns, selectThings)
			if diff := cmp.Diff(thing{Name: "empty"}, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestReadNone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		view(t, d, func(tx *db.Tx) error {
			if _, err := db.One(t.Context(), tx, thingColumns, selectThings); !errors.Is(err, db.ErrNone) {
				t.Errorf("One: %v", err)
			}
			if _, err := db.Value[string](t.Context(), tx, `SELECT name FROM things`); !errors.Is(err, db.ErrNone) {
				t.Errorf("Value: %v", err)
			}
			if all, err := db.All(t.Context(), tx, thingColumns, selectThings); err != nil || len(all) != 0 {
				t.Errorf("All: %v, %v", all, err)
			}
			latest, err := db.Value[time.Time](t.Context(), tx, `SELECT max(at) FROM things`) // none is no failure
			if err != nil || !latest.IsZero() {
				t.Errorf("the latest of none: %v, %v", latest, err)
			}
			return nil
		})
	})
}

func TestExpressions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error {
			insert(t, tx, "é", 1)
			insert(t, tx, "z", 2)
			insert(t, tx, "Z", 4)
			_, err := tx.Exec(t.Context(), `UPDATE things SET at = $1`, dbtest.Start)
			return err
		})
		view(t, d, func(tx *db.Tx) error {
			if some, err := db.Value[bool](t.Context(), tx, `SELECT EXISTS (SELECT 1 FROM things WHERE n > $1)`, 3); err != nil || !some {
				t.Errorf("EXISTS: %v, %v", some, err)
			}
			if at, err := db.Value[time.Time](t.Context(), tx, `SELECT coalesce(max(at), 0) FROM things`); err != nil || !at.Equal(dbtest.Start) {
				t.Errorf("max of an instant: %v, %v", at, err)
			}
			if sum, err := db.Value[int64](t.Context(), tx, `SELECT CAST(sum(n) AS BIGINT) FROM things`); err != nil || sum != 7 {
				t.Errorf("sum: %v, %v", sum, err)
			}
			names, err := db.All(t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT name FROM things ORDER BY name`)
			if diff := cmp.Diff([]string{"Z", "z", "é"}, names); diff != "" {
				t.Errorf("bytewise order: %s", diff)
			}
			if n, err := db.Value[int](t.Context(), tx, `SELECT count(*) FROM things WHERE name LIKE $1 ESCAPE '\'`, db.StartsWith("z")); err != nil || n != 1 {
				t.Errorf("LIKE minds case: %d, %v", n, err)
			}
			return err
		})
	})
}

func TestWrongDestinationsAreTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error { insert(t, tx, "300", 300); return nil })
		for name, read := range map[string]func(tx *db.Tx) error{
			"a text as a number": func(tx *db.Tx) error { _, err := db.Value[int](t.Context(), tx, `SELECT name FROM things`); return err },
			"a number as a text": func(tx *db.Tx) error { _, err := db.Value[string](t.Context(), tx, `SELECT n FROM things`); return err },
			"a text as an instant": func(tx *db.Tx) error {
				_, err := db.Value[time.Time](t.Context(), tx, `SELECT name FROM things`)
				return err
			},
			"too big a number": func(tx *db.Tx) error { _, err := db.Value[int8](t.Context(), tx, `SELECT n FROM things`); return err },
			"no pointer": func(tx *db.Tx) error {
				_, err := db.One(t.Context(), tx, func(s *string) []any { return []any{*s} }, `SELECT name FROM things`)
				return err
			},
			"too few": func(tx *db.Tx) error {
				_, err := db.One(t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT name, n FROM things`)
				return err
			},
		} {
			if err := d.View(t.Context(), read); err == nil || strings.Contains(err.Error(), "panic") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestEachStreamsAndStops(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error {
			for _, name := range []string{"a", "b", "c"} {
				insert(t, tx, name, 1)
			}
			return nil
		})
		boom := errors.New("boom")
		var seen []string
		write(t, d, func(tx *db.Tx) error {
			err := db.Each(t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT name FROM things WHERE n = $1 ORDER BY name`, []any{1},
				func(name string) error {
					if seen = append(seen, name); name == "b" {
						return boom
					}
					return nil
				})
			if !errors.Is(err, boom) {
				t.Errorf("got %v", err)
			}
			insert(t, tx, "d", 2) // the transaction goes on: no statement failed
			return nil
		})
		if diff := cmp.Diff([]string{"a", "b"}, seen); diff != "" {
			t.Error(diff)
		}
	})
}

// Rows must not share memory: what one holds is not the next one's.
func TestRowsAreTheirOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error {
			for _, name := range []string{"a", "b"} {
				if _, err := tx.Exec(t.Context(), `INSERT INTO things (name, raw, of) VALUES ($1, $2, $1)`, name, []byte(name)); err != nil {
					return err
				}
			}
			return nil
		})
		view(t, d, func(tx *db.Tx) error {
			all, err := db.All(t.Context(), tx, thingColumns, selectThings+" ORDER BY name")
			a, b := "a", "b"
			want := []thing{{Name: "a", Raw: []byte("a"), Of: &a}, {Name: "b", Raw: []byte("b"), Of: &b}}
			if diff := cmp.Diff(want, all); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}
