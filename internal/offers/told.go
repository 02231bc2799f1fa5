package offers

import (
	"context"

	"preau/internal/kit/db"
	"preau/internal/offers/offer"
)

// OfferNumber is the public number of an offer, whoever asks: for what other programs are told.
func OfferNumber(ctx context.Context, tx *db.Tx, id string) (string, error) {
	n, err := db.One(ctx, tx, func(n *offer.Number) []any { return []any{&n.Year, &n.Seq} }, `SELECT year, seq FROM offers_offers WHERE id = $1`, id)
	return n.String(), err
}
