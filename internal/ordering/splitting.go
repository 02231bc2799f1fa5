package ordering

import (
	"slices"
	"time"

	"preau/internal/kit/money"
)

// Orders of an establishment that went to one supplier at most SplitDays days apart are looked at together (R225), and told of for
// SplitTold days after the last of them.
const (
	SplitDays = 14
	SplitTold = 90
)

// Splitting is several orders of an establishment to one supplier, none above its maximum amount, that together are (R225). It is a flag
// for who heads the authority: nothing is kept from anybody, and needs that came one after the other look the same.
type Splitting struct {
	Org      Body
	HeadID   string // one of those below which it was looked for
	Supplier string
	Ceiling  Ceiling // as it is today
	Orders   []SplitOrder
}

// SplitOrder is one of them. Its amount is the one that is compared with maximum amounts, with VAT or without.
type SplitOrder struct {
	Number string
	SentAt time.Time
	SentBy string
	Amount money.Cents
}

// Sum is what they come to.
func (s Splitting) Sum() (sum money.Cents) {
	for _, o := range s.Orders {
		sum += o.Amount
	}
	return sum
}

// LastSent is when the last of them went.
func (s Splitting) LastSent() time.Time { return s.Orders[len(s.Orders)-1].SentAt }

// split is what stands out among all orders of one establishment to one supplier, in the order in which they went: those of all spans of
// SplitDays days in which they come to more than the maximum amount, spans that share an order being one.
func split(all Splitting) (out []Splitting) {
	end := -1 // of the last span found
	for i := range all.Orders {
		until := all.Orders[i].SentAt.AddDate(0, 0, SplitDays)
		last := i
		var sum money.Cents
		for j := i; j < len(all.Orders) && !all.Orders[j].SentAt.After(until); j++ {
			sum, last = sum+all.Orders[j].Amount, j
		}
		switch {
		case last == i || sum <= all.Ceiling.Amount:
			continue
		case i > end:
			one := all
			one.Orders = all.Orders[i : last+1]
			out = append(out, one)
		default:
			one := &out[len(out)-1]
			one.Orders = all.Orders[slices.Index(all.Orders, one.Orders[0]) : last+1]
		}
		end = last
	}
	return out
}
