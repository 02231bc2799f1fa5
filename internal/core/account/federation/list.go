package federation

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// Line is one identity of a list, with what may be done.
type Line struct {
	Identity
	Name   string // of its provider
	Idle   bool   // it opens nothing any more: its provider is gone, or another stands behind the key
	Offers workflow.Offers[Act]
}

// Mine are the identities that are linked to the account of who, the first linked first.
func (s *Service) Mine(ctx context.Context, who access.Actor) ([]Line, error) {
	if !who.SignedIn() {
		return nil, apperr.UnauthenticatedErr()
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return nil, err
	}
	var out []Line
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		all, err := identitiesOf(ctx, tx, who.ID)
		if err != nil || len(all) == 0 {
			return err
		}
		a, err := account.ByID(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		others, err := s.others(ctx, tx, set, a)
		for _, i := range all {
			out = append(out, Line{i, s.Name(i.Provider), !s.serves(i), moves.Offers(Linked, by{Owner}, s.removing(set, all, i, others))})
		}
		return err
	})
	return out, err
}
