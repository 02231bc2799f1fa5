// Package amount computes what baskets and orders cost, exactly: prices have four decimals of the currency, amounts two.
//
// A line's amount is its price times its quantity, rounded half up to the cent. The amounts of the lines of one rate of VAT are
// summed, and VAT is computed on the sum, rounded half up: as invoices by EN 16931 do, so that what is shown here is what the
// supplier charges.
package amount

import (
	"cmp"
	"slices"

	"preau/internal/kit/money"
)

// Line is one line, as amounts see it.
type Line struct {
	Price    int64 // of a unit without VAT, in ten-thousandths of the currency
	Quantity int64 // units
	Rate     int64 // of VAT, in hundredths of a percent
}

// MaxQuantity is the most units of one line: times the highest price it stays far below what an amount holds.
const MaxQuantity = 99_999

// Net is the line's amount without VAT.
func (l Line) Net() money.Cents { return money.Cents(halfUp(l.Price*l.Quantity, 100)) }

// PerRate is what bears one rate of VAT.
type PerRate struct {
	Rate     int64 // in hundredths of a percent
	Net, VAT money.Cents
}

// Total is what lines cost together (HTVA, TVA, TVAC).
type Total struct {
	Net, VAT, Gross money.Cents
	Rates           []PerRate // the lowest first
}

// Sum adds lines up. extra are amounts without VAT that bear a rate of their own: delivery.
func Sum(lines []Line, extra ...PerRate) Total {
	var t Total
	add := func(rate int64, net money.Cents) {
		i, found := slices.BinarySearchFunc(t.Rates, rate, func(r PerRate, rate int64) int { return cmp.Compare(r.Rate, rate) })
		if !found {
			t.Rates = slices.Insert(t.Rates, i, PerRate{Rate: rate})
		}
		t.Rates[i].Net += net
	}
	for _, l := range lines {
		add(l.Rate, l.Net())
	}
	for _, x := range extra {
		add(x.Rate, x.Net)
	}
	for i := range t.Rates {
		r := &t.Rates[i]
		r.VAT = money.Cents(halfUp(int64(r.Net)*r.Rate, 10_000))
		t.Net += r.Net
		t.VAT += r.VAT
	}
	t.Gross = t.Net + t.VAT
	return t
}

// halfUp divides amounts, which are never negative, and rounds the half up.
func halfUp(n, by int64) int64 { return (n + by/2) / by }
