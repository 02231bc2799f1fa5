package inbox_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// source is a module that asks some queries.
type source []inbox.Query

func (s source) Waiting(access.Actor, time.Time) []inbox.Query { return s }

// named makes a line of a row.
func named(r inbox.Row) inbox.Item {
	return inbox.Item{Service: r.Name + r.Place + r.Detail, Count: r.N, Due: r.Due, Since: r.Since}
}

// rows are some rows of constants: each engine has its own idea of their types, which must not differ from the tables'.
func rows(values string) string { return "(SELECT * FROM (" + values + ") AS v) AS v" }

// All modules are asked in one statement, whatever they leave out, and each gets its own rows back: what is due first,
// then the oldest; what stands for nothing is no line.
func TestAllModulesAreAskedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		day := func(n int64) time.Time { return dbtest.Start.Add(time.Duration(n) * 24 * time.Hour) }
		with := func(cond string, args ...any) db.Where {
			var w db.Where
			w.And(cond, args...)
			return w
		}
		one := rows("SELECT 1 AS n")
		many := rows("SELECT 3 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n")
		box := inbox.New(
			source{{N: "count(*)", Name: "'none'", From: one, Where: with("n > ?", 7), Item: named}},
			source{
				{Name: "'old'", Since: number(day(-9)), From: one, Where: with("n = ?", 1), Item: named},
				{N: "count(*)", Name: "'young'", Since: number(day(-1)), From: many, Where: with("n < ? OR n > ?", 2, 2), Item: named},
			},
			source{},
			source{{Number: "n", Name: "'due'", Place: "'-'", Detail: "'x'", Due: number(day(2)) + " + n", From: many, Most: 2, Item: named}},
		)
		ctx, asked := db.Tally(t.Context())
		var got []inbox.Item
		if err := d.View(ctx, func(tx *db.Tx) error {
			var err error
			got, err = box.Waiting(ctx, tx, access.Actor{})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		want := []inbox.Item{
			{Service: "due-x", Count: 1, Due: day(2).Add(time.Microsecond)},
			{Service: "due-x", Count: 1, Due: day(2).Add(2 * time.Microsecond)},
			{Service: "old", Count: 1, Since: day(-9)},
			{Service: "young", Count: 2, Since: day(-1)},
		}
		if diff := cmp.Diff(want, got); diff != "" || asked() != 1 {
			t.Errorf("%d statements:\n%s", asked(), diff)
		}
	})
}

// Who has nothing to be asked about costs nothing.
func TestNobodyIsAskedForNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		ctx, asked := db.Tally(t.Context())
		err := d.View(ctx, func(tx *db.Tx) error {
			items, err := inbox.New(source{}, source{}).Waiting(ctx, tx, access.Actor{})
			if len(items) != 0 {
				t.Errorf("%+v", items)
			}
			return err
		})
		if err != nil || asked() != 0 {
			t.Errorf("%d statements, %v", asked(), err)
		}
	})
}

// number is an instant as SQL.
func number(at time.Time) string {
	return "CAST(" + strconv.FormatInt(at.UnixMicro(), 10) + " AS BIGINT)"
}

// The things for which a line stands come with it, the first ones, in the same statement; a line that is one thing has none.
func TestEachThing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		var w, none db.Where
		w.And("n > ?", 1)
		none.And("n > ?", 9)
		many := rows("SELECT 3 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 4 AS n")
		thing := &inbox.Query{Number: "n", Name: "'thing'", Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: r.Name + strconv.FormatInt(r.Number, 10)}
		}}
		box := inbox.New(
			source{{N: "count(*)", Name: "'none'", From: many, Where: none, Each: thing, Item: named}, {Name: "'one'", From: rows("SELECT 2 AS n"), Where: w, Item: named}},
			source{{N: "count(*)", Name: "'line'", From: many, Where: w, Each: thing, Item: named}},
		)
		ctx, asked := db.Tally(t.Context())
		var got []inbox.Group
		if err := d.View(ctx, func(tx *db.Tx) (err error) {
			got, err = box.Each(ctx, tx, access.Actor{}, 2)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		want := []inbox.Group{
			{Item: inbox.Item{Service: "one", Count: 1}},
			{Item: inbox.Item{Service: "line", Count: 3}, Things: []inbox.Item{{Service: "thing2"}, {Service: "thing3"}}},
		}
		if diff := cmp.Diff(want, got); diff != "" || asked() != 1 {
			t.Errorf("%d statements:\n%s", asked(), diff)
		}
	})
}

// A query that makes a line of each group gives each line its own things, the first ones of each.
func TestEachThingOfEachGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		var w db.Where
		w.And("n > ?", 0)
		from := rows("SELECT 2 AS g, 4 AS n UNION ALL SELECT 1 AS g, 1 AS n UNION ALL SELECT 1 AS g, 3 AS n UNION ALL SELECT 2 AS g, 5 AS n UNION ALL SELECT 1 AS g, 2 AS n")
		thing := &inbox.Query{Number: "n", Of: "g", GroupBy: "n, g", Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: "thing" + strconv.FormatInt(r.Number, 10)}
		}}
		box := inbox.New(source{{N: "count(*)", Number: "g", Name: "'line'", GroupBy: "g", From: from, Where: w, Each: thing, Item: named}})
		ctx, asked := db.Tally(t.Context())
		var got []inbox.Group
		if err := d.View(ctx, func(tx *db.Tx) (err error) {
			got, err = box.Each(ctx, tx, access.Actor{}, 2)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		want := []inbox.Group{
			{Item: inbox.Item{Service: "line", Count: 3}, Things: []inbox.Item{{Service: "thing1"}, {Service: "thing2"}}},
			{Item: inbox.Item{Service: "line", Count: 2}, Things: []inbox.Item{{Service: "thing4"}, {Service: "thing5"}}},
		}
		if diff := cmp.Diff(want, got); diff != "" || asked() != 1 {
			t.Errorf("%d statements:\n%s", asked(), diff)
		}
	})
}
