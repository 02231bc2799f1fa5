package inbox

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/kit/db"
)

// Query is a module's part of the statement that asks what waits: SQL expressions over its own tables, those that it leaves
// empty being nothing. An instant is in microseconds, as the tables have it.
type Query struct {
	N      string // how many things the row stands for; empty: one. A row of none is no line
	Number string // public number
	Of     string // another number: how many there are in all …
	Name   string
	Place  string
	Detail string // another text
	Since  string
	Due    string

	From    string
	Rows    db.Where // in place of From: one select, whose columns those of « rows » are
	Where   db.Where
	GroupBy string
	Most    int // rows, those of the lowest numbers; 0: all

	Item func(Row) Item

	// Each is the things for which the row stands, one by one; nil where a row is one. It asks the same Where, and the same From where it names
	// none. Where the row is one of several groups, Of of a thing is Number of its row. Only a list of things asks it.
	Each *Query

	apart bool // Most is of each Of
}

// group is the key of a row among those of the query; 0 where it is the only one.
func (q Query) group(n int64) int64 {
	if q.GroupBy == "" {
		return 0
	}
	return n
}

// things is Each as it is asked: the first ones.
func (q Query) things(most int) Query {
	e := *q.Each
	e.Where = q.Where
	if e.From == "" {
		e.From = q.From
	}
	e.Most, e.apart = most, q.GroupBy != ""
	return e
}

// Row is what came of a Query.
type Row struct {
	N                   int
	Number, Of          int64
	Name, Place, Detail string
	Since, Due          time.Time

	query int
}

// ask asks all queries at once.
func ask(ctx context.Context, tx *db.Tx, qs []Query) ([]Item, error) {
	rows, err := read(ctx, tx, qs)
	var out []Item
	for _, r := range rows {
		out = append(out, qs[r.query].Item(r))
	}
	return out, err
}

// read is the rows of all queries, those of none left out, in the order of the queries and of their numbers.
func read(ctx context.Context, tx *db.Tx, qs []Query) ([]Row, error) {
	if len(qs) == 0 {
		return nil, nil
	}
	var parts []string
	var args []any
	for i, q := range qs {
		part, more := q.sql(i, len(args)+1)
		parts, args = append(parts, part), append(args, more...)
	}
	rows, err := db.All(ctx, tx, func(r *Row) []any {
		return []any{&r.query, &r.N, &r.Number, &r.Of, &r.Name, &r.Place, &r.Detail, &r.Since, &r.Due}
	}, strings.Join(parts, " UNION ALL "), args...)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Or(cmp.Compare(a.query, b.query), cmp.Compare(a.Number, b.Number)) })
	return slices.DeleteFunc(rows, func(r Row) bool { return r.N <= 0 }), nil
}

// sql is the n-th part of the statement, its parameters from $start.
func (q Query) sql(n, start int) (string, []any) {
	from, args := q.From, []any(nil)
	if from == "" {
		from, args = q.Rows.SQL(start)
		from += " AS rows"
	}
	where, more := q.Where.SQL(start + len(args))
	args = append(slices.Clip(args), more...)
	text := fmt.Sprintf("SELECT %d AS query, %s AS n, %s AS number, %s AS total, %s AS name, %s AS place, %s AS detail, %s AS since, %s AS due FROM %s WHERE %s",
		n, cmp.Or(q.N, "1"), cmp.Or(q.Number, "0"), cmp.Or(q.Of, "0"), cmp.Or(q.Name, "''"), cmp.Or(q.Place, "''"), cmp.Or(q.Detail, "''"),
		cmp.Or(q.Since, never), cmp.Or(q.Due, never), from, where)
	if q.GroupBy != "" {
		text += " GROUP BY " + q.GroupBy
	}
	switch {
	case q.Most > 0 && q.apart:
		text = fmt.Sprintf("SELECT query, n, number, total, name, place, detail, since, due FROM (SELECT x.*, row_number() OVER (PARTITION BY total ORDER BY number) AS nth FROM (%s) AS x) AS y WHERE nth <= %d", text, q.Most)
	case q.Most > 0:
		text += " ORDER BY 3 LIMIT " + strconv.Itoa(q.Most) // the number, whatever the tables call theirs
	}
	return fmt.Sprintf("SELECT * FROM (%s) AS q%d", text, n), args
}

// never is no instant, in a type that both engines join with the others'.
const never = "CAST(NULL AS BIGINT)"
