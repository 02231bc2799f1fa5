package quantity_test

import (
	"testing"

	"preau/internal/kit/quantity"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		decimals int
		want     int64
		fault    quantity.Fault
		again    string
	}{
		{"0", 0, 0, quantity.None, "0"},
		{"12", 0, 12_000, quantity.None, "12"},
		{"12.5", 1, 12_500, quantity.None, "12.5"},
		{"12.500", 1, 12_500, quantity.None, "12.5"},
		{"0.001", 3, 1, quantity.None, "0.001"},
		{"1.000", 0, 1_000, quantity.None, "1"},
		{"0007", 0, 7_000, quantity.None, "7"},
		{"9999999", 0, quantity.Max, quantity.None, "9999999"},
		{"10000000", 0, 0, quantity.TooLarge, ""},
		{"12.5", 0, 0, quantity.TooMany, ""},
		{"0.0001", 3, 0, quantity.TooMany, ""},
		{"-1", 0, 0, quantity.Negative, ""},
		{"", 0, 0, quantity.NotANumber, ""},
		{".5", 1, 0, quantity.NotANumber, ""},
		{"1.", 1, 0, quantity.NotANumber, ""},
		{"1,5", 1, 0, quantity.NotANumber, ""},
		{"1e3", 0, 0, quantity.NotANumber, ""},
		{"+1", 0, 0, quantity.NotANumber, ""},
		{" 1", 0, 0, quantity.NotANumber, ""},
		{"١", 0, 0, quantity.NotANumber, ""},
		{"1.2.3", 3, 0, quantity.NotANumber, ""},
	} {
		got, fault := quantity.ParsePlain(c.text, c.decimals)
		if got != c.want || fault != c.fault {
			t.Errorf("%q: %d %q, want %d %q", c.text, got, fault, c.want, c.fault)
		}
		if fault == quantity.None && quantity.Plain(got) != c.again {
			t.Errorf("%q is written %q, want %q", c.text, quantity.Plain(got), c.again)
		}
	}
}
