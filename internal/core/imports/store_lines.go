package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"preau/internal/kit/db"
)

const lineColumns = `r.line, r.label, r.outcome, r.ident, r.leads, r.data, r.changes, r.says`

func intoLine(l *Line) []any {
	return []any{&l.Line, &l.Label, &l.Outcome, &l.ident, &l.leads, &l.data, &l.raw, &l.said}
}

func lines(ctx context.Context, tx *db.Tx, rest string, args ...any) ([]Line, error) {
	out, err := db.All(ctx, tx, intoLine, `SELECT `+lineColumns+` FROM imports_rows r `+rest, args...)
	for i := range out {
		if err == nil && out[i].raw != "" {
			err = json.Unmarshal([]byte(out[i].raw), &out[i].Changes)
		}
		out[i].Says = readSays(out[i].said)
	}
	if err != nil {
		return nil, fmt.Errorf("lines of an import: %w", err)
	}
	return out, nil
}

func changesText(cs []Change) string {
	if len(cs) == 0 {
		return ""
	}
	return text(cs)
}

// insertLines stages lines as they were read, and what is wrong with them.
func insertLines(ctx context.Context, tx *db.Tx, n int64, ls []staged) error {
	for _, l := range ls {
		if _, err := tx.Exec(ctx, `INSERT INTO imports_rows (import, line, ident, owner, leads, label, data, outcome, changes)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')`, n, l.Line.Line, l.ident, l.owner, l.leads, l.Label, l.data, l.Outcome); err != nil {
			return fmt.Errorf("line %d: %w", l.Line.Line, err)
		}
		for i, f := range l.faults {
			if err := insertFault(ctx, tx, n, int64(i), false, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// insertFault keeps one thing wrong with a line; what is known of a later try replaces it.
func insertFault(ctx context.Context, tx *db.Tx, n, at int64, late bool, f Fault) error {
	_, err := tx.Exec(ctx, `INSERT INTO imports_faults (import, line, n, late, aside, letter, header, value, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (import, line, n) DO UPDATE SET reason = excluded.reason`,
		n, f.Line, at, late, f.Aside, f.Letter, f.Header, f.Value, written(f.Reason))
	if err != nil {
		return fmt.Errorf("fault of line %d: %w", f.Line, err)
	}
	return nil
}

// earlier are the lines before a batch that are about the same things, and the owners that have a line already.
func earlier(ctx context.Context, tx *db.Tx, n int64, batch []staged) (map[string]Line, map[string]bool, error) {
	firsts, owners := map[string]Line{}, map[string]bool{"": true}
	for part := range slices.Chunk(batch, 400) {
		var idents, names []any
		for _, l := range part {
			if l.ident != "" {
				idents = append(idents, l.ident)
			}
			if l.owner != "" {
				names = append(names, l.owner)
			}
		}
		found, err := linesIn(ctx, tx, n, "r.ident", idents)
		if err != nil {
			return nil, nil, err
		}
		for _, l := range found {
			firsts[l.ident] = l
		}
		var w db.Where
		w.And("import = ?", n)
		w.In("owner", names...)
		cond, args := w.SQL(1)
		known, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT DISTINCT owner FROM imports_rows WHERE `+cond, args...)
		if err != nil {
			return nil, nil, fmt.Errorf("owners of an import: %w", err)
		}
		for _, o := range known {
			owners[o] = true
		}
	}
	return firsts, owners, nil
}

func linesIn(ctx context.Context, tx *db.Tx, n int64, column string, values []any) ([]Line, error) {
	var w db.Where
	w.And("r.import = ?", n)
	w.In(column, values...)
	cond, args := w.SQL(1)
	return lines(ctx, tx, `WHERE `+cond, args...)
}

// linesToCompare are the next ones that are about something. Both here and below the condition is one that no index serves,
// so that the engines walk the primary key on from the line, whatever they know of the table: by another index they would
// read and sort all lines for each step.
func linesToCompare(ctx context.Context, tx *db.Tx, n, after int64, most int) ([]Line, error) {
	return lines(ctx, tx, `WHERE r.import = $1 AND r.line > $2 AND length(r.ident) > 0 ORDER BY r.line LIMIT $3`, n, after, most)
}

func linesToWrite(ctx context.Context, tx *db.Tx, n, after int64, most int) ([]Line, error) {
	return lines(ctx, tx, `WHERE r.import = $1 AND r.line > $2 AND r.outcome || '' IN ('new', 'changed') ORDER BY r.line LIMIT $3`, n, after, most)
}

func saveOutcome(ctx context.Context, tx *db.Tx, n int64, l Line) error {
	if _, err := tx.Exec(ctx, `UPDATE imports_rows SET outcome = $1, changes = $2, says = $3 WHERE import = $4 AND line = $5`,
		l.Outcome, changesText(l.Changes), l.Says.text(), n, l.Line); err != nil {
		return fmt.Errorf("outcome of line %d: %w", l.Line, err)
	}
	return nil
}

// forgetLate forgets what an earlier comparison found wrong.
func forgetLate(ctx context.Context, tx *db.Tx, n, after, to int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM imports_faults WHERE import = $1 AND line > $2 AND line <= $3 AND late`, n, after, to); err != nil {
		return fmt.Errorf("faults of import %d: %w", n, err)
	}
	return nil
}

func forgetAbsents(ctx context.Context, tx *db.Tx, n int64, most int) (int64, error) {
	gone, err := tx.Exec(ctx, `DELETE FROM imports_absents WHERE import = $1 AND ident IN (SELECT ident FROM imports_absents WHERE import = $1 LIMIT $2)`, n, most)
	if err != nil {
		return 0, fmt.Errorf("absents of import %d: %w", n, err)
	}
	return gone, nil
}

func insertAbsents(ctx context.Context, tx *db.Tx, n int64, things []Thing) error {
	for _, t := range things {
		if _, err := tx.Exec(ctx, `INSERT INTO imports_absents (import, ident, label, path) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			n, t.Ident, t.Label, t.Path); err != nil {
			return fmt.Errorf("absents of import %d: %w", n, err)
		}
	}
	return nil
}

// notInFile are those things that no line is about.
func notInFile(ctx context.Context, tx *db.Tx, n int64, things []Thing) ([]Thing, error) {
	idents := make([]any, len(things))
	for i, t := range things {
		idents[i] = t.Ident
	}
	found, err := linesIn(ctx, tx, n, "r.ident", idents)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, l := range found {
		there[l.ident] = true
	}
	return slices.DeleteFunc(slices.Clone(things), func(t Thing) bool { return there[t.Ident] }), nil
}

// countOutcomes counts what came of the lines. Lines that were overtaken before are counted as they are compared now.
func countOutcomes(ctx context.Context, tx *db.Tx, i Import) (Counts, error) {
	type count struct {
		outcome Outcome
		n       int64
	}
	counts, err := db.All(ctx, tx, func(c *count) []any { return []any{&c.outcome, &c.n} },
		`SELECT outcome, count(*) FROM imports_rows WHERE import = $1 GROUP BY outcome`, i.Number)
	if err != nil {
		return Counts{}, fmt.Errorf("count import %d: %w", i.Number, err)
	}
	out := i.Counts
	of := map[Outcome]int64{}
	for _, c := range counts {
		of[c.outcome] = c.n
	}
	out.New, out.Changed, out.Same, out.Refused, out.Overtaken = of[Fresh], of[Changed], of[Same], of[Bad], of[Overtaken]
	if out.Aside, err = db.Value[int64](ctx, tx, `SELECT count(*) FROM imports_faults WHERE import = $1 AND aside`, i.Number); err != nil {
		return Counts{}, fmt.Errorf("count import %d: %w", i.Number, err)
	}
	return out, nil
}

// emptySome forgets some of what was read of an import, and says whether anything was left. What was wrong stays, without
// what the cells held.
func emptySome(ctx context.Context, tx *db.Tx, n int64, most int) (bool, error) {
	left := false
	for _, q := range []string{
		`DELETE FROM imports_rows WHERE import = $1 AND line IN (SELECT line FROM imports_rows WHERE import = $1 LIMIT $2)`,
		`DELETE FROM imports_absents WHERE import = $1 AND ident IN (SELECT ident FROM imports_absents WHERE import = $1 LIMIT $2)`,
		`UPDATE imports_faults SET value = '' WHERE import = $1 AND line IN (SELECT line FROM imports_faults WHERE import = $1 AND value <> '' ORDER BY line LIMIT $2) AND value <> ''`,
	} {
		gone, err := tx.Exec(ctx, q, n, most)
		if err != nil {
			return false, fmt.Errorf("empty import %d: %w", n, err)
		}
		left = left || gone > 0
	}
	return left, nil
}

// Row is a line of an import as it was read.
type Row[T any] struct {
	Line  int64
	Ident string
	Leads bool // the first line of its owner
	Value T
}

// Rows are all lines of an import that are about something, in order: for kinds whose lines depend on those before them.
func Rows[T any](ctx context.Context, tx *db.Tx, n int64) ([]Row[T], error) {
	ls, err := lines(ctx, tx, `WHERE r.import = $1 AND length(r.ident) > 0 ORDER BY r.line`, n)
	if err != nil {
		return nil, err
	}
	out := make([]Row[T], len(ls))
	for i, l := range ls {
		out[i] = Row[T]{Line: l.Line, Ident: l.ident, Leads: l.leads}
		if err := json.Unmarshal([]byte(l.data), &out[i].Value); err != nil {
			return nil, fmt.Errorf("line %d as it was kept: %w", l.Line, err)
		}
	}
	return out, nil
}
