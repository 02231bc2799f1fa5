package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/sheet"
)

const columns = `i.number, i.kind, i.place, i.writes, i.state, i.file_id, i.file_name, i.sha256, i.started_by, i.started_name, i.started_at,
	i.moved_by, i.moved_name, i.moved_at, i.header, i.fault, i.done, i.total, i.at_line, i.at_absent,
	i.line_count, i.new_count, i.changed_count, i.same_count, i.refused_count, i.absent_count, i.aside_count, i.written_count, i.overtaken_count,
	i.emptied_at, i.version`

type importRow struct {
	Import
	header, fault string
}

func intoImport(r *importRow) []any {
	return []any{
		&r.Number, &r.Kind, &r.Place, &r.Writes, &r.State, &r.FileID, &r.FileName, &r.SHA256, &r.StartedBy, &r.StartedName, &r.StartedAt,
		&r.MovedBy, &r.MovedName, &r.MovedAt, &r.header, &r.fault, &r.Import.Done, &r.Total, &r.atLine, &r.atAbsent,
		&r.Lines, &r.New, &r.Changed, &r.Same, &r.Refused, &r.Absent, &r.Aside, &r.Written, &r.Overtaken,
		&r.EmptiedAt, &r.Version,
	}
}

// headerKept is what is kept of a file's titles.
type headerKept struct {
	Titles  map[string]Title `json:"titles"`
	Unknown []Title          `json:"unknown"`
}

func (r importRow) whole() Import {
	var h headerKept
	_ = json.Unmarshal([]byte(r.header), &h) // nothing while it is not read
	r.titles, r.Unknown, r.Fault = h.Titles, h.Unknown, readSayings(r.fault)
	return r.Import
}

func importByNumber(ctx context.Context, tx *db.Tx, n int64) (Import, error) {
	r, err := db.One(ctx, tx, intoImport, `SELECT `+columns+` FROM imports_imports i WHERE i.number = $1`, n)
	if errors.Is(err, db.ErrNone) {
		return Import{}, apperr.NotFoundErr()
	}
	if err != nil {
		return Import{}, fmt.Errorf("import %d: %w", n, err)
	}
	return r.whole(), nil
}

// importAt is importByNumber of one place: elsewhere it does not exist.
func importAt(ctx context.Context, tx *db.Tx, place string, n int64) (Import, error) {
	i, err := importByNumber(ctx, tx, n)
	if err == nil && i.Place != place {
		return Import{}, apperr.NotFoundErr()
	}
	return i, err
}

func imports(ctx context.Context, tx *db.Tx, rest string, args ...any) ([]Import, error) {
	rows, err := db.All(ctx, tx, intoImport, `SELECT `+columns+` FROM imports_imports i `+rest, args...)
	if err != nil {
		return nil, fmt.Errorf("imports: %w", err)
	}
	out := make([]Import, len(rows))
	for i, r := range rows {
		out[i] = r.whole()
	}
	return out, nil
}

// hold waits until nobody else begins or moves an import.
func hold(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `UPDATE imports_counter SET next_num = next_num WHERE id = 1`); err != nil {
		return fmt.Errorf("hold the imports: %w", err)
	}
	return nil
}

func nextNumber(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `UPDATE imports_counter SET next_num = next_num + 1 WHERE id = 1 RETURNING next_num - 1`)
	if err != nil {
		return 0, fmt.Errorf("number of an import: %w", err)
	}
	return n, nil
}

const isOpen = `i.state NOT IN ('done', 'cancelled', 'refused')`

// openTwin is an import of the same file to the same place that is not ended; one that somebody sent, when by is not empty.
func openTwin(ctx context.Context, tx *db.Tx, kind, place, sha, by string) (Import, bool, error) {
	var w db.Where
	w.And(isOpen+" AND i.kind = ? AND i.place = ? AND i.sha256 = ?", kind, place, sha)
	if by != "" {
		w.And("i.started_by = ?", by)
	}
	cond, args := w.SQL(1)
	return one(imports(ctx, tx, `WHERE `+cond+` ORDER BY i.number LIMIT 1`, args...))
}

// busy is another import that is being written to the same place.
func busy(ctx context.Context, tx *db.Tx, i Import) (*Import, error) {
	other, found, err := one(imports(ctx, tx, `WHERE i.writes = $1 AND i.state = 'applying' AND i.number <> $2`, i.Writes, i.Number))
	if err != nil || !found {
		return nil, err
	}
	return &other, nil
}

