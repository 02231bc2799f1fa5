package order

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/catalog"
	"preau/internal/kit/db"
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

// Conditions are those that a parcel would be ordered under.
func (p Parcel) Conditions() Conditions {
	t := p.Market.Terms
	return Conditions{Franco: t.Franco, Costs: t.Costs, Days: t.Days, Details: t.Details, EndsOn: p.Market.ends, Adheres: p.Adheres, Area: t.Area}
}

// ConditionsField names the conditions of a parcel in the form.
func ConditionsField(parcel string) string { return FieldConditions + "." + parcel }

// adherence is an establishment's to a market, by its number.
type adherence struct {
	org    string
	market int64
}

// adhering reads which establishments of what was chosen adhere to its markets on a day, themselves or by an organisation above, to the
// market or to the one above (R170).
func (c *chosen) adhering(ctx context.Context, tx *db.Tx, day string) error {
	var orgs, markets []any
	for _, x := range c.shares {
		if o := any(c.cases[x.Basket].Org.ID); !slices.Contains(orgs, o) {
			orgs = append(orgs, o)
		}
		if m := any(x.Article.Market); !slices.Contains(markets, m) {
			markets = append(markets, m)
		}
	}
	var w db.Where
	w.And("a.taken_at IS NULL AND a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?)", day, day)
	w.In("c.descendant", orgs...)
	w.In("m.number", markets...)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, func(a *adherence) []any { return []any{&a.org, &a.market} }, `SELECT DISTINCT c.descendant, m.number FROM catalog_adherents a
		JOIN catalog_markets m ON a.market_id IN (m.id, m.parent_id) JOIN org_closure c ON c.ancestor = a.org_id WHERE `+where, args...)
	if err != nil {
		return fmt.Errorf("who adheres to markets: %w", err)
	}
	c.adheres = map[adherence]bool{}
	for _, a := range all {
		c.adheres[a] = true
	}
	return nil
}
