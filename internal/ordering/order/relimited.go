package order

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/ordering"
)

// mostRelimited is how many orders that wait are looked at: more wait nowhere.
const mostRelimited = 1000

// Relimited mails whose an order is since the maximum amount of its establishment was changed: who sends what exceeds it, where it does only now,
// or the acheteurs, where it does no more (R222, R223); and who heads the authority looks at it (R138). was are the maximum amounts as they were.
func (s *Service) Relimited(ctx context.Context, tx *db.Tx, who access.Actor, orgIDs []string, was map[string]ordering.Ceiling) error {
	var w db.Where
	w.In("d.org_id", db.Any(orgIDs)...)
	w.And("d.state IN ('created', 'to_resend')")
	where, args := w.SQL(1)
	rows, err := page(ctx, tx, where, args, mostRelimited, 0)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Over {
			if err := exceeds(ctx, tx, &r.Order); err != nil {
				return err
			}
		}
		if c, had := was[r.Org.ID]; r.Over == (had && c.Exceeded(r.Net, r.Gross)) {
			continue
		}
		if err := s.o.Tell.Relimited(ctx, tx, who, r.Order, r.Over); err != nil {
			return err
		}
	}
	return nil
}