func one(is []Import, err error) (Import, bool, error) {
	if err != nil || len(is) == 0 {
		return Import{}, false, err
	}
	return is[0], true, nil
}

func insertImport(ctx context.Context, tx *db.Tx, i Import) error {
	_, err := tx.Exec(ctx, `INSERT INTO imports_imports (number, kind, place, writes, state, file_id, file_name, sha256, started_by, started_name, started_at,
			moved_by, moved_name, moved_at, header, fault, done, total, at_line, at_absent,
			line_count, new_count, changed_count, same_count, refused_count, absent_count, aside_count, written_count, overtaken_count, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '', 0, $15, 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, $16)`,
		i.Number, i.Kind, i.Place, i.Writes, i.State, i.FileID, i.FileName, i.SHA256, i.StartedBy, i.StartedName, i.StartedAt,
		i.MovedBy, i.MovedName, i.MovedAt, i.Total, i.Version)
	if err != nil {
		return fmt.Errorf("insert import: %w", err)
	}
	return nil
}

func saveMove(ctx context.Context, tx *db.Tx, i Import) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE imports_imports SET state = $1, moved_by = $2, moved_name = $3, moved_at = $4, done = $5, total = $6,
			at_line = $7, at_absent = $8, version = version + 1
		WHERE number = $9 AND version = $10`,
		i.State, i.MovedBy, i.MovedName, i.MovedAt, i.Done, i.Total, i.atLine, i.atAbsent, i.Number, i.Version)
	if err != nil {
		return false, fmt.Errorf("move import %d: %w", i.Number, err)
	}
	return n == 1, nil
}

// saveProgress notes how far a state is, if nobody moved the import and no other node went further.
func saveProgress(ctx context.Context, tx *db.Tx, was, now Import) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE imports_imports SET done = $1, total = $2, at_line = $3, at_absent = $4,
			line_count = $5, absent_count = $6, written_count = $7, overtaken_count = $8
		WHERE number = $9 AND version = $10 AND at_line = $11 AND at_absent = $12`,
		now.Done, now.Total, now.atLine, now.atAbsent, now.Lines, now.Absent, now.Written, now.Overtaken,
		was.Number, was.Version, was.atLine, was.atAbsent)
	if err != nil {
		return false, fmt.Errorf("progress of import %d: %w", was.Number, err)
	}
	return n == 1, nil
}

func saveCounts(ctx context.Context, tx *db.Tx, i Import) error {
	return change(ctx, tx, i.Number, `new_count = $1, changed_count = $2, same_count = $3, refused_count = $4, aside_count = $5, absent_count = $6, overtaken_count = 0`,
		i.New, i.Changed, i.Same, i.Refused, i.Aside, i.Absent)
}

func saveHeader(ctx context.Context, tx *db.Tx, n int64, h sheet.Header) error {
	kept := headerKept{Titles: map[string]Title{}}
	for _, t := range h.Titles {
		if t.Key != "" {
			kept.Titles[t.Key] = Title{t.Letter(), t.Name}
		}
	}
	for _, t := range h.Unknown {
		kept.Unknown = append(kept.Unknown, Title{t.Letter(), t.Name})
	}
	return change(ctx, tx, n, `header = $1`, text(kept))
}

func saveFault(ctx context.Context, tx *db.Tx, n int64, fault string) error {
	return change(ctx, tx, n, `fault = $1`, fault)
}

func saveEmptied(ctx context.Context, tx *db.Tx, n int64) error {
	return change(ctx, tx, n, `emptied_at = $1`, tx.Now())
}

// change sets columns of an import.
func change(ctx context.Context, tx *db.Tx, n int64, set string, args ...any) error {
	args = append(args, n)
	if _, err := tx.Exec(ctx, `UPDATE imports_imports SET `+set+fmt.Sprintf(` WHERE number = $%d`, len(args)), args...); err != nil {
		return fmt.Errorf("change import %d: %w", n, err)
	}
	return nil
}

// tooOld are imports whose file has been kept long enough.
func tooOld(ctx context.Context, tx *db.Tx, before time.Time) ([]Import, error) {
	return imports(ctx, tx, `WHERE i.emptied_at IS NULL AND i.started_at < $1 ORDER BY i.number LIMIT 20`, before)
}
