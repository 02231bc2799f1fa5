package notice

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/order"
)

// Relimited mails whose an order that waits is since the maximum amount was changed: the superacheteurs', or the acheteurs' again. Each change is
// an occasion of its own.
func (m Mailer) Relimited(ctx context.Context, tx *db.Tx, who access.Actor, o order.Order, over bool) error {
	o.Version = tx.Now().UnixMicro()
	if over {
		return m.created(ctx, tx, who, o, over, ordering.Superbuyer)
	}
	return m.created(ctx, tx, who, o, over, ordering.Buyer)
}
