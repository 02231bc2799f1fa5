package board

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// MemberView is what one member entered, as its coordinator sees it (R055): the state of each lot in words, and the
// quantities of one of them.
type MemberView struct {
	Group      group.Group
	Membership membership.Membership
	Lots       []sheet.LotState
	Lot        group.Lot // the one whose quantities are shown; none in a group without lots
	Sheet      sheet.Sheet
}

// ShowMember shows a coordinator what the member of a reference entered. lot is the position of the lot whose quantities
// are wanted; 0 is the first one that holds some, or the first of all.
func (s *Service) ShowMember(ctx context.Context, who access.Actor, number int64, ref string, lot int64) (MemberView, error) {
	var v MemberView
	err := s.coordinating(ctx, who, number, func(tx *db.Tx, g group.Group) error {
		m, err := membership.ByRef(ctx, tx, g, ref)
		if err != nil {
			return err
		}
		v = MemberView{Group: g, Membership: m}
		if v.Lots, err = sheet.LotStates(ctx, tx, g.ID, m.ID); err != nil || len(v.Lots) == 0 {
			return err
		}
		if lot == 0 {
			lot = v.firstFilled()
		}
		if v.Lot, err = group.LotAt(ctx, tx, g, lot); err != nil {
			return err
		}
		v.Sheet, err = sheet.Of(ctx, tx, m.ID, v.Lot.ID)
		return err
	})
	return v, err
}

func (v MemberView) firstFilled() int64 {
	for _, l := range v.Lots {
		if l.Filled > 0 {
			return l.Position
		}
	}
	return v.Lots[0].Position
}
