package migrations_test

import (
	"strings"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/migrations"
)

// Orders of before this was kept are marked that exceed the maximum amount as they cost now, or as they were ordered; those at it, and those of
// where there is none, are not.
func TestOldOrdersExceeded(t *testing.T) {
	files, row := before(t, "_ordering_exceeded.sql")
	each(t, func(t *testing.T, d, _ *db.DB) {
		if err := migrations.UpWith(t.Context(), d, files); err != nil {
			t.Fatal(err)
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			var all []table
			put := func(x string, values map[string]any) { all = append(all, row(x).with(values)) }
			for _, org := range []string{"gross", "net", "none", "zero"} {
				put("org_organisations", map[string]any{"id": org, "ref": org, "num": int64(len(all) + 1), "parent_id": nil, "kind": "school", "closed_at": nil, "fase": "", "uai": "", "bce": "", "siren": "", "siret": ""})
				put("org_closure", map[string]any{"ancestor": org, "descendant": org, "depth": int64(0)})
			}
			put("ordering_limits", map[string]any{"org_id": "gross", "amount": int64(1210)})
			put("ordering_limits", map[string]any{"org_id": "net", "amount": int64(1000)})
			put("ordering_limits", map[string]any{"org_id": "none", "amount": nil})
			put("ordering_limits", map[string]any{"org_id": "zero", "amount": int64(0)})
			put("ordering_bases", map[string]any{"org_id": "net", "without_vat": true})
			put("catalog_markets", map[string]any{"id": "m", "number": int64(1), "supplier_id": "gross"})
			put("catalog_categories", map[string]any{"id": int64(1), "parent_id": nil})
			put("catalog_articles", map[string]any{"number": int64(1), "market": int64(1)})
			put("catalog_versions", map[string]any{"article": int64(1), "from_edition": int64(1), "category_id": int64(1), "price": int64(100_000), "vat": int64(2100)})
			for _, o := range []struct {
				id, org    string
				ordered    int64 // units of 10.00 without VAT
				net, gross int64
			}{
				{"at", "gross", 1, 1000, 1210},
				{"above", "gross", 1, 1001, 1211},
				{"lowered", "gross", 2, 1000, 1210},
				{"net at", "net", 1, 1000, 1210},
				{"net above", "net", 1, 1001, 1211},
				{"net lowered", "net", 2, 1000, 1210},
				{"free", "none", 9, 9000, 10890},
				{"all", "zero", 1, 1000, 1210},
			} {
				put("ordering_orders", map[string]any{
					"id": o.id, "number": o.id, "org_id": o.org, "site_id": nil, "head_id": o.org, "market": int64(1), "supplier_id": "gross", "state": "sent", "net": o.net, "gross": o.gross,
					"delivery": int64(0), "delivery_vat": int64(2100),
				})
				put("ordering_order_lines", map[string]any{"id": o.id, "order_id": o.id, "article": int64(1), "edition": int64(1), "quantity": o.ordered})
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
			got, err = db.All(t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT id FROM ordering_orders WHERE exceeded ORDER BY id`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(got, ", "); got != "above, all, lowered, net above, net lowered" {
			t.Errorf("marked are %s", got)
		}
	})
}
