package supply

import (
	"context"
	"fmt"

	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering/order"
)

// unsaid mails who cancelled an order, and the acheteurs, that the note which tells its supplier not to deliver it did not arrive:
// they call (decision 72).
func (s *Service) unsaid(ctx context.Context, tx *db.Tx, e notify.Entry) error {
	if e.Occasion != noteStop {
		return nil
	}
	c, err := order.OfSupplier(ctx, tx, e.Object.ID)
	if apperr.Is(err, apperr.NotFound) || err == nil && c.State != order.Cancelled {
		return nil
	}
	if err != nil {
		return err
	}
	by, err := db.Value[string](ctx, tx, `SELECT moved_by FROM ordering_orders WHERE id = $1`, c.ID)
	if err != nil {
		return fmt.Errorf("who cancelled order %s: %w", c.Number, err)
	}
	c.SentByID = by // in the place of who sent it
	return s.tellAll(ctx, tx, c.Order, answered{Text: e.Detail, Unsaid: e.To.Address})
}
