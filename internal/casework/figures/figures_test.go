package figures

import (
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
			lines = append(lines, Line{Agency: "Caf", Tally: Tally{Sent: n}})
		}
		lines = append(lines, Line{Agency: "Cpam", Tally: Tally{Sent: 8}}) // another's hides nothing
		Hide(lines)
		got := ""
		for _, l := range lines[:len(lines)-1] {
			got += map[bool]string{true: "x", false: "."}[l.Hidden]
		}
		if got != c.want || lines[len(lines)-1].Hidden {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
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
