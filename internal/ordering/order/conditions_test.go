package order_test

import (
	"context"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering/order"
)

// What a market says of delivery and of who may order may change while a plan is looked at: nothing is made of what nobody saw.
func TestConditionsThatChanged(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R205", "R166", "R170")
		n := h.confirmed(h.ada, h.pen, 4)
		keys := h.keys(h.validator)
		seen := func() order.Creating {
			h.Helper()
			in := h.form(h.validator, order.Together, keys...)
			p, _, err := h.s.Plans(h.Context(), h.now(h.validator), keys)
			h.ok(err)
			in.Terms = map[string]string{}
			for _, x := range p.Parcels {
				in.Terms[x.Key] = x.Conditions().String()
			}
			return in
		}
		for _, change := range []string{
			`UPDATE catalog_markets SET franco = 50000 WHERE number = $1`, `UPDATE catalog_markets SET costs = 1250 WHERE number = $1`, `UPDATE catalog_markets SET costs = 0 WHERE number = $1`,
			`UPDATE catalog_markets SET delivery_days = 9 WHERE number = $1`, `UPDATE catalog_markets SET details_after = TRUE WHERE number = $1`, `UPDATE catalog_markets SET ends_on = '2099-06-30' WHERE number = $1`,
			`UPDATE catalog_markets SET area = '0000-9999' WHERE number = $1`, `UPDATE catalog_adherents SET ends_on = '2020-06-30' WHERE market_id = (SELECT id FROM catalog_markets WHERE number = $1)`,
		} {
			in := seen()
			h.do(func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, change, h.pens); return err })
			_, err := h.s.Create(h.Context(), h.now(h.validator), in)
			h.fault(err, order.ConditionsField(firstKey(in.Labels)))
			if h.states(h.ada, n) != "confirmed: confirmed" {
				h.Fatalf("%s: %s", change, h.states(h.ada, n))
			}
		}
		p, _, err := h.s.Plans(h.Context(), h.now(h.validator), keys)
		if err != nil || p.Parcels[0].Adheres || p.Stopped() {
			h.Errorf("%+v %v", p, err)
		}
		if made, err := h.s.Create(h.Context(), h.now(h.validator), seen()); err != nil || len(made) != 1 { // seen, and decided (R197)
			h.Error(made, err)
		}
	})
}
