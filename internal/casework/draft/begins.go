package demand

import (
	"context"
	"slices"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Begins are the teams for which somebody may begin a demand: where they are an aidant, and which are open.
func (s *Service) Begins(ctx context.Context, who access.Actor) ([]team.Team, error) {
	if err := WhyBegin(who); err != nil {
		return nil, err
	}
	var out []team.Team
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		all, err := team.ByIDs(ctx, tx, team.TeamsOf(who, team.Helper))
		out = slices.DeleteFunc(all, func(t team.Team) bool { return t.State != team.Open })
		return err
	})
	return out, err
}
