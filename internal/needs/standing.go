package needs

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// Standing is what stands between a person and a group.
type Standing struct {
	Group group.Group
	Join  []apperr.Reason // why they cannot join; empty: they can
	Enter []apperr.Reason // why they cannot enter needs
}

// Standing says what a person may do in a group, by the rules and in the words of the pages that they would open (R140),
// without reading what these show beside. missing are the empty fields of their profile.
func (s *Service) Standing(ctx context.Context, tx *db.Tx, who access.Actor, number int64, missing []i18n.Key) (Standing, error) {
	g, err := group.ByNumber(ctx, tx, who, number)
	if err != nil {
		return Standing{}, err
	}
	c, err := membership.CaseIn(ctx, tx, who, g, missing)
	if err != nil {
		return Standing{}, err
	}
	out := Standing{Group: g, Join: membership.Moves.Why(membership.Join, c.Membership.State, membership.RolesOf(who, g, c.Membership), c)}
	out.Enter = sheet.WhyNotEntered(who, g, c.Membership)
	return out, group.Explain(ctx, tx, who, g, out.Join, out.Enter)
}
