package member

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
	"preau/internal/offers/structure"
)

// List is the people of the structure for which who acts; others than its administrators are told why not (O72).
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (Listing, error) {
	out := Listing{Page: max(f.Page, 1), Size: max(f.Size, 1)}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		x, err := managed(ctx, tx, who)
		if err != nil {
			return err
		}
		out.Structure = x.Name
		return people(ctx, tx, x.OrgID, f, &out)
	})
	return out, err
}

// View is somebody, with what may be done to their access.
type View struct {
	Person
	Structure string
	Acts      workflow.Offers[Act]
}

// Show is somebody of the structure; number 0 is a new person.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		x, err := managed(ctx, tx, who)
		if err != nil || number == 0 {
			v.Structure = x.Name
			return err
		}
		v.Structure = x.Name
		if v.Person, err = personByNumber(ctx, tx, x.OrgID, number); err != nil {
			return err
		}
		last, err := lastAdmin(ctx, tx, x.OrgID, v.AccountID)
		v.Acts = Moves.Offers(v.State(), structure.RolesOf(who, x), Case{LastAdmin: last})
		return err
	})
	return v, err
}

// managed is the structure for which who acts, if they may manage its people.
func managed(ctx context.Context, tx *db.Tx, who access.Actor) (structure.Structure, error) {
	x, err := structure.OfActor(ctx, tx, who)
	if err != nil {
		return x, err
	}
	_, err = structure.Next(ctx, tx, who, structure.ManagePeople, x)
	return x, err
}
