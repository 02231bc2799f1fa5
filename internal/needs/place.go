package needs

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Place is the title of a group where a role is held, and the support establishment, whose coordinators run it too; empty
// for a place that is none, or not there any more.
func Place(ctx context.Context, tx *db.Tx, p access.Place) (string, []access.Place, error) {
	if p.Kind != access.Group {
		return "", nil, nil
	}
	type group struct{ title, support string }
	g, err := db.One(ctx, tx, func(g *group) []any { return []any{&g.title, &g.support} }, `SELECT title, support_org_id FROM needs_groups WHERE id = $1`, p.ID)
	if errors.Is(err, db.ErrNone) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, fmt.Errorf("name of a group: %w", err)
	}
	return g.title, []access.Place{{Kind: access.Organisation, ID: g.support}}, nil
}
