package access_test

import (
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
)

// A role is upheld where at every instant somebody holds it: one end that is planned is followed by who begins by then, and two
// that follow each other leave nobody (R125, R132).
func TestCovered(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R125", "R132")
	day := func(n int) time.Time {
		if n == 0 {
			return time.Time{}
		}
		return time.Date(2026, 12, n, 0, 0, 0, 0, time.UTC)
	}
	for name, c := range map[string]struct {
		tenures  [][2]int // days; the second zero: no end
		from, to int
		want     bool
	}{
		"nobody":                        {nil, 10, 0, false},
		"somebody without end":          {[][2]int{{1, 0}}, 10, 0, true},
		"from that very day":            {[][2]int{{10, 0}}, 10, 0, true},
		"a day late":                    {[][2]int{{11, 0}}, 10, 0, false},
		"whose end is planned":          {[][2]int{{1, 20}}, 10, 0, false},
		"followed":                      {[][2]int{{1, 20}, {20, 0}}, 10, 0, true},
		"followed with a gap":           {[][2]int{{1, 20}, {21, 0}}, 10, 0, false},
		"two ends":                      {[][2]int{{1, 20}, {5, 25}}, 10, 0, false},
		"two ends, and a third":         {[][2]int{{1, 20}, {5, 25}, {24, 0}}, 10, 0, true},
		"until the own end":             {[][2]int{{1, 20}}, 10, 20, true},
		"until the day before":          {[][2]int{{1, 19}}, 10, 20, false},
		"what would have ended already": {nil, 10, 10, true},
	} {
		var ts []access.Tenure
		for _, x := range c.tenures {
			ts = append(ts, access.Tenure{From: day(x[0]), To: day(x[1])})
		}
		if got := access.Covered(ts, day(c.from), day(c.to)); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
