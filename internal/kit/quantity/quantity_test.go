package quantity_test

import (
	"testing"

	"preau/internal/kit/quantity"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text     string
		decimals int
		want     int64
		fault    quantity.Fault
	}{
		{"", 0, 0, quantity.None},
		{" 24 ", 0, 24000, quantity.None},
		{"2,5", 1, 2500, quantity.None},
		{"2.5", 3, 2500, quantity.None},
		{",5", 1, 500, quantity.None},
		{"12,", 0, 12000, quantity.None},
		{"1\u202f234,50", 2, 1234500, quantity.None},
		{"10\u00a0000", 0, 10_000_000, quantity.None},
		{"007", 0, 7000, quantity.None},
		{"9999999", 0, 9_999_999_000, quantity.None},
		{"10000000", 0, 0, quantity.TooLarge},
		{"99999999999999999999999999", 0, 0, quantity.TooLarge},
		{"2,5", 0, 0, quantity.TooMany},
		{"1,0001", 3, 0, quantity.TooMany},
		{"-3", 0, 0, quantity.Negative},
		{"−3", 0, 0, quantity.Negative},
		{"douze", 0, 0, quantity.NotANumber},
		{"1,2,3", 3, 0, quantity.NotANumber},
		{"=1+1", 0, 0, quantity.NotANumber},
		{"1e3", 0, 0, quantity.NotANumber},
		{",", 3, 0, quantity.NotANumber},
		{"\xff1", 0, 0, quantity.NotANumber},
		{"١٢", 0, 0, quantity.NotANumber},
	} {
		got, fault := quantity.Parse(c.text, c.decimals)
		if got != c.want || fault != c.fault {
			t.Errorf("Parse(%q, %d) = %d, %q; want %d, %q", c.text, c.decimals, got, fault, c.want, c.fault)
		}
	}
}

// What looks like a thousand to some is never read as one by others.
func TestThousandsAreNotLost(t *testing.T) {
	for _, c := range []struct {
		text            string
		decimals        int
		plain, grouped  int64
		plainF, groupdF quantity.Fault
	}{
		{"12,000", 0, 0, 12_000_000, quantity.Ambiguous, quantity.None},
		{"12,000", 2, 0, 12_000_000, quantity.Ambiguous, quantity.None},
		{"12,000", 3, 12_000, 0, quantity.None, quantity.Ambiguous},
		{"1.000", 0, 0, 0, quantity.Ambiguous, quantity.Ambiguous},
		{"1.255", 3, 1255, 1255, quantity.None, quantity.None},
		{"1,234,567", 3, 0, 1_234_567_000, quantity.NotANumber, quantity.None},
		{"1,234.5", 1, 0, 1_234_500, quantity.NotANumber, quantity.None},
		{"1,234.5", 3, 0, 1_234_500, quantity.NotANumber, quantity.None},
		{"2,5", 1, 2500, 2500, quantity.None, quantity.None},
		{"1234,5", 1, 1_234_500, 1_234_500, quantity.None, quantity.None},
		{"1,23,456", 3, 0, 0, quantity.NotANumber, quantity.NotANumber},
		{",000", 0, 0, 0, quantity.Ambiguous, quantity.Ambiguous},
		{"", 0, 0, 0, quantity.None, quantity.None},
		{"250", 0, 250_000, 250_000, quantity.None, quantity.None},
	} {
		if got, fault := quantity.Parse(c.text, c.decimals); got != c.plain || fault != c.plainF {
			t.Errorf("Parse(%q, %d) = %d, %q; want %d, %q", c.text, c.decimals, got, fault, c.plain, c.plainF)
		}
		if got, fault := quantity.ParseGrouped(c.text, c.decimals); got != c.grouped || fault != c.groupdF {
			t.Errorf("ParseGrouped(%q, %d) = %d, %q; want %d, %q", c.text, c.decimals, got, fault, c.grouped, c.groupdF)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("1 234,5", 1)
	f.Add("-,", 3)
	f.Fuzz(func(t *testing.T, s string, decimals int) {
		n, fault := quantity.Parse(s, ((decimals%4)+4)%4)
		if m, fault := quantity.ParseGrouped(s, ((decimals%4)+4)%4); m < 0 || m > quantity.Max || fault != quantity.None && m != 0 {
			t.Fatalf("ParseGrouped(%q) = %d, %q", s, m, fault)
		}
		if n < 0 || n > quantity.Max || fault != quantity.None && n != 0 {
			t.Fatalf("Parse(%q) = %d, %q", s, n, fault)
		}
	})
}
