package notify_test

import (
	"strings"
	"testing"

	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// The last words on an address are read from an index in their order: however many mails went there, as many as are wanted are looked at.
func TestWordsAreReadInOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		explain, detail := "EXPLAIN ", func(s *string) []any { return []any{s} }
		if d.Engine() == db.SQLite {
			explain, detail = "EXPLAIN QUERY PLAN ", func(s *string) []any { return []any{new(int), new(int), new(int), s} }
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if d.Engine() == db.Postgres { // which reads a small table as a whole
				if _, err := tx.Exec(t.Context(), "SET LOCAL enable_seqscan = off"); err != nil {
					return err
				}
			}
			steps, err := db.All(t.Context(), tx, detail, explain+notify.NewestWords, "someone@preau.test", 50)
			plan := strings.Join(steps, "\n")
			if !strings.Contains(plan, "notify_mails_words") || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "Sort") {
				t.Errorf("they are read otherwise:\n%s", plan)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
