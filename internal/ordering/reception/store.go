package reception

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/kit/db"
	"preau/internal/ordering/order"
)

const columns = `r.id, r.n, COALESCE(r.corrects, 0), COALESCE((SELECT x.n FROM ordering_receptions x WHERE x.order_id = r.order_id AND x.corrects = r.n), 0),
	r.first_at, r.found, r.reason, r.received_by, r.received_name, r.at`

func into(r *Reception) []any {
	return []any{&r.ID, &r.N, &r.Corrects, &r.ReplacedBy, &r.FirstAt, &r.Found, &r.Reason, &r.ByID, &r.By, &r.At}
}

// of are an order's receptions with their lines, the newest first.
func of(ctx context.Context, tx *db.Tx, orderID string) ([]Reception, error) {
	type row struct {
		Reception
		line Line
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		l := &r.line
		return append(into(&r.Reception), &l.Reception, &l.Line, &l.Conform, &l.Excess, &l.Fate, &l.Ended, &l.Reason)
	}, `SELECT `+columns+`, l.reception_id, l.line_id, l.conform, l.excess, l.fate, l.ended, l.reason FROM ordering_receptions r
		JOIN ordering_reception_lines l ON l.reception_id = r.id JOIN ordering_order_lines x ON x.id = l.line_id
		WHERE r.order_id = $1 ORDER BY r.n DESC, x.position`, orderID)
	if err != nil {
		return nil, fmt.Errorf("receptions of order %s: %w", orderID, err)
	}
	var out []Reception
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].ID != r.ID {
			out = append(out, r.Reception)
		}
		last := &out[len(out)-1]
		last.Lines = append(last.Lines, r.line)
	}
	return out, nil
}

// latest is the number of an order's last reception, 0 while there is none, and the state in which the first found the order.
func latest(ctx context.Context, tx *db.Tx, orderID string) (n int64, before order.State, err error) {
	type row struct {
		n     int64
		found order.State
	}
	r, err := db.One(ctx, tx, func(r *row) []any { return []any{&r.n, &r.found} }, `SELECT (SELECT max(n) FROM ordering_receptions WHERE order_id = r.order_id), r.found
		FROM ordering_receptions r WHERE r.order_id = $1 AND r.n = 1`, orderID)
	if errors.Is(err, db.ErrNone) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("last reception of order %s: %w", orderID, err)
	}
	return r.n, r.found, nil
}

func insert(ctx context.Context, tx *db.Tx, orderID string, r Reception) error {
	var corrects *int64
	if r.Corrects != 0 {
		corrects = &r.Corrects
	}
	_, err := tx.Exec(ctx, `INSERT INTO ordering_receptions (id, order_id, n, corrects, first_at, found, reason, received_by, received_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, r.ID, orderID, r.N, corrects, r.FirstAt, r.Found, r.Reason, r.ByID, r.By, r.At)
	if err != nil {
		return fmt.Errorf("insert reception: %w", err)
	}
	rows := db.NewRows(`INSERT INTO ordering_reception_lines (reception_id, line_id, conform, excess, fate, ended, reason, at) VALUES `, lineWidth)
	for _, l := range r.Lines {
		rows.Add(r.ID, l.Line, l.Conform, l.Excess, l.Fate, l.Ended, l.Reason, r.At)
	}
	if err := rows.Write(ctx, tx); err != nil {
		return fmt.Errorf("insert reception lines: %w", err)
	}
	return nil
}

// lineWidth is how many columns a line has.
const lineWidth = 8

// sharedAt is where an order was to be delivered, and how its establishment shares what came.
func sharedAt(ctx context.Context, tx *db.Tx, orderID string) (string, Rule, error) {
	type row struct {
		place string
		rule  Rule
	}
	r, err := db.One(ctx, tx, func(r *row) []any { return []any{&r.place, &r.rule} }, `SELECT d.deliver_to, COALESCE(s.rule, 'first')
		FROM ordering_orders d LEFT JOIN ordering_sharing s ON s.org_id = d.org_id WHERE d.id = $1`, orderID)
	if err != nil {
		return "", "", fmt.Errorf("sharing of order %s: %w", orderID, err)
	}
	place, err := order.DeliveredTo(r.place)
	return place, r.rule, err
}
