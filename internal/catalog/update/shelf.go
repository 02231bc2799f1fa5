package update

import (
	"context"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// ShelfMost is how many articles a market's page tells: whoever looks for one says how its reference begins.
const ShelfMost = 2000

// Shelf is what a market shows, with its latest updates.
type Shelf struct {
	Market   catalog.Market
	Edition  int64
	Articles []article.Article
	Numbered
	Updates []Update
	Busy    []apperr.Reason // why none can be begun now; nothing: one may
	May     bool            // who reads is one who may begin them
}

// latest is how many updates a market's page has.
const latest = 5

// Shelf is the catalogue of a market: articles whose references begin so.
func (s *Service) Shelf(ctx context.Context, who access.Actor, market int64, begins string, page, size int) (Shelf, error) {
	var out Shelf
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if err := visible(who); err != nil {
			return err
		}
		if out.Market, err = catalog.ByNumber(ctx, tx, who, market); err != nil {
			return err
		}
		if out.Edition, err = article.Shown(ctx, tx, market); err != nil {
			return err
		}
		begun := mayBegin(ctx, tx, who, market, nil)
		if e, is := apperr.As(begun); is {
			out.Busy, begun = e.Reasons, nil
		}
		if begun != nil {
			return begun
		}
		out.May = who.Holds(catalog.Central, access.Everywhere)
		if err := out.articles(ctx, tx, begins, page, size); err != nil {
			return err
		}
		l, err := list(ctx, tx, Filter{Market: market, Size: latest})
		out.Updates = l.Rows
		return err
	})
	return out, err
}

func (x *Shelf) articles(ctx context.Context, tx *db.Tx, begins string, page, size int) error {
	n, err := article.OnShelf(ctx, tx, x.Market.Number, begins, ShelfMost)
	if err != nil {
		return err
	}
	x.Numbered = numbered(n, page, size)
	x.Articles, err = article.Shelf(ctx, tx, x.Market.Number, begins, x.Size, x.offset())
	return err
}
