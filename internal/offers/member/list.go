package member

import (
	"context"
	"slices"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
	"preau/internal/offers/structure"
)

// Mine is the structure for which who acts, instead of a number.
const Mine int64 = 0

// List is the people of a structure: of Mine, or, for the operator's administrators, of a number (O72). Others are told why not.
func (s *Service) List(ctx context.Context, who access.Actor, of int64, f Filter) (Listing, error) {
	out := Listing{Page: max(f.Page, 1), Size: max(f.Size, 1)}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		x, err := managed(ctx, tx, who, of)
		if err != nil {
			return err
		}
		out.Structure = x
		all, err := org.AllSitesOf(ctx, tx, []string{x.OrgID})
		if err != nil {
			return err
		}
		out.Sites = all[x.OrgID]
		return people(ctx, tx, x.OrgID, f, &out)
	})
	return out, err
}

// View is somebody, with what may be done to their access.
type View struct {
	Person
	Structure structure.Structure
	Acts      workflow.Offers[Act]
	Version   string     // what a form of it was drawn from
	Lieux     []org.Site // to limit them to: those that are open, and those to which they are limited already
}

// Show is somebody of the structure; number 0 is a new person.
func (s *Service) Show(ctx context.Context, who access.Actor, of, number int64) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if v.Structure, err = managed(ctx, tx, who, of); err != nil {
			return err
		}
		if number == 0 {
			return v.lieux(ctx, tx)
		}
		if v.Person, err = personByNumber(ctx, tx, v.Structure.OrgID, number); err != nil {
			return err
		}
		last, err := lastAdmin(ctx, tx, v.Structure.OrgID, v.Person)
		if err != nil {
			return err
		}
		var c Case
		if v.State() == Invited { // of nobody else the address is corrected
			a, err := account.ByPublicNumber(ctx, tx, number)
			if err == nil {
				c, err = ownedBy(ctx, tx, v.Structure, a)
			}
			if err != nil {
				return err
			}
		}
		c.LastAdmin, c.Gone = last, v.Gone()
		v.Acts, v.Version = Moves.Offers(v.State(), structure.RolesOf(who, v.Structure), c), v.Print()
		return v.lieux(ctx, tx)
	})
	return v, err
}

// ShowInvitation is somebody who is invited to the structure.
func (s *Service) ShowInvitation(ctx context.Context, who access.Actor, of, number int64) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		x, i, err := invitationOf(ctx, tx, who, of, number)
		if err != nil {
			return err
		}
		good, err := upheld(ctx, tx, x, i)
		v = View{Structure: x, Person: i.person(!good), Acts: Invitations.Offers(i.State, structure.RolesOf(who, x), Case{Void: !good}), Version: strconv.FormatInt(i.Version, 10)}
		if err != nil {
			return err
		}
		return v.lieux(ctx, tx)
	})
	return v, err
}

// lieux reads those to which somebody may be limited.
func (v *View) lieux(ctx context.Context, tx *db.Tx) error {
	all, err := org.AllSitesOf(ctx, tx, []string{v.Structure.OrgID})
	for _, s := range all[v.Structure.OrgID] {
		if !s.Closed() || slices.Contains(v.Sites, s.ID) {
			v.Lieux = append(v.Lieux, s)
		}
	}
	return err
}

// invitationOf is an invitation that waits in a structure that who manages.
func invitationOf(ctx context.Context, tx *db.Tx, who access.Actor, of, number int64) (structure.Structure, Invitation, error) {
	x, err := managed(ctx, tx, who, of)
	if err != nil {
		return x, Invitation{}, err
	}
	i, err := invitationByNumber(ctx, tx, number)
	if err == nil && (i.OrgID != x.OrgID || i.State != Waiting) {
		err = apperr.NotFoundErr()
	}
	return x, i, err
}

func (i Invitation) person(void bool) Person {
	return Person{
		Number: i.Number, Invitation: true, Void: void, FirstName: i.FirstName, LastName: i.LastName, Email: i.Email, Function: i.Function, Phone: i.Phone, Lang: i.Lang, Roles: i.Roles, Sites: i.Sites, Shared: i.Shared,
	}
}

// managed is the structure whose people who may manage: of a number, or Mine.
func managed(ctx context.Context, tx *db.Tx, who access.Actor, of int64) (structure.Structure, error) {
	read := func() (structure.Structure, error) { return structure.OfActor(ctx, tx, who) }
	if of != Mine {
		read = func() (structure.Structure, error) { return structure.ByNumber(ctx, tx, of) }
	}
	x, err := read()
	if err != nil {
		return x, err
	}
	_, err = structure.Next(ctx, tx, who, structure.ManagePeople, x)
	return x, err
}
