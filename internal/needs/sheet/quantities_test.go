package sheet_test

import (
	"math/rand/v2"
	"testing"

	"preau/internal/needs/sheet"
)

func TestPackRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test's numbers need not be secret
	for range 500 {
		q := sheet.Quantities{}
		for range r.IntN(60) {
			q[r.Int64N(500)+1] = r.Int64N(9_999_999_000) + 1
		}
		got, err := sheet.Unpack(q.Pack())
		if err != nil || !got.Equal(q) {
			t.Fatalf("%v → %v, %v", q, got, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(sheet.Quantities{1: 24_000, 7: 1}.Pack())
	f.Add([]byte{1, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		q, err := sheet.Unpack(b)
		if err != nil {
			return
		}
		for l, n := range q {
			if l < 1 || n < 0 {
				t.Fatalf("line %d: %d", l, n)
			}
		}
	})
}
