package amount_test

import (
	"testing"

	"preau/internal/ordering/amount"
)

func TestParsePrice(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{
		"4,15": 41_500, "4.15": 41_500, "0,415": 4_150, "11,2501": 112_501, "1 234,5 €": 12_345_000, "1\u00a0234,5": 12_345_000, "7": 70_000, "0": 0, "4,15000": 41_500,
		"9999999,9999": 99_999_999_999,
		"":             -1, ",5": -1, "-1": -1, "4,15001": -1, "10000000": -1, "4,1,5": -1, "quatre": -1, "٤": -1, "1e3": -1, "99999999999999999999": -1,
	} {
		got, ok := amount.ParsePrice(in)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q is %d, %t", in, got, ok)
		}
	}
}

func FuzzParsePrice(f *testing.F) {
	f.Add("4,15")
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := amount.ParsePrice(s); ok && (n < 0 || n > 99_999_999_999) {
			t.Errorf("%q is %d", s, n)
		}
	})
}
