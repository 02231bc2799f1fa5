package survey

import (
	"testing"

	"preau/internal/kit/covers"
)

// Two people who answer in a month, or the last of a month, are told apart by nothing: months are shown together once five have answered, and go
// together.
func TestShownTogether(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C045")
	cell := func(month, answer string, n int64) monthly { return monthly{Count{"a", Solved, answer, n}, month} }
	for name, c := range map[string]struct {
		all   []monthly
		since string
		yes   int64
	}{
		"four are none":                         {[]monthly{cell("2026-01", "yes", 4)}, "2026-01", 0},
		"five are five":                         {[]monthly{cell("2026-01", "yes", 5)}, "2026-01", 5},
		"one more the month after changes none": {[]monthly{cell("2026-01", "yes", 5), cell("2026-02", "yes", 1)}, "2026-01", 5},
		"until five more have answered":         {[]monthly{cell("2026-01", "yes", 5), cell("2026-02", "yes", 1), cell("2026-03", "no", 2), cell("2026-03", "yes", 2)}, "2026-01", 8},
		"two months are one":                    {[]monthly{cell("2026-01", "yes", 3), cell("2026-02", "yes", 3)}, "2026-01", 6},
		"and stay one when the window moves":    {[]monthly{cell("2026-01", "yes", 3), cell("2026-02", "yes", 3)}, "2026-02", 6},
		"then they are gone":                    {[]monthly{cell("2026-01", "yes", 3), cell("2026-02", "yes", 3)}, "2026-03", 0},
		"few of one answer are left out":        {[]monthly{cell("2026-01", "no", 5), cell("2026-01", "yes", 4)}, "2026-01", 0},
	} {
		var yes int64
		for _, x := range shown(c.all, c.since) {
			if x.Answer == "yes" {
				yes = x.N
			}
		}
		if yes != c.yes {
			t.Errorf("%s: %d, want %d", name, yes, c.yes)
		}
	}
	two := []monthly{{Count{"a", Delay, "5", 5}, "2026-01"}, {Count{"a", Solved, "yes", 5}, "2026-01"}, {Count{"b", Solved, "yes", 5}, "2026-01"}}
	if got := shown(two, "2026-01"); len(got) != 3 {
		t.Errorf("of two organismes and two questions: %v", got)
	}
}
