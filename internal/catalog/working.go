package catalog

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/db"
)

// Working is somebody with the organisations that they work for. Sessions know them; a token does not.
func Working(ctx context.Context, tx *db.Tx, who access.Actor) (access.Actor, error) {
	if who.Token == "" {
		return who, nil
	}
	var ids []string
	if who.OrgID != "" {
		ids = append(ids, who.OrgID)
	}
	for _, g := range who.Grants {
		if g.Place.Kind == access.Organisation {
			ids = append(ids, g.Place.ID)
		}
	}
	orgs, err := org.ByIDs(ctx, tx, ids)
	var works []access.Work
	for _, o := range orgs {
		if !o.Closed() {
			works = append(works, access.Work{ID: o.ID, Ref: o.Ref, Name: o.Name})
		}
	}
	who.Acts(works, "")
	return who, err
}
