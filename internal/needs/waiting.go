package needs

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// Waiting is what waits for a person in this service: demands to decide, demands that nobody gets, lots to validate.
func (s *Service) Waiting(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	var out []inbox.Item
	for _, find := range []func(context.Context, *db.Tx, access.Actor) ([]inbox.Item, error){membership.WaitingDemands, membership.UnreadDemands, sheet.WaitingLots} {
		items, err := find(ctx, tx, who)
		if err != nil {
			return nil, err
		}
		out = append(out, items...)
	}
	return out, nil
}
