package before_test

import (
	"testing"
	"time"

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
