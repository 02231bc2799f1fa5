package reception

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception/msg"
)

// disputed is how many units of a line are there and wrong, as a claim that lives says, and the claim's number.
type disputed struct {
	line  string
	claim int64
	units int64
}

// claimedOf are those of an order's lines. What is missing may still come, and what the supplier replaces comes anew.
func claimedOf(ctx context.Context, tx *db.Tx, orderID string) ([]disputed, error) {
	out, err := db.All(ctx, tx, func(d *disputed) []any { return []any{&d.line, &d.claim, &d.units} }, `SELECT line_id, max(number), CAST(sum(quantity) AS BIGINT) FROM ordering_claims
		WHERE order_id = $1 AND state IN ('open', 'seen', 'proposed', 'accepted', 'contested', 'escalated') AND fault IN ('damaged', 'wrong_article', 'quality')
		AND NOT (state = 'accepted' AND offer = 'replacement') GROUP BY line_id`, orderID)
	if err != nil {
		return nil, fmt.Errorf("claims on an order: %w", err)
	}
	return out, nil
}

// undisputed refuses to count units as conforming that a claim which lives says are wrong: it is settled, or withdrawn, first (R249). What is
// not raised may stay.
func undisputed(ctx context.Context, tx *db.Tx, orderID string, lines []order.Line, counts []order.Counted) error {
	claims, err := claimedOf(ctx, tx, orderID)
	if err != nil {
		return err
	}
	var f apperr.Faults
	for _, c := range counts {
		l := lineOf(lines, c.Line)
		i := slices.IndexFunc(claims, func(d disputed) bool { return d.line == c.Line })
		if i < 0 || c.Received <= l.Received || c.Received+claims[i].units <= l.Expected() {
			continue
		}
		f.Say(CameField(c.Line), i18n.M(msg.FaultClaimed, "n", claims[i].units, "claim", claims[i].claim))
	}
	return f.Err()
}
