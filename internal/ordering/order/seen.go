package order

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering/basket"
)

// Seen is an order that who may see, and whether with its prices (R255): for rooms that show more of it. NotFound for anybody else.
func Seen(ctx context.Context, tx *db.Tx, who access.Actor, number string) (o Order, prices bool, err error) {
	c, as, err := byNumber(ctx, tx, who, number)
	if err != nil {
		return Order{}, false, err
	}
	return c.Order, Moves.May(SeePrices, c.State, as, c), nil
}

// Still keeps others from counting what comes of an order, and from answering it, until the transaction ends: for rooms that hold what they
// write against what came. It changes nothing of it.
func Still(ctx context.Context, tx *db.Tx, number string) error {
	if _, err := tx.Exec(ctx, `UPDATE ordering_orders SET version = version WHERE number = $1`, number); err != nil {
		return fmt.Errorf("keep order %s still: %w", number, err)
	}
	return nil
}

// SlipSeen is an order whose goods receipt note who may see: who sees the order and, once the supplier has it, its demandeurs, to whom the
// order itself does not exist (R182, R231). NotFound for anybody else.
func SlipSeen(ctx context.Context, tx *db.Tx, who access.Actor, number string) (Order, error) {
	if !who.SignedIn() {
		return Order{}, apperr.UnauthenticatedErr()
	}
	o, err := one(ctx, tx, "d.number = $1", number)
	if err != nil {
		return o, err
	}
	c, as, err := caseOf(ctx, tx, who, o)
	if err != nil {
		return o, err
	}
	own, err := ownLines(ctx, tx, who, o.ID)
	if err != nil {
		return o, err
	}
	if own > 0 {
		as = append(as, AsRequester)
	}
	if !Moves.May(SeeSlip, o.State, as, c) {
		return o, apperr.NotFoundErr()
	}
	return o, nil
}

// SlipPath is the address of an order's goods receipt note.
func SlipPath(number string) string { return "/commandes/bon-de-reception/" + number }

// Placed is an order that has articles of a basket.
type Placed struct {
	Number string
	State  State
	Lines  []string // ids of the basket's lines in it
	// Instead is what comes in the place of some of them, by id, as was agreed on with the supplier (R234).
	Instead map[string]Deal
	Perhaps bool // it counts as not sent, and may be with its supplier
	Slip    bool // its demandeur may see the goods receipt note
}

// PlacedOf are the orders that have articles of a basket that who sees. It says nothing of them that its demandeur may not know.
func (s *Service) PlacedOf(ctx context.Context, who access.Actor, b basket.Basket) ([]Placed, error) {
	type row struct {
		number, line string
		state        State
		perhaps      string
		instead      Deal
	}
	var rows []row
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		rows, err = db.All(ctx, tx, func(r *row) []any {
			return []any{&r.number, &r.state, &r.line, &r.instead.Reference, &r.instead.Title, &r.perhaps}
		}, `SELECT d.number, d.state, x.id, l.agreed_reference, l.agreed_title, d.perhaps FROM ordering_basket_lines x
			JOIN ordering_order_lines l ON l.id = x.order_line_id JOIN ordering_orders d ON d.id = l.order_id WHERE x.basket_id = $1 ORDER BY d.created_at, d.number, x.id`, b.ID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("orders of basket %d: %w", b.Number, err)
	}
	var out []Placed
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].Number != r.number {
			out = append(out, Placed{Number: r.number, State: r.state, Perhaps: Order{State: r.state, perhaps: r.perhaps}.PerhapsThere(), Slip: b.OwnerID == who.ID && Moves.May(SeeSlip, r.state, []Relation{AsRequester}, Case{}), Instead: map[string]Deal{}})
		}
		last := &out[len(out)-1]
		last.Lines = append(last.Lines, r.line)
		if r.instead.Reference != "" {
			last.Instead[r.line] = r.instead
		}
	}
	return out, nil
}
