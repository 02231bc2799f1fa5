package keeper

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/kit/db"
)

const exportColumns = `id, account_id, state, done, parts, coalesce(file_id, ''), size, asked_at, ready_at, expires_at`

func intoExport(e *Export) []any {
	return []any{&e.ID, &e.AccountID, &e.State, &e.Done, &e.Parts, &e.FileID, &e.Size, &e.AskedAt, &e.ReadyAt, &e.ExpiresAt}
}

func exportByID(ctx context.Context, tx *db.Tx, exportID string) (Export, error) {
	e, err := db.One(ctx, tx, intoExport, `SELECT `+exportColumns+` FROM retention_exports WHERE id = $1`, exportID)
	e.At = tx.Now()
	return e, err
}

// insertExport says false when somebody else asked for the person at the same instant: one export at a time.
func insertExport(ctx context.Context, tx *db.Tx, e Export) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO retention_exports (id, account_id, state, done, parts, size, asked_at) VALUES ($1, $2, $3, 0, $4, 0, $5)
		ON CONFLICT (account_id) WHERE state <> 'gone' DO NOTHING`, e.ID, e.AccountID, e.State, e.Parts, tx.Now())
	if err != nil {
		return false, fmt.Errorf("ask for an export: %w", err)
	}
	return n == 1, nil
}

func saveProgress(ctx context.Context, tx *db.Tx, exportID string, done int) error {
	if _, err := tx.Exec(ctx, `UPDATE retention_exports SET done = $1 WHERE id = $2 AND state = 'asked'`, done, exportID); err != nil {
		return fmt.Errorf("progress of an export: %w", err)
	}
	return nil
}

func saveReady(ctx context.Context, tx *db.Tx, e Export, to ExportState) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE retention_exports SET state = $1, done = parts, file_id = $2, size = $3, ready_at = $4, expires_at = $5
		WHERE id = $6 AND state = $7`, to, e.FileID, e.Size, e.ReadyAt, e.ExpiresAt, e.ID, e.State)
	if err != nil {
		return false, fmt.Errorf("finish an export: %w", err)
	}
	return n == 1, nil
}

func saveExportGone(ctx context.Context, tx *db.Tx, e Export, to ExportState) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE retention_exports SET state = $1, gone_at = $2 WHERE id = $3 AND state = $4`, to, tx.Now(), e.ID, e.State)
	if err != nil {
		return false, fmt.Errorf("end an export: %w", err)
	}
	return n == 1, nil
}

func overdueExports(ctx context.Context, tx *db.Tx) ([]string, error) {
	ids, err := db.All(ctx, tx, func(s *string) []any { return []any{s} },
		`SELECT id FROM retention_exports WHERE state = 'ready' AND expires_at < $1 ORDER BY expires_at LIMIT 50`, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("exports whose time is over: %w", err)
	}
	return ids, nil
}

// person is whom an export is about.
type person struct {
	Name, Address, Lang, State string
}

func personOf(ctx context.Context, tx *db.Tx, accountID string) (person, error) {
	return db.One(ctx, tx, func(p *person) []any { return []any{&p.Name, &p.Address, &p.Lang, &p.State} },
		`SELECT display_name, email, lang, state FROM account_accounts WHERE id = $1`, accountID)
}

// value is a cell of a table whose types are not known beforehand.
type value struct{ v any }

// Scan keeps what the driver gives.
func (v *value) Scan(src any) error {
	if b, ok := src.([]byte); ok {
		src = string(b)
	}
	v.v = src
	return nil
}

// widest is the most columns that a share may have.
const widest = 24

type record [widest]value

// eachShared hands the rows of a share to fn, one after the other.
func eachShared(ctx context.Context, tx *db.Tx, from, of, order, accountID string, columns []string, fn func([]value) error) error {
	var w db.Where
	ofAccount(&w, of, accountID)
	where, args := w.SQL(1)
	q := `SELECT ` + joined(columns) + ` FROM ` + from + ` WHERE ` + where
	if order != "" {
		q += ` ORDER BY ` + order
	}
	names := names(columns)
	return db.Each(ctx, tx, func(r *record) []any {
		out := make([]any, len(names))
		for i := range out {
			out[i] = &r[i]
		}
		return out
	}, q, args, func(r record) error {
		for i, n := range names {
			r[i].v = plain(n, r[i].v)
		}
		return fn(r[:len(names)])
	})
}

// plain makes instants of the numbers that the tables keep them as, by the names of their columns, and booleans of 0 and 1.
func plain(name string, v any) any {
	n, number := v.(int64)
	switch {
	case number && (name == "at" || strings.HasSuffix(name, "_at") || name == "until"):
		return time.UnixMicro(n).UTC()
	case number && booleans[name]:
		return n != 0
	}
	return v
}

// booleans are the columns that SQLite gives as numbers.
var booleans = map[string]bool{"remembered": true, "off": true}
