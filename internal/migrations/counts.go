package migrations

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// counted are the tables whose changes are counted on SQLite, by their module, the first word of their names; with the columns whose change
// says nothing of what anybody is or may do, and « new » where a row that is new changes nothing that was known. A table joins or leaves this list
// with a migration, so that other processes look anew.
var counted = map[string][]string{
	"access_grants": nil, "access_grant_limits": nil,
	"account_accounts": {"new", "first_signed_in_at", "last_signed_in_at"}, "account_sessions": {"new", "seen_at"},
	"catalog_markets": nil, "catalog_adherents": nil,
	"org_organisations": nil, "org_closure": nil, "org_sites": nil,
	"request_asks":   nil,
	"terms_versions": nil, "terms_acceptances": nil,
}

// count makes the triggers that count, as the tables are by now: a migration that builds one anew has dropped its own, and one that adds
// a column wants it counted.
func count(ctx context.Context, pool *sql.DB) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of what is committed there is nothing left
	for table, silent := range counted {
		if err := countTable(ctx, tx, table, silent); err != nil {
			return fmt.Errorf("count changes of %s: %w", table, err)
		}
	}
	return tx.Commit()
}

func countTable(ctx context.Context, tx *sql.Tx, table string, silent []string) error {
	var columns string
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(group_concat(name), '') FROM (SELECT name FROM pragma_table_info($1) ORDER BY cid)`, table).Scan(&columns); err != nil || columns == "" {
		return err // a test's database, without that table
	}
	loud := slices.DeleteFunc(strings.Split(columns, ","), func(c string) bool { return slices.Contains(silent, c) })
	want := map[string]string{"update": "UPDATE OF " + strings.Join(loud, ", "), "delete": "DELETE"}
	if !slices.Contains(silent, "new") {
		want["insert"] = "INSERT"
	}
	module, _, _ := strings.Cut(table, "_")
	if _, err := tx.ExecContext(ctx, `INSERT INTO core_written (module, n) VALUES ($1, 0) ON CONFLICT DO NOTHING`, module); err != nil {
		return err
	}
	for way, when := range want {
		name := "written_" + table + "_" + way
		text := "CREATE TRIGGER " + name + " AFTER " + when + " ON " + table + " BEGIN UPDATE core_written SET n = n + 1 WHERE module = '" + module + "'; END"
		var has int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name = $1 AND sql = $2`, name, text).Scan(&has); err != nil {
			return err
		}
		if has > 0 {
			continue
		}
		for _, q := range []string{"DROP TRIGGER IF EXISTS " + name, text} {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return err
			}
		}
	}
	return nil
}
