package order

import (
	"context"

	"preau/internal/core/access"
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
