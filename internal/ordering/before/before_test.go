package before_test

import (
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/ordering/before"
)

func TestSchoolYear(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{"2026-07-31": "2025-08-01", "2026-08-01": "2026-08-01", "2026-12-31": "2026-08-01", "2027-01-01": "2026-08-01"} {
		day, err := time.Parse(time.DateOnly, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := before.SchoolYear(day).Format(time.DateOnly); got != want {
			t.Errorf("the school year of %s began on %s, want %s", at, got, want)
		}
	}
}

// However many articles are looked at, they are asked for in numbers that both engines take.
func TestManyArticles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R214")
		a := before.Asked{}
		for n := range int64(33_000) {
			a.Add("b", "o", n)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			_, err := a.Doubles(t.Context(), tx)
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}
