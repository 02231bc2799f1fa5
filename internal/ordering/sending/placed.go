package sending

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
)

// Placed is an order that has articles of a basket.
type Placed struct {
	Number string
	State  order.State
	Lines  []string // ids of the basket's lines in it
	// Instead is what comes in the place of some of them, by id, as was agreed on with the supplier (R234).
	Instead map[string]order.Deal
	Perhaps bool // it counts as not sent, and may be with its supplier
	Slip    bool // its demandeur may see the goods receipt note
}

// PlacedOf are the orders that have articles of a basket that who sees. It says nothing of them that its demandeur may not know.
func (s *Service) PlacedOf(ctx context.Context, who access.Actor, b basket.Basket) ([]Placed, error) {
	return PlacedOf(ctx, s.o.DB, who, b)
}

// PlacedOf is the same, for who has no service.
func PlacedOf(ctx context.Context, d *db.DB, who access.Actor, b basket.Basket) ([]Placed, error) {
	type row struct {
		number, line string
		state        order.State
		perhaps      bool
		instead      order.Deal
	}
	var rows []row
	err := d.View(ctx, func(tx *db.Tx) (err error) {
		rows, err = db.All(ctx, tx, func(r *row) []any {
			return []any{&r.number, &r.state, &r.line, &r.instead.Reference, &r.instead.Title, &r.perhaps}
		}, `SELECT d.number, d.state, x.id, l.agreed_reference, l.agreed_title, CASE WHEN d.state = 'to_resend' AND d.perhaps <> '' THEN TRUE ELSE FALSE END FROM ordering_basket_lines x
			JOIN ordering_order_lines l ON l.id = x.order_line_id JOIN ordering_orders d ON d.id = l.order_id WHERE x.basket_id = $1 ORDER BY d.created_at, d.number, x.id`, b.ID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("orders of basket %d: %w", b.Number, err)
	}
	var out []Placed
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].Number != r.number {
			out = append(out, Placed{Number: r.number, State: r.state, Perhaps: r.perhaps, Slip: b.OwnerID == who.ID && order.Moves.May(order.SeeSlip, r.state, []order.Relation{order.AsRequester}, order.Case{}), Instead: map[string]order.Deal{}})
		}
		last := &out[len(out)-1]
		last.Lines = append(last.Lines, r.line)
		if r.instead.Reference != "" {
			last.Instead[r.line] = r.instead
		}
	}
	return out, nil
}
