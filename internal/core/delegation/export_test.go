package delegation

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Bare is the service without accounts and mails, for tests of who may give what.
func Bare(roles, chain access.Roles) *Service { return &Service{Options{Roles: roles, Chain: chain}} }

// GivenAt are the roles that who may give at the place of an address.
func (s *Service) GivenAt(ctx context.Context, tx *db.Tx, who access.Actor, ref string) ([]access.RoleKey, error) {
	p, err := placeOf(ctx, tx, ref)
	return s.given(who, p).Keys(), err
}

// PlacesOf are the references of the places on the first page of who.
func (s *Service) PlacesOf(ctx context.Context, tx *db.Tx, who access.Actor) ([]string, error) {
	var l Listing
	orgs, err := s.placesOf(ctx, tx, who, Filter{Page: 1, Size: 100}, &l)
	out := make([]string, len(orgs))
	for i, o := range orgs {
		out[i] = o.Ref
	}
	return out, err
}

// HoldableAt says whether a role may be given at the place of an address.
func (s *Service) HoldableAt(ctx context.Context, tx *db.Tx, role access.RoleKey, ref string) (bool, error) {
	p, err := placeOf(ctx, tx, ref)
	r, _ := s.o.Chain.ByKey(role)
	return holdable(r, p), err
}
