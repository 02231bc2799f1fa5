package basket

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
	"preau/internal/ordering"
)

// WithFormer are some baskets by id, as ByIDs gives them, with whether their demandeur is one no more there: nobody waits for what is of
// them (R132).
func WithFormer(ctx context.Context, tx *db.Tx, ids []string) (map[string]Basket, error) {
	var w db.Where
	w.In("b.id", db.Any(ids)...)
	where, args := w.SQL(3)
	bs, err := db.All(ctx, tx, func(b *Basket) []any { return append(into(b), &b.Former) }, `SELECT `+columns+`, CASE WHEN EXISTS (SELECT 1 FROM access_grants g
		JOIN account_accounts a ON a.id = g.account_id AND a.state = 'active' WHERE g.account_id = b.account_id AND g.role = $1 AND g.place_kind = 'organisation'
		AND g.place_id = b.org_id AND g.taken_at IS NULL AND g.starts_at <= $2 AND (g.ends_at IS NULL OR g.ends_at > $2)) THEN FALSE ELSE TRUE END
		FROM `+tables+` WHERE `+where, append([]any{ordering.Requester, tx.Now()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("baskets with who left: %w", err)
	}
	out := make(map[string]Basket, len(bs))
	for _, b := range bs {
		out[b.ID] = b
	}
	return out, nil
}
