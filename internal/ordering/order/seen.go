package order

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
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
