package ordering

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
)

// met is a line of a basket as who was slower meets it.
type met struct {
	id, state, name, order, orderer string
	granted                         int64
	at, ordered                     time.Time
}

// Faster has a conflict about some lines of baskets say who was faster, when, and what they did: ordered one, refused it, withdrew it, or lowered
// what it orders (R213). seen are the units that a page showed, by the line's id; 0 where it was not asked. Another error stays what it is.
func Faster(ctx context.Context, tx *db.Tx, err error, seen map[string]int64) error {
	if !apperr.Is(err, apperr.Conflict) {
		return err
	}
	all, merr := meet(ctx, tx, seen)
	if merr != nil {
		return merr
	}
	for _, m := range all {
		if said := m.said(seen[m.id]); said.Key != "" {
			return apperr.ConflictErr(said)
		}
	}
	return err
}

// meet are some lines, those first that moved last.
func meet(ctx context.Context, tx *db.Tx, seen map[string]int64) ([]met, error) {
	ids := make([]any, 0, len(seen))
	for id := range seen {
		ids = append(ids, id)
	}
	var w db.Where
	w.In("x.id", ids...)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, func(m *met) []any {
		return []any{&m.id, &m.state, &m.name, &m.at, &m.granted, &m.order, &m.orderer, &m.ordered}
	}, `SELECT x.id, x.state, x.moved_name, x.moved_at, x.granted, COALESCE(d.number, ''), COALESCE(d.created_name, ''), d.created_at
		FROM ordering_basket_lines x LEFT JOIN ordering_order_lines l ON l.id = x.order_line_id LEFT JOIN ordering_orders d ON d.id = l.order_id
		WHERE `+where+` ORDER BY x.moved_at DESC, x.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("who was faster: %w", err)
	}
	return all, nil
}

// said is what somebody did with the line.
func (m met) said(seen int64) i18n.Msg {
	switch {
	case m.order != "" && m.state != "cancelled":
		return i18n.M(msg.ConflictOrdered, "name", m.orderer, "date", i18n.When(m.ordered), "number", m.order)
	case m.state == "refused":
		return i18n.M(msg.ConflictRefused, "name", m.name, "date", i18n.When(m.at))
	case m.state == "withdrawn":
		return i18n.M(msg.ConflictWithdrawn, "name", m.name, "date", i18n.When(m.at))
	case m.state == "confirmed" && seen > 0 && m.granted != seen:
		return i18n.M(msg.ConflictLowered, "name", m.name, "was", seen, "is", m.granted)
	}
	return i18n.Msg{}
}
