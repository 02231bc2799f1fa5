package needs

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
)

// GroupView is a group as its page shows it to one person.
type GroupView struct {
	Group        group.Group
	Lots         []group.Lot
	Membership   membership.Membership // of the establishment that the person acts for
	Coordinators []access.Holder
	Roles        []group.Role
	Phase        group.Phase
	Acts         workflow.Offers[group.Act]
	Join         workflow.Offers[membership.Act]
	JoinWhy      []apperr.Reason // why « Adhérer » is not possible; empty when it is
	HiddenWhy    []apperr.Reason // why the people and the reason of the membership are not shown; empty when they are
	Missing      []i18n.Key      // of the person's profile
	Waiting      int             // demands of membership, for who may see them
}

// Is says whether the person has this relation to the group.
func (v GroupView) Is(r group.Role) bool {
	for _, x := range v.Roles {
		if x == r {
			return true
		}
	}
	return false
}

// Head is what the head and the tabs of a group's pages show; Show has the rest.
func (s *Service) Head(ctx context.Context, who access.Actor, number int64) (GroupView, error) {
	var v GroupView
	err := s.db.View(ctx, func(tx *db.Tx) error {
		g, err := group.ByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		v = newView(who, g, membership.Membership{GroupID: g.ID, State: membership.None})
		return v.countWaiting(ctx, tx)
	})
	return v, err
}

func newView(who access.Actor, g group.Group, m membership.Membership) GroupView {
	v := GroupView{Group: g, Membership: m, Phase: g.PhaseAt(who.At), Roles: membership.RolesOf(who, g, m)}
	v.Acts = group.Moves.Offers(g.State, v.Roles, group.Case{Group: g, At: who.At})
	return v
}

// countWaiting counts the demands to decide, for whoever may see them.
func (v *GroupView) countWaiting(ctx context.Context, tx *db.Tx) error {
	if !v.Acts.May(group.SeeDemands) {
		return nil
	}
	var err error
	v.Waiting, err = membership.DemandsIn(ctx, tx, v.Group)
	return err
}

// Show is a group for its page.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (GroupView, error) {
	var v GroupView
	err := s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.CaseFor(ctx, tx, who, number)
		if err != nil {
			return err
		}
		v = newView(who, c.Group, c.Membership)
		v.Missing = c.Missing
		v.Join = membership.Moves.Offers(c.Membership.State, v.Roles, c)
		v.JoinWhy = membership.Moves.Why(membership.Join, c.Membership.State, v.Roles, c)
		if c.Membership.Hidden {
			v.HiddenWhy = membership.Moves.Why(membership.SeeMembership, c.Membership.State, v.Roles, c)
		}
		return v.complete(ctx, tx, who)
	})
	return v, err
}

// complete reads what the rules do not need, and what their reasons leave out.
func (v *GroupView) complete(ctx context.Context, tx *db.Tx, who access.Actor) error {
	reasons := slices.Concat(group.ReasonsOf(v.Acts), group.ReasonsOf(v.Join), [][]apperr.Reason{v.JoinWhy, v.HiddenWhy})
	err := group.Explain(ctx, tx, who, v.Group, reasons...)
	if err != nil {
		return err
	}
	if err := v.countWaiting(ctx, tx); err != nil {
		return err
	}
	if v.Lots, err = group.LotsOf(ctx, tx, v.Group.ID); err != nil {
		return err
	}
	v.Coordinators, err = group.CoordinatorsOf(ctx, tx, v.Group)
	return err
}
