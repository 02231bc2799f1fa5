package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// marks are how often what some modules have on SQLite was changed, by anybody: triggers of their tables count in core_written, so that the
// number is there if and only if the change is. Modules that write all the time have none.
type marks struct {
	schema int64                      // the last migration
	n      map[string]int64           // by module, a table's first word
	watch  map[string]map[string]bool // its tables that have a trigger
	tables map[string]bool            // all
}

const countsText = `SELECT module, n, (SELECT max(id) FROM core_migrations) FROM core_written`

// of is a name of what some modules have; false where one of them is not counted.
func (m marks) of(modules []string) (string, bool) {
	if len(modules) == 0 || m.n == nil {
		return "", false
	}
	name := make([]byte, 0, 64)
	name = strconv.AppendInt(append(name, '/'), m.schema, 10)
	for _, x := range modules {
		n, counted := m.n[x]
		if !counted {
			return "", false
		}
		name = strconv.AppendInt(append(name, '/'), n, 10)
	}
	return string(name), true
}

// count reads the marks. Which tables are counted is read anew after a migration: one that builds a table anew drops its triggers.
func (s *stamps) count(ctx context.Context) error {
	rows, err := s.counts.QueryContext(ctx)
	if err != nil {
		return fmt.Errorf("count what was written: %w", err)
	}
	defer func() { _ = rows.Close() }() // what it could say, rows.Err says
	next := marks{n: make(map[string]int64, len(s.marks.n)), watch: s.marks.watch, tables: s.marks.tables}
	for rows.Next() {
		var module string
		var n int64
		if err := rows.Scan(&module, &n, &next.schema); err != nil {
			return err
		}
		next.n[module] = n
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if next.watch == nil || next.schema != s.marks.schema {
		if err := s.watched(ctx, &next); err != nil {
			return err
		}
	}
	s.marks = next
	return nil
}

func (s *stamps) watched(ctx context.Context, m *marks) error {
	rows, err := s.conn.QueryContext(ctx, `SELECT type, name, tbl_name FROM sqlite_schema WHERE type IN ('table', 'view', 'trigger')`)
	if err != nil {
		return fmt.Errorf("which tables are counted: %w", err)
	}
	defer func() { _ = rows.Close() }() // what it could say, rows.Err says
	m.watch, m.tables = map[string]map[string]bool{}, map[string]bool{}
	for rows.Next() {
		var kind, name, table string
		if err := rows.Scan(&kind, &name, &table); err != nil {
			return err
		}
		module, _, _ := strings.Cut(table, "_")
		switch {
		case kind != "trigger":
			m.tables[name] = true
		case strings.HasPrefix(name, "written_"):
			if m.watch[module] == nil {
				m.watch[module] = map[string]bool{}
			}
			m.watch[module][table] = true
		}
	}
	return rows.Err()
}

// uncounted is a table that one of some statements names and whose changes are not counted among these modules'; empty: none.
func (m marks) uncounted(modules, texts []string) string {
	for _, text := range texts {
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
			if !m.tables[word] {
				continue
			}
			counted := false
			for _, x := range modules {
				counted = counted || m.watch[x][word]
			}
			if !counted {
				return word
			}
		}
	}
	return ""
}
