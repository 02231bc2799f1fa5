package browse

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/ordering"
)

// Basket is an open basket that articles may go into.
type Basket struct {
	Number int64
	Title  string
}

// Baskets are who's open baskets for an establishment, the newest first: articles go into that one where they choose no other.
func (s *Service) Baskets(ctx context.Context, who access.Actor, at ordering.Body) ([]Basket, error) {
	if at.ID == "" || !who.Holds(ordering.Requester, at.Place()) {
		return nil, nil
	}
	var out []Basket
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, func(b *Basket) []any { return []any{&b.Number, &b.Title} },
			`SELECT number, title FROM ordering_baskets WHERE account_id = $1 AND org_id = $2 AND state = 'open' ORDER BY opened_at DESC, id DESC`, who.ID, at.ID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("baskets that articles go into: %w", err)
	}
	return out, nil
}
