package reception_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/ordering/reception"
)

// What is shared adds up to the unit, whatever comes in how many deliveries: nobody gets more than they wait for, nobody is given less
// later than before, nothing is left over while somebody waits (R254).
func TestShareAddsUp(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R254")
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		rule := reception.Rules()[rng.IntN(2)]
		missing := make([]int64, 1+rng.IntN(6))
		left := int64(0)
		for i := range missing {
			missing[i] = rng.Int64N(40)
			left += missing[i]
		}
		for range 1 + rng.IntN(4) {
			n := rng.Int64N(60)
			got := reception.Share(rule, n, missing)
			sum := int64(0)
			for i, x := range got {
				if x < 0 || x > missing[i] {
					t.Fatalf("%s: %d of %v gives %v", rule, n, missing, got)
				}
				missing[i] -= x
				sum += x
			}
			if sum != min(n, left) {
				t.Fatalf("%s: %d among %d left gives %v", rule, n, left, got)
			}
			left -= sum
		}
	}
}

// In proportion, nobody is further than one unit from their exact part.
func TestShareInProportion(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R254")
	rng := rand.New(rand.NewPCG(3, 4))
	for range 5_000 {
		missing, sum := make([]int64, 1+rng.IntN(6)), int64(0)
		for i := range missing {
			missing[i] = 1 + rng.Int64N(40)
			sum += missing[i]
		}
		n := rng.Int64N(sum + 1)
		for i, x := range reception.Share(reception.ProRata, n, missing) {
			if off := x*sum - n*missing[i]; off >= sum || off <= -sum {
				t.Fatalf("%d of %v gives %d to %d", n, missing, x, missing[i])
			}
		}
	}
}

func TestShare(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R254")
	for _, c := range []struct {
		rule    reception.Rule
		n       int64
		missing []int64
		want    []int64
	}{
		{reception.FirstServed, 7, []int64{5, 5, 5}, []int64{5, 2, 0}},
		{reception.ProRata, 7, []int64{5, 5, 5}, []int64{3, 2, 2}}, // 2,33 each: the unit left over to who confirmed first
		{reception.ProRata, 10, []int64{9, 3, 3}, []int64{6, 2, 2}},
		{reception.ProRata, 1, []int64{1, 9}, []int64{0, 1}},
		{reception.FirstServed, 99, []int64{1, 2}, []int64{1, 2}}, // what is too many is nobody's
		{reception.ProRata, 99, []int64{1, 2}, []int64{1, 2}},
		{reception.ProRata, 3, []int64{0, 0}, []int64{0, 0}},
		{reception.FirstServed, -1, []int64{4}, []int64{0}},
		{reception.FirstServed, 3, nil, []int64{}},
	} {
		if got := reception.Share(c.rule, c.n, c.missing); !slices.Equal(got, c.want) {
			t.Errorf("%s %d of %v: %v, want %v", c.rule, c.n, c.missing, got, c.want)
		}
	}
}
