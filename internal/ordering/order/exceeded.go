package order

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
)

// Exceeding marks an order that costs so much, or is about to, where one of the sums exceeds the maximum amount of its establishment: who heads
// its authority keeps the right to look at it, whatever it costs later (R138).
func Exceeding(ctx context.Context, tx *db.Tx, o *Order, sums ...amount.Total) error {
	if o.Exceeded {
		return nil
	}
	limits, err := ordering.LimitsOf(ctx, tx, []string{o.Org.ID})
	limit, some := limits[o.Org.ID]
	if err != nil || !some || !slices.ContainsFunc(sums, func(t amount.Total) bool { return limit.Exceeded(t.Net, t.Gross) }) {
		return err
	}
	return exceeds(ctx, tx, o)
}

// exceeds marks an order that exceeds it.
func exceeds(ctx context.Context, tx *db.Tx, o *Order) error {
	if o.Exceeded {
		return nil
	}
	o.Exceeded = true
	if _, err := tx.Exec(ctx, `UPDATE ordering_orders SET exceeded = TRUE WHERE id = $1`, o.ID); err != nil {
		return fmt.Errorf("order %s exceeds the maximum amount: %w", o.Number, err)
	}
	return nil
}
