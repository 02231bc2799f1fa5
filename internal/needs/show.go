package needs

import (
	"cmp"
	"context"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// GroupView is a group as its page shows it to one person.
type GroupView struct {
	Group        Group
	Lots         []Lot
	Membership   Membership // of the establishment that the person acts for
	Coordinators []access.Holder
	Roles        []Role
	Phase        Phase
	Acts         workflow.Offers[GroupAct]
	Join         workflow.Offers[JoinAct]
	JoinWhy      []apperr.Reason // why « Adhérer » is not possible; empty when it is
	HiddenWhy    []apperr.Reason // why the people and the reason of the membership are not shown; empty when they are
	Missing      []i18n.Key      // of the person's profile
	Waiting      int             // demands of membership, for who may see them
}

// Is says whether the person has this relation to the group.
func (v GroupView) Is(r Role) bool {
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
		g, err := groupByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		v = newView(who, g, Membership{GroupID: g.ID, State: NoMembership})
		return v.countWaiting(ctx, tx)
	})
	return v, err
}

func newView(who access.Actor, g Group, m Membership) GroupView {
	v := GroupView{Group: g, Membership: m, Phase: g.PhaseAt(who.At), Roles: roles(who, g, m)}
	v.Acts = GroupMoves.Offers(g.State, v.Roles, GroupCase{Group: g, At: who.At})
	return v
}

// countWaiting counts the demands to decide, for whoever may see them.
func (v *GroupView) countWaiting(ctx context.Context, tx *db.Tx) error {
	if !v.Acts.May(SeeDemands) {
		return nil
	}
	var err error
	v.Waiting, err = demandsIn(ctx, tx, v.Group)
	return err
}

// Show is a group for its page.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (GroupView, error) {
	var v GroupView
	err := s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.joinCase(ctx, tx, who, number)
		if err != nil {
			return err
		}
		v = newView(who, c.Group, c.Membership)
		v.Missing = c.Missing
		v.Join = JoinMoves.Offers(c.Membership.State, v.Roles, c)
		v.JoinWhy = JoinMoves.Why(Join, c.Membership.State, v.Roles, c)
		if c.Membership.Hidden {
			v.HiddenWhy = JoinMoves.Why(SeeMembership, c.Membership.State, v.Roles, c)
		}
		return v.complete(ctx, tx, who)
	})
	return v, err
}

// complete reads what the rules do not need, and what their reasons leave out.
func (v *GroupView) complete(ctx context.Context, tx *db.Tx, who access.Actor) error {
	err := cmp.Or(
		explainOffers(ctx, tx, who, v.Group, v.Acts),
		explainOffers(ctx, tx, who, v.Group, v.Join),
		explain(ctx, tx, who, v.Group, v.JoinWhy),
		v.countWaiting(ctx, tx),
		explain(ctx, tx, who, v.Group, v.HiddenWhy),
	)
	if err != nil {
		return err
	}
	if v.Lots, err = lotsOf(ctx, tx, v.Group.ID); err != nil {
		return err
	}
	v.Coordinators, err = coordinatorsOf(ctx, tx, v.Group)
	return err
}

// LotView is a lot with its sheet, as the page of needs shows it to a member.
type LotView struct {
	Group      Group
	Membership Membership
	Lot        Lot
	Sheet      Sheet
	Lots       []LotState // all lots, with the sheet's state of each
	Acts       workflow.Offers[SheetAct]
	History    []history.Line
}

// LotState is a lot with the state of one member's sheet.
type LotState struct {
	Lot
	View    View
	Filled  int
	Version int64
}

// ShowLot is a lot for « Mes besoins » of the establishment that who acts for. Who is no member gets the reason (R040).
func (s *Service) ShowLot(ctx context.Context, who access.Actor, number, lot int64) (LotView, error) {
	var v LotView
	err := s.db.View(ctx, func(tx *db.Tx) error {
		c, l, err := s.sheetCase(ctx, tx, who, number, lot)
		if err != nil {
			return err
		}
		rs := roles(who, c.Group, c.Membership)
		if err := memberOnly(rs, c); err != nil {
			return explained(ctx, tx, who, c.Group, err)
		}
		v = LotView{Group: c.Group, Membership: c.Membership, Lot: l, Sheet: c.Sheet}
		v.Acts = SheetMoves.Offers(c.Sheet.State, rs, c)
		if v.Lots, err = lotStates(ctx, tx, c.Group.ID, c.Membership.ID); err != nil {
			return err
		}
		v.History, err = history.Of(ctx, tx, sheetObject(c.Sheet), 30)
		return err
	})
	return v, err
}

// NeedsView is « Mes besoins » of a group: all lots with their states.
type NeedsView struct {
	Group      Group
	Membership Membership
	Lots       []LotState
	Done       int
	Open       []apperr.Reason // why nothing can be entered now; empty when entry is open
}

// ShowNeeds is the overview of « Mes besoins » for the establishment that who acts for. Who is no member gets the reason (R040).
func (s *Service) ShowNeeds(ctx context.Context, who access.Actor, number int64) (NeedsView, error) {
	var v NeedsView
	err := s.db.View(ctx, func(tx *db.Tx) error {
		jc, err := s.joinCase(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if !who.SignedIn() {
			return apperr.UnauthenticatedErr()
		}
		c := SheetCase{Group: jc.Group, Membership: jc.Membership, Sheet: Sheet{State: NoSheet}, At: who.At}
		rs := roles(who, c.Group, c.Membership)
		if err := memberOnly(rs, c); err != nil {
			return explained(ctx, tx, who, c.Group, err)
		}
		v = NeedsView{Group: c.Group, Membership: c.Membership, Open: SheetMoves.Why(Save, NoSheet, rs, c)}
		v.Lots, err = lotStates(ctx, tx, c.Group.ID, c.Membership.ID)
		for _, l := range v.Lots {
			if l.View.Done() {
				v.Done++
			}
		}
		return err
	})
	return v, err
}

// memberOnly refuses « Mes besoins » to whom has no sheet of their own there: a coordinator reads the board instead.
func memberOnly(rs []Role, c SheetCase) error {
	if SheetMoves.May(SeeSheet, c.Sheet.State, rs, c) && c.Membership.State == Accepted {
		return nil
	}
	return apperr.ForbiddenErr(notMember(c.Group, c.Membership))
}

func lotStates(ctx context.Context, tx *db.Tx, groupID, membershipID string) ([]LotState, error) {
	type row struct {
		LotState
		state SheetState
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return append(intoLot(&r.Lot), &r.state, &r.Filled, &r.Version)
	}, `SELECT `+lotColumns+`, coalesce(s.state, 'none'), coalesce(s.filled, 0), coalesce(s.version, 0)
		FROM needs_lots l LEFT JOIN needs_sheets s ON s.lot_id = l.id AND s.membership_id = $2
		WHERE l.group_id = $1 ORDER BY l.position`, groupID, membershipID)
	out := make([]LotState, len(rows))
	for i, r := range rows {
		out[i] = r.LotState
		out[i].View = ViewOf(r.state, r.Filled)
	}
	return out, err
}

// ShowLines is a lot of a group with its lines, for whoever may change them.
func (s *Service) ShowLines(ctx context.Context, who access.Actor, number, lot int64) (Group, Lot, error) {
	var g Group
	var l Lot
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if g, err = s.lotGroup(ctx, tx, who, number); err != nil || lot == 0 {
			return err
		}
		l, err = lotAt(ctx, tx, g, lot)
		return err
	})
	return g, l, err
}
