package db_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestWhereText(t *testing.T) {
	var none, in db.Where
	if q, args := none.SQL(1); q != "1 = 1" || len(args) != 0 {
		t.Errorf("no condition: %s %v", q, args)
	}
	in.And("a = ? AND b <> '?' AND c > ?", 1, 2)
	in.In("d", db.Any([]title{"x", "y"})...)
	in.In("e")
	in.And("f IS NULL OR f = ?", 3)
	q, args := in.SQL(4)
	if want := `(a = $4 AND b <> '?' AND c > $5) AND (d IN ($6, $7)) AND (1 = 0) AND (f IS NULL OR f = $8)`; q != want {
		t.Errorf("got  %s\nwant %s", q, want)
	}
	if diff := cmp.Diff([]any{1, 2, title("x"), title("y"), 3}, args); diff != "" {
		t.Error(diff)
	}
}

func TestWhereFilters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		write(t, d, func(tx *db.Tx) error {
			for i, name := range []string{"a", "b%", "b_", `b\`, "c?"} {
				insert(t, tx, name, int64(i))
			}
			return nil
		})
		var few, empty, quoted db.Where
		few.In("name", "a", "c?", "zz")
		few.And("n < ?", 3)
		empty.In("name")
		quoted.And("name = 'c?' AND n = ?", 4)
		likes := func(s string) (w db.Where) {
			w.And(`name LIKE ? ESCAPE '\'`, db.Contains(s))
			return w
		}
		for want, w := range map[string]db.Where{"a": few, "": empty, "c?": quoted, "b%": likes("%"), "b_": likes("_"), `b\`: likes(`\`)} {
			where, args := w.SQL(2)
			view(t, d, func(tx *db.Tx) error {
				names, err := db.All(t.Context(), tx, func(s *string) []any { return []any{s} },
					`SELECT name FROM things WHERE n >= $1 AND `+where, append([]any{0}, args...)...)
				var expected []string
				if want != "" {
					expected = []string{want}
				}
				if diff := cmp.Diff(expected, names); diff != "" {
					t.Errorf("%s: %s", where, diff)
				}
				return err
			})
		}
	})
}

// A wrong count of arguments must never bind those of another condition.
func TestWhereWithAWrongCountFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		for _, args := range [][]any{{}, {1, 2}} {
			var w db.Where
			w.And("n = ?", args...)
			w.And("name = ?", "a")
			where, all := w.SQL(1)
			err := d.View(t.Context(), func(tx *db.Tx) error {
				_, err := db.Value[int](t.Context(), tx, "SELECT count(*) FROM things WHERE "+where, all...)
				return err
			})
			if err == nil {
				t.Errorf("%d arguments for one place passed: %s", len(args), where)
			}
		}
	})
}
