package keeper

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/kit/db"
)

// The statements are made of what the modules declare: names of tables and columns, and conditions, never of what
// anybody typed.

// foundRow is the key of a row, and its event.
type foundRow struct {
	id    [3]string
	event time.Time
}

func intoFound(r *foundRow) []any { return []any{&r.id[0], &r.id[1], &r.id[2], &r.event} }

// keys are the three columns that every search gives, those that the table's key has not as empty texts.
func (r rule) keys() string {
	cols := [3]string{"''", "''", "''"}
	copy(cols[:], r.ID)
	return strings.Join(cols[:], ", ")
}

// over adds the conditions of the rows that a rule still has to do something to.
func (x run) over(w *db.Where, before time.Time) {
	x.todo(w)
	w.And(x.Event+" < ?", before)
}

// todo adds the rule's own condition; rows whose names are gone already are none.
func (x run) todo(w *db.Where) {
	if x.If != "" {
		w.And(x.If)
	}
	named(w, x.Named, x.Empty, x.erased)
}

// named adds that one of the columns still says something. Without columns it adds nothing.
func named(w *db.Where, names, empty []string, label string) {
	var conds []string
	var args []any
	for _, c := range names {
		conds, args = append(conds, c+" <> '' AND "+c+" <> ?"), append(args, label)
	}
	for _, c := range empty {
		conds = append(conds, c+" <> ''")
	}
	if len(conds) > 0 {
		w.And("("+strings.Join(conds, ") OR (")+")", args...)
	}
}

// find gives rows that are over, or will be within the lead, by their key, after the last.
func find(ctx context.Context, tx *db.Tx, x run, limit int) ([]foundRow, error) {
	var w db.Where
	x.over(&w, x.from)
	after(&w, x.ID, x.last)
	where, args := w.SQL(1)
	rows, err := db.All(ctx, tx, intoFound, `SELECT `+x.keys()+`, `+x.Event+` FROM `+x.table+` WHERE `+where+
		` ORDER BY `+strings.Join(x.ID, ", ")+fmt.Sprintf(` LIMIT $%d`, len(args)+1), append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("find in %s: %w", x.table, err)
	}
	return rows, nil
}

// after goes on behind a key; before the first there is none.
func after(w *db.Where, id []string, last [3]string) {
	if last == [3]string{} {
		return
	}
	w.And("("+strings.Join(id, ", ")+") > (?"+strings.Repeat(", ?", len(id)-1)+")", db.Any(last[:len(id)])...)
}

// again reads a row within the transaction that will change it: it may have changed since it was found. The row is held first, so that whoever
// changes it at this very moment was before, and it is read as they left it, or waits until it is done.
func again(ctx context.Context, tx *db.Tx, x run, r foundRow) (foundRow, bool, error) {
	var w db.Where
	x.over(&w, x.from)
	among(&w, x.ID, []foundRow{r})
	where, args := w.SQL(1)
	if n, err := tx.Exec(ctx, `UPDATE `+x.table+` SET `+x.ID[0]+` = `+x.ID[0]+` WHERE `+where, args...); err != nil || n == 0 {
		return r, false, err
	}
	rows, err := db.All(ctx, tx, intoFound, `SELECT `+x.keys()+`, `+x.Event+` FROM `+x.table+` WHERE `+where, args...)
	if err != nil || len(rows) == 0 {
		return r, false, err
	}
	return rows[0], true, nil
}

// among narrows to some rows, by their keys.
func among(w *db.Where, id []string, rows []foundRow) {
	if len(id) == 1 {
		keys := make([]any, len(rows))
		for i, r := range rows {
			keys[i] = r.id[0]
		}
		w.In(id[0], keys...)
		return
	}
	var conds []string
	var args []any
	for _, r := range rows {
		conds = append(conds, strings.Join(id, " = ? AND ")+" = ?")
		args = append(args, db.Any(r.id[:len(id)])...)
	}
	w.And("("+strings.Join(conds, ") OR (")+")", args...)
}

// remove deletes the rows that are still over.
func remove(ctx context.Context, tx *db.Tx, x run, rows []foundRow) (int64, error) {
	var w db.Where
	x.over(&w, x.before)
	among(&w, x.ID, rows)
	where, args := w.SQL(1)
	n, err := tx.Exec(ctx, `DELETE FROM `+x.table+` WHERE `+where, args...)
	if err != nil {
		return 0, fmt.Errorf("delete from %s: %w", x.table, err)
	}
	return n, nil
}

// rename puts the label where names stood.
func rename(ctx context.Context, tx *db.Tx, x run, rows []foundRow) (int64, error) {
	var w db.Where
	x.over(&w, x.before)
	among(&w, x.ID, rows)
	return relabel(ctx, tx, x.table, x.Named, x.Empty, nil, x.erased, &w)
}

// relabel sets names to a label, and texts to nothing. Where no name stood none comes to stand.
func relabel(ctx context.Context, tx *db.Tx, table string, names, empty, more []string, label string, w *db.Where) (int64, error) {
	where, args := w.SQL(1)
	set := append([]string(nil), more...)
	if len(names) > 0 {
		args = append(args[:len(args):len(args)], label)
	}
	for _, c := range names {
		set = append(set, fmt.Sprintf("%s = CASE WHEN %s = '' THEN '' ELSE CAST($%d AS TEXT) END", c, c, len(args)))
	}
	for _, c := range empty {
		set = append(set, c+" = ''")
	}
	n, err := tx.Exec(ctx, `UPDATE `+table+` SET `+strings.Join(set, ", ")+` WHERE `+where, args...)
	if err != nil {
		return 0, fmt.Errorf("rename in %s: %w", table, err)
	}
	return n, nil
}

// oldestOf is the event of the oldest row that stays.
func oldestOf(ctx context.Context, tx *db.Tx, x run) (time.Time, error) {
	var w db.Where
	x.todo(&w)
	where, args := w.SQL(1)
	at, err := db.Value[time.Time](ctx, tx, `SELECT CAST(min(`+x.Event+`) AS BIGINT) FROM `+x.table+` WHERE `+where, args...)
	if err != nil {
		return at, fmt.Errorf("oldest of %s: %w", x.table, err)
	}
	return at, nil
}
