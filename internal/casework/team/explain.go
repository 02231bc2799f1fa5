package team

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// next is where an act leads a thing, or why who may not do it. What is not theirs to see is not there.
func next(ctx context.Context, tx *db.Tx, who access.Actor, do Act, s State, c Case) (State, error) {
	roles := RolesOf(who, c.Team)
	if !Moves.May(See, s, roles, c) {
		return s, apperr.NotFoundErr()
	}
	to, err := Moves.Next(do, s, roles, c)
	e, refused := apperr.As(err)
	if !refused {
		return to, err
	}
	for i := range e.Reasons {
		if e.Reasons[i].Code == WhyNotLead.Code {
			e.Reasons[i].Ask = access.Ask(WhyNotLead.Code, c.Team.Path())
			if fault := access.Explain(ctx, tx, delegation, who, &e.Reasons[i], Lead, c.Team.Place()); fault != nil {
				return s, fault
			}
		}
	}
	return to, err
}

// Why is nil when who may do an act with a thing of a sort; else it says why not. To others than administrators there is nothing but a team's people.
func Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, sort Sort, number int64) error {
	if !who.IsAdmin() && do != Manage && do != See {
		return apperr.NotFoundErr()
	}
	t, c, err := thingOf(ctx, tx, sort, number)
	if err == nil {
		_, err = next(ctx, tx, who, do, t.State, c)
	}
	return err
}
