package reception

import (
	"cmp"
	"slices"

	"preau/internal/kit/i18n"
	"preau/internal/ordering/reception/msg"
)

// Rule is how what came is shared while some is missing (R254).
type Rule string

// The rules. FirstServed counts where nobody decided.
const (
	FirstServed Rule = "first"    // who confirmed first is served first
	ProRata     Rule = "pro_rata" // in proportion to what each still waits for
)

// Rules are both.
func Rules() []Rule { return []Rule{FirstServed, ProRata} }

// Label is the rule in words.
func (r Rule) Label() i18n.Key {
	if r == ProRata {
		return msg.RuleProRata
	}
	return msg.RuleFirst
}

// Share divides n units among those who still wait for some, in the order in which they confirmed: nobody gets more than they wait
// for, and nothing is left over while somebody waits.
//
// It divides what came now among what is missing now: what somebody has got is never taken away again because more arrived, which
// sharing the whole anew by largest remainder would do.
func Share(r Rule, n int64, missing []int64) []int64 {
	sum := int64(0)
	for _, m := range missing {
		sum += max(m, 0)
	}
	n = min(max(n, 0), sum)
	if r == ProRata && n > 0 {
		return proRata(n, sum, missing)
	}
	out := make([]int64, len(missing))
	for i, m := range missing {
		out[i] = min(n, max(m, 0))
		n -= out[i]
	}
	return out
}

// proRata gives each the whole part of their share, and what is left by one to the largest remainders; of equal ones, to who
// confirmed first.
func proRata(n, sum int64, missing []int64) []int64 {
	out, rest := make([]int64, len(missing)), make([]int64, len(missing))
	order := make([]int, len(missing))
	left := n
	for i, m := range missing {
		m = max(m, 0)
		out[i], rest[i], order[i] = n*m/sum, n*m%sum, i
		left -= out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for _, i := range order[:left] {
		out[i]++
	}
	return out
}
