package ordering

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// ordersOneByOne are the orders that went to suppliers of late from establishments below some organisations, none of them above its
// maximum amount: by establishment and supplier, in the order in which they went. What was refused or cancelled is none.
func ordersOneByOne(ctx context.Context, tx *db.Tx, heads []string) ([]Splitting, error) {
	var w db.Where
	w.In("c.ancestor", db.Any(heads)...)
	w.And("x.amount > 0 AND d.state NOT IN ('refused', 'cancelled') AND d.sent_at >= ?", tx.Now().AddDate(0, 0, -SplitTold-SplitDays))
	w.And("NOT " + Exceeds("d", "x"))
	where, args := w.SQL(1)
	type row struct {
		Splitting
		SplitOrder
		supplierID string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.HeadID, &r.Org.ID, &r.Org.Ref, &r.Org.Name, &r.Org.Commune, &r.Org.Kind, &r.supplierID, &r.Supplier, &r.Ceiling.Amount, &r.Ceiling.Net, &r.Number, &r.SentAt, &r.SentBy, &r.Amount}
	}, `SELECT r.head, o.id, o.ref, o.name, o.commune, o.kind, s.id, s.name, r.most, r.on_net, r.number, r.sent_at, r.sent_name, CASE WHEN r.on_net THEN r.net ELSE r.gross END
		FROM (SELECT min(c.ancestor) AS head, d.org_id, d.supplier_id, x.amount AS most, `+OnNet("d.org_id")+` AS on_net, d.number, d.sent_at, d.sent_name, d.net, d.gross
			FROM org_closure c JOIN ordering_limits x ON x.org_id = c.descendant JOIN ordering_orders d ON d.org_id = c.descendant WHERE `+where+`
			GROUP BY d.id, d.org_id, d.supplier_id, x.amount, d.number, d.sent_at, d.sent_name, d.net, d.gross) r
		JOIN org_organisations o ON o.id = r.org_id JOIN org_organisations s ON s.id = r.supplier_id
		ORDER BY o.name_fold, o.id, s.id, r.sent_at, r.number`, args...)
	if err != nil {
		return nil, fmt.Errorf("orders that went one by one: %w", err)
	}
	var out []Splitting
	supplier := ""
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].Org.ID != r.Org.ID || supplier != r.supplierID {
			out = append(out, r.Splitting)
		}
		supplier = r.supplierID
		last := &out[len(out)-1]
		last.Orders = append(last.Orders, r.SplitOrder)
	}
	return out, nil
}
