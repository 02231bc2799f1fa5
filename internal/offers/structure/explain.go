package structure

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/offers/role"
)

// noTime is the zero instant.
var noTime time.Time

// Next is where an act leads a structure, or why who may not do it. What is not theirs to see is not there.
func Next(ctx context.Context, tx *db.Tx, who access.Actor, do Act, s Structure) (State, error) {
	return next(ctx, tx, who, do, s)
}

func next(ctx context.Context, tx *db.Tx, who access.Actor, do Act, s Structure) (State, error) {
	roles := RolesOf(who, s)
	if !Moves.May(See, s.State, roles, s) {
		return s.State, apperr.NotFoundErr()
	}
	to, err := Moves.Next(do, s.State, roles, s)
	e, refused := apperr.As(err)
	if !refused {
		return to, err
	}
	for i := range e.Reasons {
		missing, at := role.Moderator, access.Everywhere
		switch e.Reasons[i].Code {
		case WhyNotAdmin.Code:
			missing, at = role.Admin, role.At(s.OrgID)
			e.Reasons[i].Ask = access.Ask(WhyNotAdmin.Code, "/offreur/structure")
		case WhyNotModerator.Code:
			e.Reasons[i].Ask = access.Ask(WhyNotModerator.Code, "")
		case WhyNotActive.Code:
			var fault error
			if e.Reasons[i].Lifters, fault = access.Actors(ctx, tx, role.Delegation, role.Moderator, access.Everywhere); fault != nil {
				return s.State, fault
			}
			if s.State == Suspended || s.State == Closed {
				e.Reasons[i].Since, e.Reasons[i].By = s.MovedAt, s.MovedBy
			}
			continue
		default:
			continue
		}
		if fault := access.Explain(ctx, tx, role.Delegation, who, &e.Reasons[i], missing, at); fault != nil {
			return s.State, fault
		}
	}
	return to, err
}
