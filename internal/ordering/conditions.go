package ordering

import (
	"fmt"
	"strconv"
	"strings"

	"preau/internal/catalog"
	"preau/internal/kit/money"
)

// Conditions are what a plan shows of the market of a parcel, and what making an order of it holds against what they are by then: what
// bringing costs and how long it takes, where, until when the market runs, and whether the establishment still adheres to it.
type Conditions struct {
	Franco, Costs catalog.Sum
	Days          int
	Details       bool
	EndsOn        string // day
	Adheres       bool
	Area          catalog.Area
}

const unsaid = -1

// String is what a form, or a program, gives back of what it was shown.
func (c Conditions) String() string {
	sum := func(s catalog.Sum) int64 {
		if s.Said {
			return int64(s.Cents)
		}
		return unsaid
	}
	return fmt.Sprintf("%d|%d|%d|%t|%s|%t|%s", sum(c.Franco), sum(c.Costs), c.Days, c.Details, c.EndsOn, c.Adheres, c.Area)
}

// ParseConditions reads what String wrote; false: it is something else.
func ParseConditions(s string) (Conditions, bool) {
	f := strings.SplitN(s, "|", 7)
	if len(f) != 7 {
		return Conditions{}, false
	}
	sum := func(s string) catalog.Sum {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n == unsaid {
			return catalog.Sum{}
		}
		return catalog.Sum{Cents: money.Cents(n), Said: true}
	}
	c := Conditions{Franco: sum(f[0]), Costs: sum(f[1]), Details: f[3] == "true", EndsOn: f[4], Adheres: f[5] == "true", Area: catalog.Area(f[6])}
	var err error
	c.Days, err = strconv.Atoi(f[2])
	return c, err == nil && c.String() == s
}
