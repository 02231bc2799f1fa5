package sheet

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
)

// LotView is a lot with its sheet, as the page of needs shows it to a member.
type LotView struct {
	Group      group.Group
	Membership membership.Membership
	Lot        group.Lot
	Sheet      Sheet
	Lots       []LotState // all lots, with the sheet's state of each
	Acts       workflow.Offers[Act]
	Out        []apperr.Reason // why the establishment no longer takes part (R058); empty of a member
	History    []history.Line
}

// LotState is a lot with the state of one member's sheet.
type LotState struct {
	group.Lot
	View    View
	Filled  int
	Version int64
}

// ShowLot is a lot for « Mes besoins » of the establishment that who acts for. Who is no member gets the reason (R040).
func (s *Service) ShowLot(ctx context.Context, who access.Actor, number, lot int64) (LotView, error) {
	var v LotView
	err := s.db.View(ctx, func(tx *db.Tx) error {
		c, l, err := caseOf(ctx, tx, who, number, lot)
		if err != nil {
			return err
		}
		rs := membership.RolesOf(who, c.Group, c.Membership)
		if err := memberOnly(rs, c); err != nil {
			return group.Explained(ctx, tx, who, c.Group, err)
		}
		v = LotView{Group: c.Group, Membership: c.Membership, Lot: l, Sheet: c.Sheet}
		v.Acts = Moves.Offers(c.Sheet.State, rs, c)
		if err := group.Explain(ctx, tx, who, c.Group, group.ReasonsOf(v.Acts)...); err != nil {
			return err
		}
		if c.Membership.State != membership.Accepted {
			v.Out = []apperr.Reason{membership.WhyNotMember(c.Group, c.Membership, c.Who)}
		}
		if v.Lots, err = LotStates(ctx, tx, c.Group.ID, c.Membership.ID); err != nil {
			return err
		}
		v.History, err = history.Of(ctx, tx, object(c.Sheet), 30)
		return err
	})
	return v, err
}

// NeedsView is « Mes besoins » of a group: all lots with their states.
type NeedsView struct {
	Group      group.Group
	Membership membership.Membership
	Lots       []LotState
	Done       int
	Open       []apperr.Reason // why nothing can be entered now; empty when entry is open
}

// ShowNeeds is the overview of « Mes besoins » for the establishment that who acts for. Who is no member gets the reason (R040).
func (s *Service) ShowNeeds(ctx context.Context, who access.Actor, number int64) (NeedsView, error) {
	var v NeedsView
	err := s.db.View(ctx, func(tx *db.Tx) error {
		c, err := needsCase(ctx, tx, who, number)
		if err != nil {
			return err
		}
		rs := membership.RolesOf(who, c.Group, c.Membership)
		if err := memberOnly(rs, c); err != nil {
			return group.Explained(ctx, tx, who, c.Group, err)
		}
		v = NeedsView{Group: c.Group, Membership: c.Membership, Open: Moves.Why(Save, None, rs, c)}
		if err := group.Explain(ctx, tx, who, c.Group, v.Open); err != nil {
			return err
		}
		v.Lots, err = LotStates(ctx, tx, c.Group.ID, c.Membership.ID)
		for _, l := range v.Lots {
			if l.View.Done() {
				v.Done++
			}
		}
		return err
	})
	return v, err
}

// WhyNotEntered says why who enters no needs in a group, as « Mes besoins » would; nothing while they may. m is the membership
// of the establishment that they act for, as they see it.
func WhyNotEntered(who access.Actor, g group.Group, m membership.Membership) []apperr.Reason {
	c := newCase(who, g, m)
	rs := membership.RolesOf(who, g, m)
	if e, ok := apperr.As(memberOnly(rs, c)); ok {
		return e.Reasons
	}
	return Moves.Why(Save, None, rs, c)
}

func newCase(who access.Actor, g group.Group, m membership.Membership) Case {
	return Case{Group: g, Membership: m, Sheet: Sheet{State: None, Quantities: Quantities{}}, Who: membership.OutsiderOf(who), At: who.At}
}

// memberOnly refuses « Mes besoins » to whom has no sheet of their own there: a coordinator reads the board instead. Who was
// taken out still reads what they had signed (R058).
func memberOnly(rs []group.Role, c Case) error {
	own := c.Membership.State == membership.Accepted || slices.Contains(rs, group.AsFormer)
	if own && Moves.May(SeeSheet, c.Sheet.State, rs, c) {
		return nil
	}
	return apperr.ForbiddenErr(membership.WhyNotMember(c.Group, c.Membership, c.Who))
}

// LotStates are all lots of a group with the states of one member's sheets.
func LotStates(ctx context.Context, tx *db.Tx, groupID, membershipID string) ([]LotState, error) {
	type row struct {
		LotState
		state State
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return append(group.IntoLot(&r.Lot), &r.state, &r.Filled, &r.Version)
	}, `SELECT `+group.LotColumns+`, coalesce(s.state, 'none'), coalesce(s.filled, 0), coalesce(s.version, 0)
		FROM needs_lots l LEFT JOIN needs_sheets s ON s.lot_id = l.id AND s.membership_id = $2
		WHERE l.group_id = $1 ORDER BY l.position`, groupID, membershipID)
	out := make([]LotState, len(rows))
	for i, r := range rows {
		out[i] = r.LotState
		out[i].View = ViewOf(r.state, r.Filled)
	}
	return out, err
}
