package migrations_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"preau/internal/kit/db"
	"preau/internal/migrations"
)

// with is a row whose values are others in some columns.
func (x table) with(values map[string]any) table {
	x.values = slices.Clone(x.values)
	for c, v := range values {
		x.values[slices.Index(x.columns, c)] = v
	}
	return x
}

// before are the files before one, and what its tables were made of.
func before(t *testing.T, name string) (fstest.MapFS, func(table string) table) {
	t.Helper()
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	files, rows := fstest.MapFS{}, map[string]table{}
	for _, n := range names {
		if strings.HasSuffix(n, name) {
			return files, func(table string) table { return rows[table] }
		}
		text, err := fs.ReadFile(migrations.Files, n)
		if err != nil {
			t.Fatal(err)
		}
		files[n] = &fstest.MapFile{Data: text}
		for _, m := range creates.FindAllStringSubmatch(string(text), -1) {
			rows[m[1]] = rowOf(m[1], m[2])
		}
	}
	t.Fatalf("no migration ends in %s", name)
	return nil, nil
}

// Orders that were on their way, or to be sent again, before it was kept where they may be: those are told so of which a mail may have arrived.
func TestOldOrdersMayHaveArrived(t *testing.T) {
	files, row := before(t, "_ordering_perhaps_before.sql")
	each(t, func(t *testing.T, d, _ *db.DB) {
		if err := migrations.UpWith(t.Context(), d, files); err != nil {
			t.Fatal(err)
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			var all []table
			put := func(x string, values map[string]any) { all = append(all, row(x).with(values)) }
			put("org_organisations", map[string]any{"id": "org", "parent_id": nil})
			put("catalog_markets", map[string]any{"id": "m", "number": int64(1), "supplier_id": "org"})
			for _, o := range [][2]string{{"to_resend", ""}, {"sending", ""}, {"cancelled", ""}, {"sent", ""}, {"refused", "to_resend"}, {"known", "to_resend"}, {"twice", "to_resend"}} {
				id, state := o[0], o[1]
				if state == "" {
					state = id
				}
				put("ordering_orders", map[string]any{"id": id, "number": id, "org_id": "org", "site_id": nil, "head_id": "org", "market": int64(1), "supplier_id": "org", "state": state})
			}
			for _, m := range []struct {
				order, address, occasion string
				repeated                 bool
			}{
				{"to_resend", "a@pont.test", "1", true},
				{"sending", "a@pont.test", "1", true},
				{"cancelled", "a@pont.test", "1", true},
				{"sent", "a@pont.test", "1", true},
				{"refused", "a@pont.test", "1", false},
				{"known", "a@pont.test", "1", true},
				{"twice", "a@pont.test", "1", true},
				{"twice", "a@pont.test", "2", true},
				{"twice", "b@pont.test", "3", true},
				{"twice", "c@pont.test", "4", false},
			} {
				put("notify_mails", map[string]any{
					"id": m.order + m.occasion, "kind": "ordering.order_supplier", "object_kind": "ordering.order", "object_id": m.order, "occasion": m.occasion,
					"address": m.address, "address_fold": m.address, "state": "failed", "stop_hash": "", "repeated": m.repeated,
				})
			}
			for _, x := range all {
				if err := x.fill(t, tx); err != nil {
					return err
				}
			}
			_, err := tx.Exec(t.Context(), `UPDATE ordering_orders SET perhaps = 'z@pont.test' WHERE id = 'known'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := migrations.Up(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		var got []string
		err = d.View(t.Context(), func(tx *db.Tx) (err error) {
			got, err = db.All(t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT id || ': ' || perhaps FROM ordering_orders ORDER BY id`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range got {
			at := strings.Fields(line)
			slices.Sort(at[1:])
			got[i] = strings.Join(at, " ")
		}
		want := []string{"cancelled:", "known: z@pont.test", "refused:", "sending: a@pont.test", "sent:", "to_resend: a@pont.test", "twice: a@pont.test b@pont.test"}
		slices.Sort(got)
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("they may be at\n%s", strings.Join(got, "\n"))
		}
	})
}
