package directory

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/db"
)

// Add enters an organisation, and gives its reference. Faults come by the name of their column, all at once; a number
// that another organisation has is a conflict that names it.
func (s *Service) Add(ctx context.Context, who access.Actor, o org.Organisation) (string, error) {
	if err := allow(who); err != nil {
		return "", err
	}
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (string, error) {
		o, err := org.Insert(ctx, tx, o)
		if err != nil {
			return "", err
		}
		return o.Ref, write(ctx, tx, who, o, "org.add")
	})
}
