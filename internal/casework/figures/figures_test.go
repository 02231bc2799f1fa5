package figures

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"preau/internal/kit/covers"
)

// What may not be shown: cells of fewer than five, and another where the hidden one could be worked out from the total.
func TestHide(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C083")
	for name, c := range map[string]struct {
		sent []int64
		want string
	}{
		"enough everywhere":                  {[]int64{5, 9, 7}, "..."},
		"two small ones that make up enough": {[]int64{4, 9, 3}, "x.x"},
		"one small one takes the next along": {[]int64{9, 2, 7}, ".xx"},
		"two that are too few together":      {[]int64{1, 9, 2}, "xxx"},
		"one alone":                          {[]int64{3}, "x"},
	} {
		var lines []Line
		for _, n := range c.sent {
			lines = append(lines, Line{Agency: "Caf", Month: "2026-01", Tally: Tally{Sent: n}})
		}
		lines = append(lines, Line{Agency: "Cpam", Tally: Tally{Sent: 8}}) // another's hides nothing
		Hide(lines, "2026-01")
		got := ""
		for _, l := range lines[:len(lines)-1] {
			got += map[bool]string{true: "x", false: "."}[l.Hidden]
		}
		if got != c.want || lines[len(lines)-1].Hidden {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// Of an organisme are public the total since a month and each line that is shown: from neither, nor from both, may a hidden line be worked
// out, whenever it is of.
func TestHiddenStaysHidden(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C083")
	r := rand.New(rand.NewPCG(1, 83)) //nolint:gosec // a walk is repeated by its seed
	partly := 0
	for range 2000 {
		var lines []Line
		for range 1 + r.IntN(9) {
			lines = append(lines, Line{Agency: "Caf", Month: fmt.Sprintf("2026-%02d", 1+r.IntN(4)), Tally: Tally{Sent: 1 + r.Int64N(9)}})
		}
		Hide(lines, "2026-03")
		for _, since := range []string{"", "2026-03"} {
			var hidden, sum, shown int64
			for _, l := range lines {
				switch {
				case l.Month < since:
				case l.Hidden:
					hidden, sum = hidden+1, sum+l.Sent
				case l.Sent < Shown:
					t.Fatalf("a small line is shown: %+v", lines)
				default:
					shown++
				}
			}
			if shown > 0 && (hidden == 1 || hidden > 0 && sum < Shown) {
				t.Fatalf("since %q the hidden lines are worked out: %+v", since, lines)
			}
			if shown > 0 && hidden > 0 {
				partly++
			}
		}
	}
	if partly < 500 {
		t.Errorf("only %d times something is hidden and something shown", partly)
	}
}

// Half of the first answers came within the median; too few say none.
func TestMedian(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C083")
	x := Tally{}
	for _, d := range []string{"d00", "d01", "d01", "d04", "d60"} {
		x.add(d, 1)
	}
	if d, said := x.Median(); d != 1 || !said {
		t.Errorf("the median is %d, %v", d, said)
	}
	if _, said := (Tally{days: map[int]int64{3: 4}}).Median(); said {
		t.Error("four answers say a median")
	}
	if s, said := (Tally{Ended: 7, Solved: 5}).Share(); s != 71 || !said {
		t.Errorf("the share is %d, %v", s, said)
	}
	if _, said := (Tally{Ended: 4, Solved: 4}).Share(); said {
		t.Error("four ended demands say a share")
	}
}

// Who sees what of the figures: the last row of table 1.2, cell by cell.
func TestWhoSeesFigures(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C012", "C083")
	for role, want := range map[Role]string{AsAnybody: "y...", AsWorker: "yy..", AsModerator: "y.y.", AsLead: "y.y.", AsObserver: "y..y", AsAdmin: "y..y"} {
		got := ""
		for _, do := range []Act{SeePublic, SeeMine, SeeTeams, SeeAll} {
			got += map[bool]string{true: "y", false: "."}[Moves.May(do, Open, []Role{role}, struct{}{})]
		}
		if got != want {
			t.Errorf("%s: %s, want %s", role, got, want)
		}
	}
}
