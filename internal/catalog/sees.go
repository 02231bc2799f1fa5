package catalog

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Sees hides what is the purchasing body's from whom no rule lets see its markets.
func Sees(who access.Actor) error { return visible(who, Market{}) }

// Keeps is Sees, and refuses with the reason who sees what is the purchasing body's and is not of it.
func Keeps(ctx context.Context, tx *db.Tx, who access.Actor) error {
	if err := Sees(who); err != nil {
		return err
	}
	_, err := Moves.Next(Edit, Live, relationsOf(who), Market{})
	return explained(ctx, tx, who, err)
}
