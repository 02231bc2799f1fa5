package sight

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
	"preau/internal/ordering"
)

// OwnBasket says in SQL that strict duties keep a basket b from the account of an expression: it is theirs (R130).
func OwnBasket(account string) string {
	return `(b.account_id = ` + account + ` AND ` + ordering.Strictly("b.org_id") + `)`
}

// OwnOrder says in SQL that strict duties keep an order d from the account of an expression, which stands in it twice: they made it, or asked
// for some of it (R130).
func OwnOrder(account string) string {
	return `((d.created_by = ` + account + ` OR EXISTS (SELECT 1 FROM ordering_order_lines y JOIN ordering_basket_lines z ON z.order_line_id = y.id
		JOIN ordering_baskets w ON w.id = z.basket_id WHERE y.order_id = d.id AND w.account_id = ` + account + `)) AND ` + ordering.Strictly("d.org_id") + `)`
}

// Nobody says in SQL that no account that works, or is about to, holds a role at an instant, given twice, where more is so of the grant g.
func Nobody(more string) string {
	return `NOT EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts a ON a.id = g.account_id AND a.state IN ('active', 'invited')
		WHERE g.place_kind = 'organisation' AND g.role = ? AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?) AND ` + more + `)`
}

// NoSuper narrows to the orders d that no superacheteur may send (R124).
func NoSuper(w *db.Where, now time.Time) {
	w.And(Nobody("g.place_id IN (SELECT c.ancestor FROM org_closure c WHERE c.descendant = d.org_id) AND NOT "+OwnOrder("g.account_id")), ordering.Superbuyer, now, now)
}

// Blocked are those of some orders, by id, that no superacheteur may send: named or not, signed in or not, as who heads their authority is told.
func Blocked(ctx context.Context, tx *db.Tx, orderIDs []string) ([]string, error) {
	if len(orderIDs) == 0 {
		return nil, nil
	}
	var w db.Where
	w.In("d.id", db.Any(orderIDs)...)
	NoSuper(&w, tx.Now())
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT d.id FROM ordering_orders d WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("orders that no superacheteur may send: %w", err)
	}
	return out, nil
}
