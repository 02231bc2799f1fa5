package delegation

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// PlaceSheet is the kind of sheet by which the people of one place come in.
const PlaceSheet = "access.people"

// ImportsPath is the list of a place's sheets. A word of its own stands before « imports »: requests have the addresses of three parts.
func ImportsPath(ref string) string { return Path(ref) + "/fichiers/imports" }

// Chain are the roles that are given here.
func (s *Service) Chain() access.Roles { return s.o.Chain }

// Builds says whether a day of birth is of use.
func (s *Service) Builds() bool { return s.o.Builds() }

// Today is the day of an instant as the operator's clocks have it.
func (s *Service) Today(now time.Time) time.Time { return now.In(s.o.Zone()) }

// Place is the organisation of an address and what who may give there, for whoever may give something.
func (s *Service) Place(ctx context.Context, who access.Actor, ref string) (org.Organisation, access.Roles, error) {
	var o org.Organisation
	var given access.Roles
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		p, roles, err := s.openToGive(ctx, tx, who, ref)
		o, given = p.Organisation, roles
		return err
	})
	return o, given, err
}

// InCharge is nil for who gives something at a place; to others it is not there.
func (s *Service) InCharge(ctx context.Context, tx *db.Tx, who access.Actor, orgID string) error {
	p, err := placeByID(ctx, tx, orgID)
	if err == nil && len(s.given(who, p)) == 0 {
		err = apperr.NotFoundErr()
	}
	return err
}

// NamesHeads is nil for who gives the roles with which the chain begins.
func (s *Service) NamesHeads(who access.Actor) error {
	if s.searches(who) {
		return nil
	}
	return apperr.NotFoundErr()
}
