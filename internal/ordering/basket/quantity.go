package basket

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// SetQuantity sets how many units of an article are wanted in an open basket that has it; 0 takes it out (R183). All else of the basket
// stays: programs change a line without the rest of the form.
func (s *Service) SetQuantity(ctx context.Context, who access.Actor, number, version, article, units int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, err := mine(ctx, tx, who, number, version, Fill)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(c.Lines, func(l Line) bool { return l.Article.Number == article })
		if i < 0 {
			return apperr.NotFoundErr()
		}
		if err := c.set(ctx, tx, i, units); err != nil {
			return err
		}
		return saveBasket(ctx, tx, &c)
	})
}

// set sets the quantity of one line, or takes it out.
func (c *Case) set(ctx context.Context, tx *db.Tx, i int, units int64) error {
	l := c.Lines[i]
	if units == 0 {
		c.Lines = slices.Delete(c.Lines, i, i+1)
		return deleteLine(ctx, tx, l.ID)
	}
	now, err := live(ctx, tx, c.Lines[i:i+1])
	if err != nil {
		return err
	}
	if why := QuantityFault(now[l.Article.Number], units); why.Key != "" {
		return apperr.InvalidField(FieldQuantity, why)
	}
	l.Asked, l.Granted = units, units
	c.Lines[i] = l
	return saveLine(ctx, tx, l)
}
