package board

import (
	"slices"
	"strings"

	"preau/internal/core/org"
	"preau/internal/core/registers"
)

// Delivery is what goes to one place: the members that have their address there, and what they want together (R054).
type Delivery struct {
	Place   org.Place
	Members []Buyer
	Totals  map[int64]int64 // by line, in thousandths; what nobody wants there is left out
}

// Deliveries sums the lot by place, in the order of postal codes and addresses. Members at one address, such as a collège
// and a lycée of one campus, are one place; of whom no address is known is a place by itself.
func (c Consolidation) Deliveries() []Delivery {
	var out []Delivery
	at := map[string]int{}
	for i, m := range c.Members {
		key := placeKey(m)
		n, known := at[key]
		if !known {
			n = len(out)
			at[key] = n
			out = append(out, Delivery{Place: m.Address, Totals: map[int64]int64{}})
		}
		out[n].Members = append(out[n].Members, m)
		for _, l := range c.Lot.Lines {
			if q := c.Cells[l.Number][i]; q > 0 {
				out[n].Totals[l.Number] += q
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Delivery) int { return strings.Compare(a.order(), b.order()) })
	return out
}

func placeKey(m Buyer) string {
	if m.Address.Address == "" {
		return m.ID
	}
	return registers.Fold(strings.Join([]string{m.Address.Address, m.Address.Complement, m.Address.PostalCode, m.Address.Commune}, " "))
}

func (d Delivery) order() string {
	return strings.Join([]string{d.Place.PostalCode, registers.Fold(d.Place.Commune), registers.Fold(d.Place.Address)}, "\x00")
}

// SeveralSites is how many members have several implantations: their sheets do not say which one a quantity is for.
func (c Consolidation) SeveralSites() int {
	n := 0
	for _, m := range c.Members {
		if m.Sites > 1 {
			n++
		}
	}
	return n
}
