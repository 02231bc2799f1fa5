package claim

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/order"
)

const columns = `c.id, c.number, c.order_id, c.line_id, c.fault, c.quantity, c.text, c.state, c.offer, c.opened_by, c.opened_name, c.opened_at, c.moved_at, c.version,
	l.position, v.title, a.reference`

const tables = `ordering_claims c JOIN ordering_order_lines l ON l.id = c.line_id JOIN catalog_versions v ON v.article = l.article AND v.from_edition = l.edition
	JOIN catalog_articles a ON a.number = l.article`

func into(c *Claim) []any {
	return []any{
		&c.ID, &c.Number, &c.OrderID, &c.LineID, &c.Fault, &c.Quantity, &c.Text, &c.State, &c.Offer, &c.ByID, &c.By, &c.OpenedAt, &c.MovedAt, &c.Version,
		&c.Position, &c.Title, &c.Reference,
	}
}

func one(ctx context.Context, tx *db.Tx, cond string, args ...any) (Claim, error) {
	c, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE `+cond, args...)
	if errors.Is(err, db.ErrNone) {
		return c, apperr.NotFoundErr()
	}
	if err != nil {
		return c, fmt.Errorf("claim: %w", err)
	}
	return c, nil
}

// byNumber is a claim and what who is to it; NotFound, too, if they do not see its order.
func byNumber(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Case, []Relation, error) {
	if !who.SignedIn() {
		return Case{}, nil, apperr.UnauthenticatedErr()
	}
	c, err := one(ctx, tx, "c.number = $1", number)
	if err != nil {
		return Case{}, nil, err
	}
	o, err := order.OfSupplier(ctx, tx, c.OrderID)
	if err == nil && !who.Holds(ordering.Receiver, o.Org.Place()) { // who made it sees it, whatever became of the order
		_, _, err = order.Seen(ctx, tx, who, o.Number)
	}
	return Case{c, o.Order}, relationsOf(who, o.Order), err
}

// ofOrder is a claim on an order.
func ofOrder(ctx context.Context, tx *db.Tx, o order.Order, number int64) (Case, error) {
	c, err := one(ctx, tx, "c.number = $1 AND c.order_id = $2", number, o.ID)
	return Case{c, o}, err
}

func ofOrderAll(ctx context.Context, tx *db.Tx, orderID string) ([]Claim, error) {
	out, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE c.order_id = $1 ORDER BY c.number DESC`, orderID)
	if err != nil {
		return nil, fmt.Errorf("claims on an order: %w", err)
	}
	return out, nil
}

// nextNumber takes a number. Two claims are made one after the other from then on, so that what the second one is held against counts
// the first.
func nextNumber(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `UPDATE ordering_counters SET n = n + 1 WHERE name = 'claim' RETURNING n`)
	if err != nil {
		return 0, fmt.Errorf("claim number: %w", err)
	}
	return n, nil
}

func insert(ctx context.Context, tx *db.Tx, c *Claim) error {
	c.OpenedAt, c.MovedAt, c.Version = tx.Now(), tx.Now(), 1
	_, err := tx.Exec(ctx, `INSERT INTO ordering_claims (id, number, order_id, line_id, fault, quantity, text, state, offer, opened_by, opened_name, opened_at, moved_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, $11, $11, 1)`, c.ID, c.Number, c.OrderID, c.LineID, c.Fault, c.Quantity, c.Text, c.State, c.ByID, c.By, c.OpenedAt)
	if err != nil {
		return fmt.Errorf("insert claim: %w", err)
	}
	return nil
}

// save writes a claim's state, if nobody changed it since it was read.
func save(ctx context.Context, tx *db.Tx, c *Claim, to State) error {
	if to != c.State {
		c.MovedAt = tx.Now()
	}
	n, err := tx.Exec(ctx, `UPDATE ordering_claims SET state = $1, offer = $2, moved_at = $3, version = version + 1 WHERE id = $4 AND version = $5`, to, c.Offer, c.MovedAt, c.ID, c.Version)
	if err != nil {
		return fmt.Errorf("save claim %d: %w", c.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	c.State, c.Version = to, c.Version+1
	return nil
}

func insertNote(ctx context.Context, tx *db.Tx, who access.Actor, claimID string, n Note) (int64, error) {
	no, err := db.Value[int64](ctx, tx, `INSERT INTO ordering_claim_notes (claim_id, n, side, act, offer, text, said_by, said_name, at)
		SELECT $1, COALESCE(max(n), 0) + 1, $2, $3, $4, $5, $6, $7, $8 FROM ordering_claim_notes WHERE claim_id = $1 RETURNING n`,
		claimID, n.Side, n.Do, n.Offer, n.Text, who.ID, who.Name, n.At)
	if err != nil {
		return 0, fmt.Errorf("note of a claim: %w", err)
	}
	return no, nil
}

func notes(ctx context.Context, tx *db.Tx, claimID string) ([]Note, error) {
	out, err := db.All(ctx, tx, func(n *Note) []any { return []any{&n.N, &n.Side, &n.Do, &n.Offer, &n.Text, &n.By, &n.At} },
		`SELECT n, side, act, offer, text, said_name, at FROM ordering_claim_notes WHERE claim_id = $1 ORDER BY n DESC`, claimID)
	if err != nil {
		return nil, fmt.Errorf("notes of a claim: %w", err)
	}
	return out, nil
}

func insertPhoto(ctx context.Context, tx *db.Tx, claimID string, n int, fileID string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO ordering_claim_photos (claim_id, n, file_id) VALUES ($1, $2, $3)`, claimID, n, fileID); err != nil {
		return fmt.Errorf("picture of a claim: %w", err)
	}
	return nil
}

func photos(ctx context.Context, tx *db.Tx, claimID string) ([]document.File, error) {
	ids, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT file_id FROM ordering_claim_photos WHERE claim_id = $1 ORDER BY n`, claimID)
	if err != nil {
		return nil, fmt.Errorf("pictures of a claim: %w", err)
	}
	out := make([]document.File, len(ids))
	for i, id := range ids {
		if out[i], err = document.ByID(ctx, tx, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// claimed is how many units of a line are claimed already as not having come as they should. What was replaced is expected anew, and can be
// wrong again.
func claimed(ctx context.Context, tx *db.Tx, lineID string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT CAST(COALESCE(sum(quantity), 0) AS BIGINT) FROM ordering_claims
		WHERE line_id = $1 AND state <> 'withdrawn' AND NOT (state = 'resolved' AND offer = 'replacement') AND fault IN ('missing', 'damaged', 'wrong_article', 'quality')`, lineID)
	if err != nil {
		return 0, fmt.Errorf("claimed of a line: %w", err)
	}
	return n, nil
}
