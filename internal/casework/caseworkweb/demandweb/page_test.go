package demandweb

import "testing"

// Behind the last page stands the last one, under its own numbers.
func TestPageBehindTheLast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ asked, total, want int }{{1, 0, 1}, {2, 0, 1}, {2, 15, 1}, {2, 20, 1}, {2, 21, 2}, {9, 41, 3}, {2, 41, 2}} {
		if got := pageOf(c.asked, c.total); got != c.want {
			t.Errorf("page %d of %d lines: %d, want %d", c.asked, c.total, got, c.want)
		}
	}
}
