package sending

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
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
	// Agreed is what stands for some of them since, by id: in the whole order, where baskets share a line (R234).
	Agreed  map[string]Agreed
	Perhaps bool // it counts as not sent, or was cancelled so, and may be with its supplier
	Slip    bool // its demandeur may see the goods receipt note
}

// Agreed is how many units of an article come in an order, beside those that were ordered, and the day that is promised; empty: none.
type Agreed struct {
	Was, Is    int64
	PromisedOn string
}

// Day is the promised day, as words say it.
func (a Agreed) Day() i18n.Day {
	d, _ := time.Parse(time.DateOnly, a.PromisedOn) // days are kept so
	return i18n.Day(d.Add(12 * time.Hour))          // noon: the same day in every zone that an operator has
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
		agreed       Agreed
	}
	var rows []row
	err := d.View(ctx, func(tx *db.Tx) (err error) {
		rows, err = db.All(ctx, tx, func(r *row) []any {
			return []any{&r.number, &r.state, &r.line, &r.instead.Reference, &r.instead.Title, &r.agreed.Was, &r.agreed.Is, &r.agreed.PromisedOn, &r.perhaps}
		}, `SELECT d.number, d.state, x.id, l.agreed_reference, l.agreed_title, l.quantity, COALESCE(l.agreed, l.quantity), l.promised_on, CASE WHEN d.perhaps <> '' AND (d.state = 'to_resend' OR d.state = 'cancelled' AND d.sent_at IS NULL) THEN TRUE ELSE FALSE END FROM ordering_basket_lines x
			JOIN ordering_order_lines l ON l.id = x.order_line_id JOIN ordering_orders d ON d.id = l.order_id WHERE x.basket_id = $1 ORDER BY d.created_at, d.number, x.id`, b.ID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("orders of basket %d: %w", b.Number, err)
	}
	var out []Placed
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].Number != r.number {
			out = append(out, Placed{Number: r.number, State: r.state, Perhaps: r.perhaps, Slip: b.OwnerID == who.ID && order.Moves.May(order.SeeSlip, r.state, []order.Relation{order.AsRequester}, order.Case{}), Instead: map[string]order.Deal{}, Agreed: map[string]Agreed{}})
		}
		last := &out[len(out)-1]
		last.Lines = append(last.Lines, r.line)
		if r.instead.Reference != "" {
			last.Instead[r.line] = r.instead
		}
		if r.agreed.Was != r.agreed.Is || r.agreed.PromisedOn != "" {
			last.Agreed[r.line] = r.agreed
		}
	}
	return out, nil
}
