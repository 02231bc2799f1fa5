package leap_test

import (
	"fmt"
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/ordering/leap"
)

// The next number is more than a thousand after the last that the copy knows, of this year alone.
func TestOrders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R232")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			for last, want := range map[int64]int64{0: 1000, 1: 2000, 999: 2000, 1000: 2000, 1001: 3000, 123_456: 125_000} {
				o, err := org.Insert(t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: "Lycée"})
				if err != nil {
					return err
				}
				for year := 2025; year <= 2026; year++ {
					if _, err := tx.Exec(t.Context(), `INSERT INTO ordering_order_numbers (head_id, year, n) VALUES ($1, $2, $3)`, o.ID, year, last); err != nil {
						return err
					}
				}
				if err := leap.Orders(t.Context(), tx, access.ByProgram("preau restore", tx.Now()), 2026); err != nil {
					return err
				}
				lines, err := history.Of(t.Context(), tx, history.Object{Kind: "org", ID: o.ID}, 10)
				if err != nil {
					return err
				}
				if len(lines) != 1 || lines[0].Act != leap.Act || lines[0].Data["from"] != fmt.Sprintf("%06d", last+1) || lines[0].Data["to"] != fmt.Sprintf("%06d", want) || lines[0].Data["year"] != "2026" {
					t.Errorf("after %d, the history says %v", last, lines)
				}
				for year, want := range map[int]int64{2025: last, 2026: want} {
					n, err := db.Value[int64](t.Context(), tx, `SELECT n FROM ordering_order_numbers WHERE head_id = $1 AND year = $2`, o.ID, year)
					if err != nil {
						return err
					}
					if n != want {
						t.Errorf("after %d, numbers of %d go on from %d, want %d", last, year, n, want)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
