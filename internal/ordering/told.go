package ordering

import (
	"context"

	"preau/internal/kit/db"
)

// OrderNumber is the public number of an order, whoever asks: for what other programs are told.
func OrderNumber(ctx context.Context, tx *db.Tx, id string) (string, error) {
	return db.Value[string](ctx, tx, `SELECT number FROM ordering_orders WHERE id = $1`, id)
}
