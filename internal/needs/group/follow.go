package group

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Follow reads in one snapshot what only those may see who may do this act.
func Follow(ctx context.Context, d *db.DB, who access.Actor, number int64, do Act, fn func(*db.Tx, Group) error) error {
	return d.View(ctx, func(tx *db.Tx) error {
		g, err := ByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := Next(ctx, tx, who, do, g); err != nil {
			return err
		}
		return fn(tx, g)
	})
}
