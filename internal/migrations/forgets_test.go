package migrations_test

import (
	"strings"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/migrations"
)

// What lines say of before goes where the offer went before, and where the people of a closed structure were taken out; of others it stays, as do other
// acts.
func TestOldHistoryForgets(t *testing.T) {
	files, row := before(t, "_offers_history_forgets.sql")
	each(t, func(t *testing.T, d, _ *db.DB) {
		if err := migrations.UpWith(t.Context(), d, files); err != nil {
			t.Fatal(err)
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			all := []table{
				row("org_organisations").with(map[string]any{"id": "org", "parent_id": nil}),
				row("offers_offers").with(map[string]any{"id": "here", "org_id": "org", "site_id": nil, "setting_id": nil, "state": "archived"}),
			}
			for n, s := range []struct{ id, state, signatory string }{{"works", "active", ""}, {"closed", "closed", "Madame MICHU"}, {"emptied", "closed", ""}} {
				all = append(all, row("offers_structures").with(map[string]any{"id": s.id, "number": int64(n + 1), "org_id": nil, "type_id": nil, "logo_id": nil, "flagged_at": nil, "state": s.state, "signatory": s.signatory, "email": s.signatory}))
			}
			for _, l := range [][3]string{
				{"offers.offer", "here", "set_contact"},
				{"offers.offer", "gone", "set_contact"},
				{"offers.offer", "gone", "publish"},
				{"offers.structure", "works", "edit"},
				{"offers.structure", "closed", "edit"},
				{"offers.structure", "emptied", "edit"},
				{"offers.structure", "emptied", "close"},
			} {
				all = append(all, row("history_lines").with(map[string]any{"id": strings.Join(l[:], " "), "object_kind": l[0], "object_id": l[1], "act": l[0] + "." + l[2], "data": `{"was":"01 02 03 04 05"}`}))
			}
			for _, x := range all {
				if err := x.fill(t, tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := migrations.Up(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		var got []string
		err = d.View(t.Context(), func(tx *db.Tx) (err error) {
			got, err = db.All(t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT id FROM history_lines WHERE data = '{}' ORDER BY id`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(got, ", ") != "offers.offer gone set_contact, offers.structure emptied edit" {
			t.Errorf("forgotten: %s", got)
		}
	})
}
