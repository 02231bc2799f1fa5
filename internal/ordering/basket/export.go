package basket

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// batch is how many baskets a file reads at once.
const batch = 200

// Export gives who's baskets one after the other in the order of Mine, as they are filtered, all of one instant.
func (s *Service) Export(ctx context.Context, who access.Actor, f Filter, each func(Row) error) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	return s.o.DB.View(ctx, func(tx *db.Tx) error {
		for f.Page, f.Size = 1, batch; ; f.Page++ {
			rows, err := listed(ctx, tx, who, f)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if err := each(r); err != nil {
					return err
				}
			}
			if len(rows) < batch {
				return nil
			}
		}
	})
}
