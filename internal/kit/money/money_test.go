package money_test

import (
	"testing"

	"preau/internal/kit/money"
	"preau/internal/kit/quantity"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		commas bool
		want   money.Cents
		fault  quantity.Fault
	}{
		{"", false, 0, quantity.None},
		{"0", false, 0, quantity.None},
		{"1 234,50 €", false, 123_450, quantity.None},
		{"1\u00a0234,5\u00a0€", false, 123_450, quantity.None},
		{"€1,234.50", true, 123_450, quantity.None},
		{" 12.34 ", false, 1_234, quantity.None},
		{"9999999", false, money.Max, quantity.None},
		{"10000000", false, 0, quantity.TooLarge},
		{"1.234", false, 0, quantity.Ambiguous},
		{"1,2345", false, 0, quantity.TooMany},
		{"-5", false, 0, quantity.Negative},
		{"dix", false, 0, quantity.NotANumber},
		{"€", false, 0, quantity.None},
		{"1e3", false, 0, quantity.NotANumber},
	} {
		if got, fault := money.Parse(c.text, c.commas); got != c.want || fault != c.fault {
			t.Errorf("%q: %d %q, want %d %q", c.text, got, fault, c.want, c.fault)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1 234,50 €", "€1,234.50", "", "-1", "1.234"} {
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, commas bool) {
		if got, fault := money.Parse(s, commas); got < 0 || got > money.Max || fault != quantity.None && got != 0 {
			t.Errorf("%q: %d %q", s, got, fault)
		}
	})
}
