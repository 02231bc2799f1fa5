package basket_test

import (
	"strings"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/ordering/basket"
)

// Into which baskets one was duplicated is looked up in an index, whoever had them, however many baskets there are; the few that there are are sorted.
func TestCopiesAreFound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		explain, detail := "EXPLAIN ", func(s *string) []any { return []any{s} }
		if d.Engine() == db.SQLite {
			explain, detail = "EXPLAIN QUERY PLAN ", func(s *string) []any { return []any{new(int), new(int), new(int), s} }
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if d.Engine() == db.Postgres { // which reads a small table as a whole, and sorts it
				for _, q := range []string{"SET LOCAL enable_seqscan = off", "SET LOCAL enable_sort = off"} {
					if _, err := tx.Exec(t.Context(), q); err != nil {
						return err
					}
				}
			}
			steps, err := db.All(t.Context(), tx, detail, explain+basket.Copies, 12, basket.Abandoned, basket.Withdrawn, 10)
			if plan := strings.Join(steps, "\n"); !strings.Contains(plan, "ordering_baskets_copies") || strings.Contains(plan, "SCAN b") {
				t.Errorf("they are read otherwise:\n%s", plan)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
