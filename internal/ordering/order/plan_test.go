package order

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
)

// Sites of two schools may have one reference: their baskets never become one order.
func TestParcelsOfTwoSchools(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R202", "R215")
	site := basket.Site{Ref: "primaire"}
	in := func(id string) basket.Case {
		return basket.Case{Basket: basket.Basket{ID: id, Org: ordering.Body{ID: id, Ref: "school-" + id}, Site: site}}
	}
	c := chosen{cases: map[string]basket.Case{"a": in("a"), "b": in("b")}, markets: map[int64]terms{1: {Market: Market{Number: 1}}}, places: map[string]ordering.Destination{}}
	for _, id := range []string{"a", "b"} {
		l := basket.Line{ID: "line of " + id, Basket: id, Granted: 1}
		l.Article.Number, l.Article.Market = 7, 1
		c.shares = append(c.shares, Share{Line: l, Now: l.Article})
	}
	if p := c.plan(Together); len(p.Parcels) != 2 || p.Parcels[0].Org.ID == p.Parcels[1].Org.ID || p.Parcels[0].Key == p.Parcels[1].Key {
		t.Errorf("%+v", p.Parcels)
	}
}
