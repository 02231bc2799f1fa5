package keeper

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"preau/internal/core/retention"
	"preau/internal/core/retention/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// archive is the ZIP being written: for each table a JSON file, for programs, and a CSV, for people; and what they are.
type archive struct {
	zip   *zip.Writer
	t     *i18n.T
	now   time.Time
	about strings.Builder // LISEZMOI.txt
}

// add writes all that a holding shares of an account, and tells of it; what holds nothing is not there.
func (a *archive) add(ctx context.Context, tx *db.Tx, h retention.Holding, accountID string) error {
	for _, s := range h.Shares {
		from := s.From
		if from == "" {
			from = h.Table
		}
		var rows [][]value
		err := eachShared(ctx, tx, from, s.Of, s.Order, accountID, s.Columns, func(r []value) error {
			rows = append(rows, append([]value(nil), r...))
			return nil
		})
		if err != nil {
			return fmt.Errorf("share %s: %w", s.File, err)
		}
		if len(rows) == 0 {
			continue
		}
		if err := a.write(s.File, names(s.Columns), rows); err != nil {
			return fmt.Errorf("share %s: %w", s.File, err)
		}
		a.tell(s.File, len(rows), h)
	}
	return nil
}

func (a *archive) tell(file string, n int, h retention.Holding) {
	a.line(a.t.S(msg.ArchiveFile, "file", file, "n", n))
	a.line("  " + a.t.S(h.What))
	a.line("  " + a.t.S(msg.ArchiveWhy, "why", h.Why))
	for _, r := range h.Rules {
		a.line("  " + a.t.M(Said(a.t, r)))
	}
	if h.Stays != "" {
		a.line("  " + a.t.S(msg.ArchiveStays, "stays", h.Stays))
	}
	a.line("")
}

func (a *archive) line(s string) { a.about.WriteString(s + "\r\n") }

func (a *archive) write(file string, names []string, rows [][]value) error {
	w, err := a.create(file + ".json")
	if err != nil {
		return err
	}
	if err := writeJSON(w, names, rows); err != nil {
		return err
	}
	if w, err = a.create(file + ".csv"); err != nil {
		return err
	}
	return writeCSV(w, a.t, names, rows)
}

func (a *archive) create(name string) (io.Writer, error) {
	return a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.now})
}

// close adds what the files are, and ends the archive.
func (a *archive) close(p person) error {
	w, err := a.create("LISEZMOI.txt")
	if err != nil {
		return err
	}
	head := a.t.S(msg.ArchiveHead, "name", p.Name, "date", a.t.DateTimeZone(a.now)) + "\r\n\r\n" + a.t.S(msg.ArchiveOthers) + "\r\n\r\n"
	if _, err := io.WriteString(w, head+a.about.String()); err != nil {
		return err
	}
	return a.zip.Close()
}

// writeJSON writes an array of objects, the columns in their order.
func writeJSON(w io.Writer, names []string, rows [][]value) error {
	var b bytes.Buffer
	b.WriteString("[")
	for i, r := range rows {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  {")
		for j, n := range names {
			if j > 0 {
				b.WriteString(", ")
			}
			cell, err := json.Marshal(r[j].v)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "%q: %s", n, cell)
		}
		b.WriteString("}")
	}
	b.WriteString("\n]\n")
	_, err := b.WriteTo(w)
	return err
}

func writeCSV(w io.Writer, t *i18n.T, names []string, rows [][]value) error {
	heads := make([]sheet.Head, len(names))
	for i, n := range names {
		heads[i].Title = n
	}
	out, err := sheet.New(sheet.CSV, w, t, "", heads...)
	if err != nil {
		return err
	}
	for _, r := range rows {
		cells := make([]sheet.Cell, len(r))
		for i, v := range r {
			cells[i] = cellOf(v.v)
		}
		if err := out.Row(cells...); err != nil {
			return err
		}
	}
	return out.Close()
}

func cellOf(v any) sheet.Cell {
	switch v := v.(type) {
	case nil:
		return sheet.Text("")
	case string:
		return sheet.Text(v)
	case int64:
		return sheet.Count(v)
	case time.Time:
		return sheet.Instant(v)
	}
	return sheet.Text(fmt.Sprint(v))
}

// names are what columns are called: what follows AS, or the last part of a name.
func names(columns []string) []string {
	var out []string
	for _, c := range strings.Split(joined(columns), ", ") {
		if i := strings.LastIndex(c, " AS "); i >= 0 {
			out = append(out, c[i+len(" AS "):])
			continue
		}
		out = append(out, c[strings.LastIndex(c, ".")+1:])
	}
	return out
}

func joined(columns []string) string { return strings.Join(columns, ", ") }
