package casework

import (
	"context"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Place is the name of a team where a role is held; empty for a place that is none.
func Place(ctx context.Context, tx *db.Tx, p access.Place) (string, []access.Place, error) {
	if p.Kind != access.Group {
		return "", nil, nil
	}
	all, err := team.ByIDs(ctx, tx, []string{p.ID})
	if err != nil || len(all) == 0 {
		return "", nil, err
	}
	return all[0].Title(), nil, nil
}
