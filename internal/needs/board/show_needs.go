package board

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// MemberNeeds is what one member wants over all lots: of validated sheets only (R054).
type MemberNeeds struct {
	Group      group.Group
	Membership membership.Membership
	Lots       []LotNeeds
	Excluded   int // lots without a validated sheet
}

// LotNeeds is one lot of MemberNeeds. The quantities of a sheet that is not validated are not there.
type LotNeeds struct {
	group.Lot  // with its lines
	View       sheet.View
	Quantities sheet.Quantities
}

// ShowNeedsOf is what the member of a reference wants, lot by lot.
func (s *Service) ShowNeedsOf(ctx context.Context, who access.Actor, number int64, ref string) (MemberNeeds, error) {
	var v MemberNeeds
	err := s.coordinating(ctx, who, number, func(tx *db.Tx, g group.Group) error {
		m, err := membership.ByRef(ctx, tx, g, ref)
		if err != nil {
			return err
		}
		v = MemberNeeds{Group: g, Membership: m}
		lots, err := group.LotsWithLines(ctx, tx, g.ID)
		if err != nil {
			return err
		}
		return v.read(ctx, tx, lots)
	})
	return v, err
}

func (v *MemberNeeds) read(ctx context.Context, tx *db.Tx, lots []group.Lot) error {
	sheets, err := sheet.AllOf(ctx, tx, v.Membership.ID)
	if err != nil {
		return fmt.Errorf("needs of %s: %w", v.Membership.Org.Ref, err)
	}
	for _, l := range lots {
		n := LotNeeds{Lot: l, View: sheet.ViewNone}
		if v.Membership.State == membership.Accepted {
			s := sheets[l.ID]
			n.View = sheet.ViewOf(s.State, s.Filled)
			if n.View.Done() {
				n.Quantities = s.Quantities
			}
		}
		if !n.View.Done() {
			v.Excluded++
		}
		v.Lots = append(v.Lots, n)
	}
	return nil
}
