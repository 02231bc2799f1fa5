package ordering_test

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/money"
	"preau/internal/ordering"
)

// Exactly the maximum amount is within it; above nothing is everything, what is given for nothing too.
func TestCeiling(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R223", "R224")
	for _, c := range []struct {
		of         ordering.Ceiling
		net, gross money.Cents
		want       bool
	}{
		{ordering.Ceiling{Amount: 726}, 600, 726, false},
		{ordering.Ceiling{Amount: 725}, 600, 726, true},
		{ordering.Ceiling{Amount: 600, Net: true}, 600, 726, false},
		{ordering.Ceiling{Amount: 599, Net: true}, 600, 726, true},
		{ordering.Ceiling{}, 0, 0, true},
		{ordering.Ceiling{Net: true}, 0, 0, true},
	} {
		if got := c.of.Exceeded(c.net, c.gross); got != c.want {
			t.Errorf("%d without, %d with VAT of %+v: %v", c.net, c.gross, c.of, got)
		}
	}
}
