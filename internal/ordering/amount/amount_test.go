package amount_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/covers"
	"preau/internal/kit/money"
	"preau/internal/ordering/amount"
)

// Amounts computed by hand, with Belgian and French rates.
func TestByHand(t *testing.T) {
	covers.Statement(t, "R203")
	for name, c := range map[string]struct {
		lines []amount.Line
		extra []amount.PerRate
		want  amount.Total
	}{
		"nothing": {nil, nil, amount.Total{}},
		"a pen of 0.4150 six times is 2.49; 21 % of it 0.5229": {
			[]amount.Line{{4150, 6, 2100}},
			nil,
			amount.Total{Net: 249, VAT: 52, Gross: 301, Rates: []amount.PerRate{{2100, 249, 52}}},
		},
		"half a cent goes up: 0.0050 once is 0.01": {
			[]amount.Line{{50, 1, 0}},
			nil,
			amount.Total{Net: 1, Gross: 1, Rates: []amount.PerRate{{0, 1, 0}}},
		},
		"below half a cent goes down: 0.0049": {
			[]amount.Line{{49, 1, 2000}},
			nil,
			amount.Total{Rates: []amount.PerRate{{2000, 0, 0}}},
		},
		"VAT is of the sum, not of the lines: 3 x 0.02 at 21 % is 0.0126, of each 0.0042": {
			[]amount.Line{{200, 1, 2100}, {200, 1, 2100}, {200, 1, 2100}},
			nil,
			amount.Total{Net: 6, VAT: 1, Gross: 7, Rates: []amount.PerRate{{2100, 6, 1}}},
		},
		"books at 6 % beside pens at 21 % in Belgium": {
			[]amount.Line{{125000, 10, 600}, {12345, 12, 2100}}, nil, // 125.00; 14.814 is 14.81
			amount.Total{Net: 13981, VAT: 750 + 311, Gross: 15042, Rates: []amount.PerRate{{600, 12500, 750}, {2100, 1481, 311}}},
		},
		"books at 5.5 % beside paper at 20 % in France, with delivery at 20 %": {
			[]amount.Line{{99000, 3, 550}, {43333, 5, 2000}}, []amount.PerRate{{Rate: 2000, Net: 1250}}, // 29.70; 21.6665 is 21.67
			amount.Total{Net: 6387, VAT: 163 + 683, Gross: 7233, Rates: []amount.PerRate{{550, 2970, 163}, {2000, 3417, 683}}},
		},
		"meals at 10 % beside newspapers at 2.1 % in France": {
			[]amount.Line{{123450, 7, 1000}, {25000, 3, 210}}, nil, // 86.415 is 86.42, 10 % of it 8.642; 7.50, 2.1 % of it 0.1575
			amount.Total{Net: 9392, VAT: 16 + 864, Gross: 10272, Rates: []amount.PerRate{{210, 750, 16}, {1000, 8642, 864}}},
		},
		"coal at 12 % in Belgium, with delivery at 21 %": {
			[]amount.Line{{89990, 4, 1200}}, []amount.PerRate{{Rate: 2100, Net: 500}}, // 35.996 is 36.00
			amount.Total{Net: 4100, VAT: 432 + 105, Gross: 4637, Rates: []amount.PerRate{{1200, 3600, 432}, {2100, 500, 105}}},
		},
		"the dearest line there may be": {
			[]amount.Line{{9_999_999_0000, amount.MaxQuantity, 2100}},
			nil,
			amount.Total{Net: 99_998_990_000_100, VAT: 20_999_787_900_021, Gross: 120_998_777_900_121, Rates: []amount.PerRate{{2100, 99_998_990_000_100, 20_999_787_900_021}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, amount.Sum(c.lines, c.extra...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// In whatever order lines come the total is the same, and its parts add up.
func TestAddsUp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		lines := make([]amount.Line, r.IntN(12))
		for i := range lines {
			lines[i] = amount.Line{Price: r.Int64N(5_000_000), Quantity: 1 + r.Int64N(500), Rate: []int64{0, 550, 600, 1200, 2000, 2100}[r.IntN(6)]}
		}
		a := amount.Sum(lines)
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		if diff := cmp.Diff(a, amount.Sum(lines)); diff != "" {
			t.Fatal(diff)
		}
		var net, vat money.Cents
		for _, l := range lines {
			net += l.Net()
		}
		for _, p := range a.Rates {
			vat += p.VAT
		}
		if net != a.Net || vat != a.VAT || a.Gross != net+vat {
			t.Fatalf("%+v of %+v", a, lines)
		}
	}
}
